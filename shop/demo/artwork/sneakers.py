"""Sneakers with laces, seen from the outside, the toe to the left, standing at y = 728."""

from __future__ import annotations

from shop.demo.artwork.geometry import Point
from shop.demo.artwork.sheet import Sheet

_COURT_UPPER = (
    "M 106 668 C 98 626 140 604 206 592 C 264 581 306 562 346 538 L 474 448 "
    "C 484 441 496 444 502 454 C 524 492 560 510 602 502 C 640 495 660 478 668 458 "
    "C 674 445 694 446 696 461 C 696 512 724 580 706 668 Z"
)
_COURT_SOLE = (
    "M 92 656 C 84 694 100 724 146 727 L 690 728 C 712 728 722 718 720 696 L 714 652 "
    "C 560 668 300 674 92 656 Z"
)
_HIGH_UPPER = (
    "M 106 668 C 98 622 140 598 204 586 C 262 575 304 556 340 524 L 468 352 "
    "C 478 338 484 326 488 312 C 492 298 508 294 522 298 L 668 316 C 686 319 694 330 693 346 "
    "C 690 420 676 450 684 510 C 690 566 718 604 706 668 Z"
)
_RUNNER_UPPER = (
    "M 92 646 C 88 606 140 590 206 572 C 280 552 330 530 376 500 L 470 432 "
    "C 480 424 494 428 501 440 C 522 476 566 490 610 474 C 644 462 662 434 690 416 "
    "C 704 408 718 418 714 434 C 700 490 734 560 722 640 L 690 690 H 140 Z"
)
_RUNNER_SOLE = (
    "M 86 624 C 58 634 66 690 136 714 C 190 732 400 722 470 724 L 664 728 "
    "C 718 728 752 700 752 656 C 752 632 744 616 732 608 C 650 632 570 646 480 652 "
    "C 330 660 180 652 86 624 Z"
)


def paint_court_shoe(sheet: Sheet, *, gum_sole: bool) -> None:
    """A low court shoe stands on the plinth, on a sole of gum or of pale rubber."""
    tones = sheet.tones
    body, panel, shade = (
        (tones.base, tones.light, tones.deep) if gum_sole else (tones.trim, tones.base, tones.field)
    )
    cast_on_plinth(sheet)
    sheet.path(
        "M 428 490 L 446 420 C 451 405 474 401 488 412 L 534 472 L 480 520 Z", fill=tones.deep
    )
    sheet.path(
        "M 506 460 C 540 470 620 468 668 456 L 660 490 L 580 512 L 520 492 Z", fill=tones.deep
    )
    sheet.path(_COURT_UPPER, fill=sheet.fade(body, body, shade))
    with sheet.inside(_COURT_UPPER):
        sheet.path("M 80 560 L 214 586 C 260 608 284 640 288 690 H 80 Z", fill=panel)
        sheet.path(
            "M 500 690 C 560 650 600 590 606 496 L 652 476 C 664 550 640 636 590 690 Z",
            fill=panel,
            opacity=0.5,
        )
        sheet.path("M 654 440 H 720 V 690 H 590 C 640 636 664 550 650 474 Z", fill=tones.deep)
        sheet.path("M 80 690 V 650 C 300 676 560 666 730 644 V 690 Z", fill=tones.ink, opacity=0.14)
        _stitch(sheet, d="M 222 588 C 268 610 294 642 298 680")
        _stitch(sheet, d="M 580 680 C 628 630 652 550 640 482")
    _eyestay(sheet, fill=panel)
    for row in range(3):
        for column in range(5 - row):
            sheet.disc(
                (154 + column * 21 + row * 11, 646 - row * 15), r=3.4, fill=tones.ink, opacity=0.5
            )
    sheet.disc((536, 584), r=21, fill=panel)
    sheet.path("M 520 597 A 21 21 0 0 0 552 571 Z", fill=tones.deep)
    sheet.path(_COURT_SOLE, fill=tones.accent if gum_sole else tones.trim)
    with sheet.inside(_COURT_SOLE):
        sheet.path("M 80 706 H 730 V 740 H 80 Z", fill=tones.ink, opacity=0.18)
        if not gum_sole:
            sheet.line("M 84 690 H 724", colour=tones.base, width=7)
        _stitch(sheet, d="M 98 673 C 300 690 560 685 716 668")
    sheet.line("M 92 656 C 300 674 560 668 714 652", opacity=0.5)


