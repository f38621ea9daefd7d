"""Shoes to slip into, desert boots and socks."""

from __future__ import annotations

from shop.demo.artwork.sheet import Sheet
from shop.demo.artwork.sneakers import cast_on_plinth

_SLIP_UPPER = (
    "M 100 668 C 92 622 150 598 222 580 C 296 562 350 536 402 500 C 424 485 440 480 452 486 "
    "C 500 520 560 524 610 512 C 644 503 664 490 676 476 C 688 464 704 472 704 488 "
    "C 702 550 724 608 708 668 Z"
)
_SLIP_SOLE = (
    "M 90 658 C 82 696 98 725 144 727 L 692 728 C 714 728 722 718 720 698 L 715 656 "
    "C 560 670 300 676 90 658 Z"
)
_BOOT = (
    "M 112 680 C 102 630 146 604 216 590 C 290 574 346 544 392 492 L 446 400 "
    "C 454 388 464 384 476 386 L 664 392 C 680 393 688 402 687 418 C 678 474 682 520 698 576 "
    "C 708 614 712 646 704 680 Z"
)
_BOOT_SOLE = "M 100 672 C 90 700 102 727 144 728 L 690 728 C 712 728 722 718 721 700 L 718 672 Z"
_SOCK = (
    "M 356 150 H 526 C 532 300 524 450 528 590 C 530 640 548 664 542 712 C 534 772 480 792 430 802 "
    "L 250 838 C 190 848 148 812 154 766 C 158 736 184 722 214 712 C 296 690 350 660 356 580 "
    "C 362 440 350 300 356 150 Z"
)


def paint_slip_on(sheet: Sheet) -> None:
    """A woven slip-on stands on the plinth."""
    tones = sheet.tones
    cast_on_plinth(sheet)
    sheet.path("M 446 486 C 500 462 620 456 684 478 L 640 520 H 500 Z", fill=tones.deep)
    sheet.line("M 446 484 C 500 462 620 456 684 478", colour=tones.light, width=6)
    sheet.path(_SLIP_UPPER, fill=sheet.fade(tones.base, tones.base, tones.deep))
    with sheet.inside(_SLIP_UPPER):
        starts = range(60, 780, 24)
        sheet.line(
            "".join(f"M{x} 700L{x + 150} 470" for x in starts),
            colour=tones.light,
            width=7,
            opacity=0.5,
        )
        sheet.line("".join(f"M{x + 150} 700L{x} 470" for x in starts), opacity=0.16)
        sheet.path(
            "M 456 470 H 582 C 574 530 556 570 532 592 C 500 572 470 530 456 486 Z", fill=tones.deep
        )
        sheet.line(
            "".join(f"M{474 + at * 17} 480L{508 + at * 8} 580" for at in range(6)),
            colour=tones.light,
            width=3,
            opacity=0.6,
        )
        sheet.path("M 650 470 H 730 V 690 H 616 C 650 640 668 560 650 470 Z", fill=tones.accent)
        sheet.path("M 80 690 V 652 C 300 678 560 668 730 646 V 690 Z", fill=tones.ink, opacity=0.16)
    sheet.line(
        "M 420 490 C 434 482 444 481 452 486 C 500 520 560 524 610 512 C 644 503 664 490 676 476",
        colour=tones.trim,
        width=7,
    )
    sheet.path(_SLIP_SOLE, fill=tones.trim)
    with sheet.inside(_SLIP_SOLE):
        sheet.path("M 80 708 H 730 V 740 H 80 Z", fill=tones.ink, opacity=0.16)
        sheet.line("M 84 692 H 724", colour=tones.accent, width=4)
    sheet.line("M 90 658 C 300 676 560 670 715 656", opacity=0.5)


