"""Wristwatches seen from above, the strap upright, the hands at nine minutes past ten."""

from __future__ import annotations

from shop.demo.artwork.geometry import Point, point_at, spokes
from shop.demo.artwork.palettes import BRASS, DAYLIGHT, STEEL
from shop.demo.artwork.sheet import Sheet

_CENTRE: Point = (400, 500)
_STRAP = (
    "M 308 380 L 318 132 C 318 112 328 104 346 104 H 454 C 472 104 482 112 482 132 L 492 380 Z",
    "M 308 620 L 320 854 C 322 888 360 908 400 908 C 440 908 478 888 480 854 L 492 620 Z",
)


def paint_field_watch(sheet: Sheet) -> None:
    """A plain field watch lies on a stitched strap."""
    tones = sheet.tones
    _paint_strap(sheet)
    _paint_case(sheet, r=196)
    sheet.disc(
        _CENTRE, r=166, fill=sheet.fade(tones.trim, tones.trim, tones.field, axis=(0, 0, 1, 1))
    )
    sheet.ring(_CENTRE, r=128, width=1.2)
    sheet.line(spokes(_CENTRE, inner=148, outer=158, count=60, skip=5), width=2.5, opacity=0.7)
    sheet.line(spokes(_CENTRE, inner=136, outer=158, count=12, skip=12), width=7)
    sheet.path("M 400 372 L 385 342 H 415 Z", fill=tones.accent)
    sheet.disc((400, 588), r=37, fill=tones.field)
    sheet.ring((400, 588), r=37, width=1.5)
    sheet.line(spokes((400, 588), inner=29, outer=34, count=12), width=2, opacity=0.7)
    sheet.line("M 400 588 L 417 566", colour=tones.accent, width=3)
    _paint_hands(sheet, colour=tones.base)


def paint_chronograph(sheet: Sheet) -> None:
    """A chronograph with three small dials and a graded bezel lies on its strap."""
    tones = sheet.tones
    _paint_strap(sheet)
    for degrees in (58, 122):
        with sheet.placed(f"rotate({degrees - 90} 400 500)"):
            sheet.rect((592, 484, 40, 32), fill=sheet.fade(*STEEL, axis=(0, 0, 0, 1)), r=8)
    _paint_case(sheet, r=204)
    sheet.disc(_CENTRE, r=188, fill=tones.deep)
    sheet.line(
        spokes(_CENTRE, inner=172, outer=182, count=60, skip=5),
        colour=tones.trim,
        width=2.5,
        opacity=0.8,
    )
    sheet.line(spokes(_CENTRE, inner=170, outer=182, count=12), colour=tones.trim, width=6)
    sheet.disc(
        _CENTRE, r=160, fill=sheet.fade(tones.light, tones.base, tones.deep, axis=(0, 0, 1, 1))
    )
    sheet.line(spokes(_CENTRE, inner=132, outer=150, count=12), colour=tones.trim, width=8)
    for centre, degrees in (((330, 506), 210), ((470, 506), 80), ((400, 582), 320)):
        sheet.disc(centre, r=44, fill=tones.trim)
        sheet.ring(centre, r=34, colour=tones.deep, width=1)
        sheet.line(spokes(centre, inner=37, outer=42, count=20), colour=tones.deep, width=2)
        x, y = point_at(centre, r=32, degrees=degrees)
        sheet.line(f"M {centre[0]} {centre[1]} L {x} {y}", colour=tones.deep, width=3.5)
        sheet.disc(centre, r=5, fill=tones.deep)
    _paint_hands(sheet, colour=tones.trim)
    x, y = point_at(_CENTRE, r=148, degrees=204)
    sheet.line(f"M 400 500 L {x} {y}", colour=tones.accent, width=3)
    sheet.disc(_CENTRE, r=9, fill=tones.accent)