def paint_high_top(sheet: Sheet) -> None:
    """A high-top with an ankle strap stands on the plinth."""
    tones = sheet.tones
    cast_on_plinth(sheet)
    sheet.path(
        "M 438 400 L 470 262 C 474 246 500 242 520 250 L 566 320 L 490 420 Z", fill=tones.deep
    )
    sheet.path(_HIGH_UPPER, fill=sheet.fade(tones.base, tones.base, tones.deep))
    with sheet.inside(_HIGH_UPPER):
        sheet.path("M 80 560 L 206 580 C 256 606 280 640 282 690 H 80 Z", fill=tones.trim)
        sheet.path("M 470 270 H 720 V 372 C 640 366 560 356 470 338 Z", fill=tones.light)
        sheet.path("M 720 480 V 690 H 556 C 610 640 640 570 648 500 Z", fill=tones.deep)
        sheet.path("M 80 690 V 650 C 300 676 560 666 730 644 V 690 Z", fill=tones.ink, opacity=0.14)
        _stitch(sheet, d="M 214 582 C 264 606 290 640 293 680")
        _stitch(sheet, d="M 478 352 C 560 370 640 380 700 384")
        _stitch(sheet, d="M 546 680 C 602 630 630 566 638 500")
        for x in (540, 580, 620, 660):
            sheet.line(f"M {x} 306 C {x - 4} 326 {x - 4} 340 {x - 2} 362", opacity=0.22)
    sheet.path(
        "M 320 546 L 474 344 L 512 372 C 476 430 424 512 366 574 C 346 590 326 570 320 546 Z",
        fill=tones.light,
    )
    _stitch(sheet, d="M 334 556 C 342 572 356 576 368 562 C 420 504 466 436 500 384")
    _laces(sheet, start=(350, 508), end=(472, 344), count=8, reach=40)
    sheet.path(
        "M 424 420 L 460 384 C 540 424 620 436 690 428 L 684 490 C 600 500 500 480 424 420 Z",
        fill=tones.accent,
    )
    _stitch(sheet, d="M 446 420 C 520 466 600 484 676 478")
    sheet.rect((600, 430, 46, 60), fill=tones.trim, r=8)
    sheet.rect((612, 440, 22, 40), fill=tones.accent, r=4)
    sheet.path(_COURT_SOLE, fill=tones.trim)
    with sheet.inside(_COURT_SOLE):
        sheet.path("M 80 706 H 730 V 740 H 80 Z", fill=tones.ink, opacity=0.16)
        sheet.line("M 84 692 H 724", colour=tones.accent, width=7)
        _stitch(sheet, d="M 98 673 C 300 690 560 685 716 668")
    sheet.line("M 92 656 C 300 674 560 668 714 652", opacity=0.5)


