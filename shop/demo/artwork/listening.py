"""What music is heard with: headphones, a loudspeaker, a turntable, a radio."""

from __future__ import annotations

from shop.demo.artwork.geometry import spokes
from shop.demo.artwork.palettes import BRASS, DAYLIGHT, STEEL
from shop.demo.artwork.sheet import Sheet

_BAND = "M 176 560 V 470 C 176 320 270 214 400 214 C 530 214 624 320 624 470 V 560"
_CUSHION = "M 180 470 C 190 330 290 256 400 256 C 510 256 610 330 620 470"
_HANDLE = "M 170 430 V 340 C 170 310 186 296 214 296 H 550 C 578 296 594 310 594 340 V 430"


def paint_headphones(sheet: Sheet) -> None:
    """Headphones hang on a stand on the shelf."""
    tones = sheet.tones
    with sheet.blurred(10, opacity=0.35):
        sheet.disc((430, 828), r=150, fill=tones.ink, ry=16)
    sheet.disc((400, 818), r=132, fill=tones.deep, ry=24)
    sheet.disc((400, 808), r=132, fill=sheet.fade(*STEEL), ry=24)
    sheet.rect((388, 262, 24, 546), fill=sheet.fade(*STEEL))
    sheet.line(_BAND, colour=tones.deep, width=26)
    sheet.line(
        "M 166 500 V 470 C 170 320 268 206 400 204 C 470 204 540 240 584 300",
        colour=tones.light,
        width=4,
        opacity=0.9,
    )
    sheet.line(_CUSHION, colour=tones.ink, width=34)
    sheet.line(_CUSHION, colour=tones.base, width=28)
    sheet.line(
        "M 204 420 C 224 326 310 266 400 266 C 490 266 576 326 596 420", opacity=0.4, dash="6 7"
    )
    for transform in ("", "translate(800 0) scale(-1 1)"):
        with sheet.placed(transform):
            _paint_cup(sheet)
    sheet.path(
        "M 120 560 C 128 520 150 500 184 496 C 150 520 140 550 140 590 Z",
        fill=tones.trim,
        opacity=0.35,
    )
    sheet.line(
        "M 168 704 C 164 790 250 786 236 826 C 224 858 120 846 60 858 C 30 864 10 862 -8 858",
        colour=tones.ink,
        width=5,
    )


def _paint_cup(sheet: Sheet) -> None:
    tones = sheet.tones
    sheet.rect((216, 466, 76, 246), fill=sheet.fade(tones.ink, tones.deep), r=36)
    sheet.line("M 254 478 C 266 540 266 640 254 700", colour=tones.light, width=3, opacity=0.35)
    shell = (
        "M 222 474 C 150 474 110 520 110 590 C 110 660 150 706 222 706 C 236 706 240 698 240 684 "
        "V 496 C 240 482 236 474 222 474 Z"
    )
    sheet.path(shell, fill=sheet.fade(tones.light, tones.base, tones.deep, axis=(0, 0, 0, 1)))
    with sheet.inside(shell):
        sheet.path("M 196 460 H 250 V 720 H 196 Z", fill=tones.deep, opacity=0.5)
    sheet.rect((160, 440, 32, 170), fill=tones.accent, r=16)
    sheet.disc((176, 590), r=9, fill=tones.deep)
    sheet.disc((176, 590), r=4, fill=tones.trim)