def paint_square_watch(sheet: Sheet) -> None:
    """A rectangular dress watch lies on a steel bracelet."""
    tones = sheet.tones
    mat = "M 0 56 H 800 V 944 H 0 Z"
    with sheet.inside(mat), sheet.blurred(14, opacity=0.4):
        sheet.rect((338, 0, 164, 1000), fill=tones.ink)
        sheet.rect((246, 342, 350, 370), fill=tones.ink, r=44)
    steel = sheet.fade(*STEEL)
    with sheet.inside(mat):
        for top in (*range(36, 316, 44), *range(688, 944, 44)):
            for left, width in ((318, 50), (370, 60), (432, 50)):
                sheet.rect((left, top, width, 41), fill=steel, r=7)
    sheet.rect((574, 478, 34, 44), fill=sheet.fade(*STEEL, axis=(0, 0, 0, 1)), r=9)
    sheet.rect((224, 312, 352, 376), fill=sheet.fade(*STEEL, axis=(0, 0, 1, 1)), r=48)
    sheet.rect((244, 332, 312, 336), fill="#8d8578", r=34)
    sheet.rect(
        (250, 338, 300, 324),
        fill=sheet.fade(tones.light, tones.base, tones.deep, axis=(0, 0, 1, 1)),
        r=28,
    )
    sheet.rect((292, 380, 216, 240), fill=tones.trim, r=12, opacity=0.1)
    marks = "M 400 356 V 396 M 400 604 V 644 M 268 500 H 308 M 492 500 H 532"
    sheet.line(marks, colour=tones.trim, width=8)
    sheet.line(
        "M 316 356 L 332 388 M 484 356 L 468 388 M 316 644 L 332 612 M 484 644 L 468 612 "
        "M 268 422 L 302 438 M 268 578 L 302 562 M 532 422 L 498 438 M 532 578 L 498 562",
        colour=tones.trim,
        width=4,
    )
    _paint_hands(sheet, colour=tones.trim)
    sheet.path("M 250 366 C 250 348 262 338 278 338 H 420 L 250 560 Z", fill=DAYLIGHT, opacity=0.14)


def paint_pocket_watch(sheet: Sheet) -> None:
    """An open-faced pocket watch lies with its chain."""
    tones = sheet.tones
    chain = (
        "M 400 208 C 396 120 470 100 540 126 C 650 168 690 270 640 360 C 612 410 640 470 700 500"
    )
    with sheet.blurred(8, opacity=0.3), sheet.placed("translate(10 14)"):
        sheet.line(chain, colour=tones.ink, width=14)
    sheet.line(chain, colour=BRASS[2], width=15, dash="13 9")
    sheet.line(chain, colour=BRASS[1], width=10, dash="11 11")
    sheet.line("M 676 524 L 724 478", colour=BRASS[2], width=19)
    sheet.line("M 676 524 L 724 478", colour=BRASS[1], width=13)
    with sheet.blurred(16, opacity=0.42):
        sheet.disc((424, 590), r=262, fill=tones.ink)
    sheet.ring((400, 258), r=46, colour=BRASS[2], width=18)
    sheet.ring((400, 258), r=46, colour=BRASS[1], width=12)
    sheet.rect((372, 268, 56, 50), fill=sheet.fade(*BRASS), r=8)
    sheet.line(
        "M 382 274 V 312 M 392 274 V 312 M 402 274 V 312 M 412 274 V 312 M 420 274 V 312",
        width=2,
        opacity=0.4,
    )
    with sheet.placed("translate(0 58)"):
        sheet.disc(_CENTRE, r=256, fill=sheet.fade(*BRASS, axis=(0, 0, 1, 1)))
        sheet.disc(_CENTRE, r=236, fill=sheet.fade(*reversed(BRASS), axis=(0, 0, 1, 1)))
        sheet.disc(
            _CENTRE, r=222, fill=sheet.fade(tones.trim, tones.trim, tones.field, axis=(0, 0, 1, 1))
        )
        sheet.line(spokes(_CENTRE, inner=200, outer=212, count=60, skip=5), width=2.5, opacity=0.7)
        sheet.line(spokes(_CENTRE, inner=164, outer=212, count=12), colour=tones.deep, width=7)
        sheet.ring(_CENTRE, r=156, width=1.2)
        sheet.disc((400, 612), r=46, fill=tones.field)
        sheet.ring((400, 612), r=46, width=1.5)
        sheet.line(spokes((400, 612), inner=36, outer=42, count=12), width=2, opacity=0.7)
        sheet.line("M 400 612 L 376 590", colour=tones.deep, width=3)
        with sheet.placed("translate(-100 -125) scale(1.25)"):
            _paint_hands(sheet, colour=tones.deep)
        sheet.path(
            "M 400 278 A 222 222 0 0 0 178 500 C 240 420 320 340 400 278 Z",
            fill="#ffffff",
            opacity=0.4,
        )