def paint_runner(sheet: Sheet) -> None:
    """A running shoe on a deep, rockered sole stands on the plinth."""
    tones = sheet.tones
    cast_on_plinth(sheet)
    sheet.path(
        "M 430 480 L 446 404 C 451 389 474 385 488 396 L 536 462 L 480 512 Z", fill=tones.deep
    )
    sheet.path(
        "M 506 446 C 540 460 630 450 690 416 L 664 470 L 580 496 L 520 480 Z", fill=tones.deep
    )
    sheet.path(_RUNNER_UPPER, fill=sheet.fade(tones.light, tones.light, tones.base))
    with sheet.inside(_RUNNER_UPPER):
        for step in range(13):
            x = 110 + step * 22
            sheet.line(f"M {x} 660 C {x + 6} 620 {x + 26} 580 {x + 60} 540", opacity=0.16)
        sheet.path("M 80 660 V 610 C 150 586 190 610 250 662 Z", fill=tones.base)
        sheet.path(
            "M 300 670 C 380 650 440 600 480 520 L 552 494 C 520 580 470 640 420 676 Z",
            fill=tones.base,
        )
        sheet.path(
            "M 450 676 C 520 640 580 580 600 478 L 640 460 C 630 560 590 640 540 676 Z",
            fill=tones.accent,
        )
        sheet.path("M 668 400 H 740 V 660 H 580 C 640 610 668 520 660 440 Z", fill=tones.deep)
        sheet.path("M 80 670 V 622 C 300 670 560 664 740 606 V 670 Z", fill=tones.ink, opacity=0.12)
    sheet.path(
        "M 352 540 L 470 432 C 480 424 494 428 501 440 L 512 458 C 484 500 440 546 394 574 "
        "C 372 584 356 560 352 540 Z",
        fill=tones.base,
    )
    _laces(sheet, start=(376, 512), end=(478, 438), count=5, reach=40)
    sheet.line("M 690 418 C 700 396 724 396 722 420", colour=tones.accent, width=8)
    sheet.path(_RUNNER_SOLE, fill=tones.trim)
    with sheet.inside(_RUNNER_SOLE):
        sheet.path("M 420 760 C 520 700 560 690 760 640 V 760 Z", fill=tones.accent, opacity=0.85)
        sheet.line("M 60 640 C 240 694 420 690 560 664 C 640 650 700 640 760 620", opacity=0.35)
        sheet.path("M 60 680 C 110 712 200 712 470 708 L 760 712 V 750 H 60 Z", fill=tones.deep)
        for x in range(130, 740, 34):
            sheet.line(f"M {x} 730 L {x + 8} 712", colour=tones.trim, width=4, opacity=0.7)
    sheet.line("M 86 624 C 180 652 330 660 480 652 C 570 646 650 632 732 608", opacity=0.5)


def cast_on_plinth(sheet: Sheet) -> None:
    """A soft shadow lies where a shoe meets the plinth."""
    with sheet.blurred(9, opacity=0.38):
        sheet.disc((424, 729), r=316, fill=sheet.tones.ink, ry=14)


def _eyestay(sheet: Sheet, *, fill: str) -> None:
    sheet.path(
        "M 326 552 L 474 448 C 484 441 496 444 502 454 L 518 478 C 486 512 430 560 376 594 "
        "C 354 606 322 582 326 552 Z",
        fill=fill,
    )
    _stitch(sheet, d="M 338 562 C 342 580 358 588 374 580 C 426 546 474 508 504 480")
    _laces(sheet, start=(350, 536), end=(478, 446), count=6, reach=36)


def _laces(sheet: Sheet, *, start: Point, end: Point, count: int, reach: float) -> None:
    """Laces cross the throat between `start` and `end`, each `reach` long down the side."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx**2 + dy**2) ** 0.5
    across, down = -dy / length, dx / length
    for step in range(count):
        x, y = start[0] + dx * step / (count - 1), start[1] + dy * step / (count - 1)
        top = f"{x - across * 10:.1f} {y - down * 10:.1f}"
        foot = f"{x + across * reach:.1f} {y + down * reach:.1f}"
        sheet.line(f"M {top} L {foot}", colour=sheet.tones.ink, width=15, opacity=0.3)
        sheet.line(f"M {top} L {foot}", colour=sheet.tones.trim, width=10)


def _stitch(sheet: Sheet, *, d: str) -> None:
    sheet.line(d, width=2, opacity=0.5, dash="7 6")