def paint_speaker(sheet: Sheet) -> None:
    """A bookshelf loudspeaker stands on the shelf."""
    tones = sheet.tones
    with sheet.blurred(12, opacity=0.35):
        sheet.path("M 240 818 H 640 L 700 846 H 260 Z", fill=tones.ink)
    sheet.path("M 560 190 L 626 226 V 792 L 560 826 Z", fill=tones.deep)
    sheet.rect((214, 190, 346, 636), fill=sheet.fade(tones.light, tones.base, axis=(0, 0, 1, 0.6)))
    for x in (236, 262, 301, 322, 366, 402, 441, 462, 503, 538):
        sheet.line(
            f"M {x} 196 C {x + 9} 400 {x - 8} 600 {x + 3} 820",
            colour=tones.deep,
            width=2,
            opacity=0.3,
        )
    sheet.rect((240, 216, 294, 584), fill=tones.ink, r=14, opacity=0.12)
    sheet.rect(
        (238, 214, 294, 584), fill=sheet.fade(tones.trim, tones.field, axis=(0, 0, 1, 1)), r=14
    )
    _paint_cone(sheet, centre=(385, 608), r=128)
    _paint_cone(sheet, centre=(385, 352), r=66)
    sheet.rect((285, 756, 200, 18), fill=tones.ink, r=9, opacity=0.85)
    for x, y in ((258, 234), (512, 234), (258, 778), (512, 778)):
        sheet.disc((x, y), r=6, fill=tones.deep)
    sheet.disc((385, 248), r=5, fill=tones.accent)


def _paint_cone(sheet: Sheet, *, centre: tuple[float, float], r: float) -> None:
    tones = sheet.tones
    sheet.disc(centre, r=r + 10, fill=tones.accent)
    sheet.disc(centre, r=r, fill=tones.ink)
    sheet.disc(centre, r=r * 0.84, fill=sheet.fade(tones.deep, tones.base, axis=(0, 0, 1, 1)))
    for share in (0.72, 0.6, 0.48):
        sheet.ring(centre, r=r * share, colour=tones.ink, width=1.5)
    sheet.disc(centre, r=r * 0.32, fill=sheet.fade(tones.accent, tones.deep, axis=(0, 0, 1, 1)))
    sheet.line(spokes(centre, inner=r + 5, outer=r + 5.5, count=8), colour=tones.ink, width=6)


def paint_turntable(sheet: Sheet) -> None:
    """A turntable lies seen from above, a record on its platter."""
    tones = sheet.tones
    with sheet.blurred(16, opacity=0.4):
        sheet.rect((112, 262, 620, 550), fill=tones.ink, r=20)
    sheet.rect(
        (90, 226, 620, 560), fill=sheet.fade(tones.light, tones.base, axis=(0, 0, 1, 1)), r=18
    )
    for y in (262, 318, 352, 420, 486, 540, 610, 668, 730, 758):
        sheet.line(
            f"M 100 {y} C 300 {y - 14} 480 {y + 14} 700 {y - 4}",
            colour=tones.deep,
            width=2,
            opacity=0.35,
        )
    centre = (336, 506)
    sheet.disc((342, 514), r=232, fill=tones.ink, opacity=0.35)
    sheet.disc(centre, r=230, fill=sheet.fade(tones.trim, tones.table, axis=(0, 0, 1, 1)))
    sheet.line(
        spokes(centre, inner=222, outer=226, count=72), colour=tones.deep, width=3, opacity=0.6
    )
    sheet.disc(centre, r=214, fill=tones.ink)
    for r in (204, 192, 181, 166, 154, 140, 128, 114, 102):
        sheet.ring(centre, r=r, colour="#6a635b", width=1)
    sheet.path("M 336 506 L 150 400 A 214 214 0 0 1 214 330 Z", fill=DAYLIGHT, opacity=0.14)
    sheet.path("M 336 506 L 522 612 A 214 214 0 0 1 458 682 Z", fill=DAYLIGHT, opacity=0.1)
    sheet.disc(centre, r=76, fill=tones.accent)
    sheet.path("M 260 506 A 76 76 0 0 0 412 506 Z", fill=tones.trim)
    sheet.ring(centre, r=62, colour=tones.ink, width=1.5)
    sheet.disc(centre, r=7, fill=tones.trim)
    _paint_tonearm(sheet)
    sheet.rect((648, 600, 16, 130), fill=tones.ink, r=8, opacity=0.7)
    sheet.rect((638, 650, 36, 22), fill=tones.trim, r=5)
    sheet.disc((136, 740), r=24, fill=tones.deep)
    sheet.disc((134, 737), r=21, fill=tones.accent)