def _paint_strap(sheet: Sheet) -> None:
    tones = sheet.tones
    with sheet.blurred(14, opacity=0.4), sheet.placed("translate(20 26)"):
        sheet.path(" ".join(_STRAP), fill=tones.ink)
        sheet.disc(_CENTRE, r=200, fill=tones.ink)
    for d in _STRAP:
        sheet.path(d, fill=sheet.fade(tones.light, tones.base, tones.base, tones.deep))
    sheet.line(
        "M 324 370 L 331 124 H 469 L 476 370 M 324 630 L 334 852 C 350 888 450 888 466 852 "
        "L 476 630",
        colour=tones.trim,
        width=2.5,
        opacity=0.7,
        dash="9 7",
    )
    sheet.rect((304, 84, 192, 54), fill=sheet.fade(*STEEL, axis=(0, 0, 0, 1)), r=14)
    sheet.rect((328, 98, 144, 40), fill=tones.deep, r=6)
    sheet.rect((394, 90, 12, 54), fill=tones.trim, r=5)
    for y in range(720, 870, 38):
        sheet.disc((400, y), r=7, fill=tones.ink, ry=9)


def _paint_case(sheet: Sheet, *, r: float) -> None:
    """A steel case with four lugs and a crown, ready for its dial."""
    lug = sheet.fade(*STEEL, axis=(0, 0, 0, 1))
    sheet.path(
        "M 270 400 L 284 312 Q 286 304 294 304 H 304 Q 312 304 312 314 V 400 Z "
        "M 530 400 L 516 312 Q 514 304 506 304 H 496 Q 488 304 488 314 V 400 Z "
        "M 270 600 L 284 688 Q 286 696 294 696 H 304 Q 312 696 312 686 V 600 Z "
        "M 530 600 L 516 688 Q 514 696 506 696 H 496 Q 488 696 488 686 V 600 Z",
        fill=lug,
    )
    sheet.rect((400 + r - 8, 474, 44, 52), fill=lug, r=9)
    sheet.line("".join(f"M{406 + r:g} {y}h26" for y in range(484, 520, 8)), width=2, opacity=0.45)
    sheet.disc(_CENTRE, r=r, fill=sheet.fade(*STEEL, axis=(0, 0, 1, 1)))
    sheet.disc(_CENTRE, r=r - 16, fill=sheet.fade(*reversed(STEEL), axis=(0, 0, 1, 1)))
    sheet.disc(_CENTRE, r=r - 24, fill="#6f675c")


def _paint_hands(sheet: Sheet, *, colour: str) -> None:
    for length, width, degrees in ((94, 19, 304.5), (138, 14, 54)):
        with sheet.placed(f"rotate({degrees} 400 500)"):
            sheet.path(
                f"M {404 - width / 2:g} 510 L 404 {508 - length} L {404 + width / 2:g} 510 Z",
                fill=sheet.tones.ink,
                opacity=0.3,
            )
            sheet.path(
                f"M {400 - width / 2:g} 504 L {400 - width / 4:g} {500 - length} "
                f"H {400 + width / 4:g} L {400 + width / 2:g} 504 Z",
                fill=colour,
            )
    sheet.disc(_CENTRE, r=11, fill=colour)
    sheet.disc(_CENTRE, r=4, fill=sheet.tones.ink)