def paint_desert_boot(sheet: Sheet) -> None:
    """A desert boot on a crepe sole stands on the plinth."""
    tones = sheet.tones
    cast_on_plinth(sheet)
    sheet.path(
        "M 420 470 L 452 352 C 456 338 480 334 500 344 L 560 400 L 470 480 Z", fill=tones.deep
    )
    sheet.path(_BOOT, fill=sheet.fade(tones.light, tones.base, axis=(0, 0, 1, 0.5)))
    quarter = (
        "M 392 492 L 446 400 C 454 388 464 384 476 386 L 664 392 H 730 V 690 H 456 "
        "C 452 620 440 560 378 524 Z"
    )
    with sheet.inside(_BOOT):
        sheet.path(quarter, fill=sheet.fade(tones.base, tones.deep, axis=(0, 0, 1, 0.3)))
        sheet.line("M 378 524 C 440 560 452 620 456 690", opacity=0.6)
        sheet.line("M 392 524 C 452 562 464 620 468 690", width=2, opacity=0.5, dash="7 6")
        sheet.line("M 404 532 C 464 566 476 622 480 690", width=2, opacity=0.5, dash="7 6")
        sheet.line("M 460 404 C 540 412 620 412 700 410", width=2, opacity=0.5, dash="7 6")
        sheet.line("M 668 392 C 660 480 664 580 690 690", width=2, opacity=0.5, dash="7 6")
        sheet.path("M 80 690 V 664 H 730 V 690 Z", fill=tones.ink, opacity=0.18)
    sheet.rect((676, 372, 16, 66), fill=tones.accent, r=6)
    for step in range(2):
        x, y = 424 + step * 28, 498 - step * 50
        sheet.line(f"M {x - 20} {y - 14} L {x + 24} {y + 8}", colour=tones.trim, width=9)
        sheet.disc((x + 26, y + 9), r=7, fill=tones.deep)
    sheet.line(
        "M 440 430 C 400 400 372 420 384 444 C 394 458 424 446 440 430", colour=tones.trim, width=7
    )
    sheet.line(
        "M 440 430 C 470 410 504 428 494 452 C 484 464 456 450 440 430", colour=tones.trim, width=7
    )
    sheet.line(
        "M 440 430 C 420 460 400 480 396 520 M 440 430 C 456 470 452 500 462 528",
        colour=tones.trim,
        width=6,
    )
    sheet.path(_BOOT_SOLE, fill=tones.accent)
    with sheet.inside(_BOOT_SOLE):
        sheet.line(
            "M 90 690 C 250 698 560 694 730 688 M 90 704 C 250 710 560 708 730 702",
            width=2,
            opacity=0.4,
        )
        sheet.path("M 80 714 H 730 V 740 H 80 Z", fill=tones.ink, opacity=0.2)
    sheet.line("M 100 672 H 718", opacity=0.5)


def paint_socks(sheet: Sheet) -> None:
    """A pair of ribbed socks lies on the mat."""
    with sheet.placed("translate(112 -34) rotate(7 440 500)"):
        _paint_sock(sheet, body=sheet.tones.deep, rib=sheet.tones.base)
    with sheet.placed("translate(-6 12) rotate(-4 440 500)"):
        _paint_sock(sheet, body=sheet.tones.base, rib=sheet.tones.light)


def _paint_sock(sheet: Sheet, *, body: str, rib: str) -> None:
    tones = sheet.tones
    with sheet.blurred(12, opacity=0.34), sheet.placed("translate(16 20)"):
        sheet.path(_SOCK, fill=tones.ink)
    sheet.path(_SOCK, fill=body)
    with sheet.inside(_SOCK):
        sheet.disc((548, 716), r=116, fill=tones.accent)
        sheet.disc((160, 790), r=96, fill=tones.accent)
        for x in range(372, 530, 19):
            sheet.line(f"M {x} 240 V 560", colour=rib, width=6, opacity=0.5)
        sheet.rect((330, 140, 220, 106), fill=rib)
        for x in range(366, 530, 13):
            sheet.line(f"M {x} 140 V 246", opacity=0.2)
        for y in (300, 336):
            sheet.rect((330, y, 220, 20), fill=tones.trim)
        sheet.path(
            "M 500 140 H 560 V 860 H 240 C 420 820 500 780 494 690 Z", fill=tones.ink, opacity=0.12
        )