def _paint_tonearm(sheet: Sheet) -> None:
    tones = sheet.tones
    with sheet.placed("translate(8 12)"):
        sheet.line("M 630 320 L 626 560 L 536 652", colour=tones.ink, width=11, opacity=0.3)
    sheet.disc((630, 330), r=52, fill=sheet.fade(tones.trim, tones.table, axis=(0, 0, 1, 1)))
    sheet.ring((630, 330), r=52, width=2)
    sheet.rect((610, 246, 40, 46), fill=tones.ink, r=8)
    sheet.line("M 630 270 L 626 560 L 536 652", colour=tones.deep, width=12)
    sheet.line("M 630 270 L 626 560 L 536 652", colour=tones.trim, width=8)
    sheet.disc((630, 330), r=22, fill=tones.deep)
    with sheet.placed("rotate(45 530 660)"):
        sheet.rect((514, 636, 32, 54), fill=tones.ink, r=6)


def paint_radio(sheet: Sheet) -> None:
    """A portable radio stands on the shelf, its aerial out."""
    tones = sheet.tones
    with sheet.blurred(12, opacity=0.36):
        sheet.rect((110, 800, 640, 40), fill=tones.ink, r=20)
    sheet.line("M 640 420 L 724 96", colour=tones.deep, width=9)
    sheet.line("M 640 420 L 724 96", colour=tones.trim, width=5)
    sheet.disc((725, 92), r=10, fill=tones.deep)
    sheet.line(_HANDLE, colour=BRASS[2], width=28)
    sheet.line(_HANDLE, colour=tones.accent, width=24)
    sheet.line(
        "M 166 400 V 340 C 166 308 184 291 214 291 H 480", colour=DAYLIGHT, width=4, opacity=0.4
    )
    sheet.rect((88, 404, 624, 420), fill=tones.deep, r=36)
    sheet.rect(
        (88, 404, 612, 414), fill=sheet.fade(tones.light, tones.base, axis=(0, 0, 1, 0.8)), r=34
    )
    sheet.rect((116, 434, 556, 354), fill=tones.trim, r=18)
    sheet.disc((268, 612), r=146, fill=tones.table)
    for ring in range(6):
        sheet.line(
            spokes((268, 612), inner=26 + ring * 21, outer=26.4 + ring * 21, count=8 + ring * 7),
            colour=tones.ink,
            width=9,
        )
    sheet.disc((268, 612), r=6, fill=tones.ink)
    _paint_tuner(sheet)
    for x in (150, 600):
        sheet.rect((x, 818, 56, 14), fill=tones.ink, r=6)


def _paint_tuner(sheet: Sheet) -> None:
    """The scale, the two dials and the buttons of the radio."""
    tones = sheet.tones
    sheet.rect((440, 462, 206, 92), fill=tones.deep, r=8)
    sheet.line(
        "".join(f"M{456 + step * 12.4:.1f} {488 if step % 5 else 480}V504" for step in range(15)),
        colour=tones.trim,
        width=2.5,
    )
    sheet.line("M 456 526 H 630", colour=tones.trim, width=2, opacity=0.6)
    sheet.line("M 566 472 V 544", colour=tones.accent, width=5)
    for x in (490, 596):
        sheet.disc((x + 4, 654), r=45, fill=tones.ink, opacity=0.25)
        sheet.disc((x, 648), r=44, fill=sheet.fade(tones.light, tones.deep, axis=(0, 0, 1, 1)))
        sheet.line(
            spokes((x, 648), inner=37, outer=43, count=28), colour=tones.ink, width=2, opacity=0.6
        )
        sheet.disc((x, 648), r=30, fill=sheet.fade(tones.base, tones.light, axis=(0, 0, 1, 1)))
    sheet.line("M 490 646 V 624 M 596 646 L 612 630", colour=tones.trim, width=5)
    for x, fill in ((458, tones.ink), (508, tones.accent), (558, tones.ink), (608, tones.ink)):
        sheet.rect((x, 730, 36, 26), fill=fill, r=6)
