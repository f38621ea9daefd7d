"""Pots turned on the wheel: a bottle with a branch, an amphora, a planter."""

from __future__ import annotations

from collections.abc import Sequence

from shop.demo.artwork.geometry import Point, contour, lathe, specks
from shop.demo.artwork.palettes import DAYLIGHT
from shop.demo.artwork.sheet import Sheet

_BOTTLE: tuple[Point, ...] = (
    (44, 420),
    (46, 430),
    (34, 440),
    (32, 460),
    (30, 500),
    (38, 530),
    (70, 560),
    (128, 598),
    (150, 650),
    (150, 716),
    (150, 780),
    (124, 826),
    (96, 846),
)
_AMPHORA: tuple[Point, ...] = (
    (84, 232),
    (88, 250),
    (62, 262),
    (58, 290),
    (54, 340),
    (66, 366),
    (110, 400),
    (176, 446),
    (192, 510),
    (184, 580),
    (172, 680),
    (104, 770),
    (92, 846),
)
_POT: tuple[Point, ...] = (
    (150, 560),
    (158, 640),
    (146, 740),
    (112, 822),
    (110, 828),
    (108, 840),
    (106, 846),
)


def paint_branch_bottle(sheet: Sheet) -> None:
    """A glazed bottle holds one branch with leaves."""
    tones = sheet.tones
    cast_on_table(sheet, reach=150)
    stem = "M 398 470 C 392 380 404 320 380 250 C 366 210 372 180 384 150"
    sheet.line(
        stem + " M 396 380 C 420 330 462 310 492 252 M 388 290 C 362 262 330 256 306 222",
        colour=tones.ink,
        width=5,
    )
    leaves = (
        (384, 154, -8),
        (373, 216, -62),
        (392, 262, 56),
        (306, 224, -48),
        (346, 254, -104),
        (492, 254, 34),
        (466, 292, 96),
        (434, 326, -14),
        (397, 372, -62),
    )
    for at, (x, y, degrees) in enumerate(leaves):
        _leaf(
            sheet,
            stalk=(x, y),
            degrees=degrees,
            size=1,
            fill=tones.accent if at % 3 else tones.deep,
        )
    paint_pot(sheet, axis=400, profile=_BOTTLE, dip=640)
    sheet.disc((400, 420), r=44, fill=tones.deep, ry=9)
    sheet.line("M 398 424 V 410", width=5)


def paint_amphora(sheet: Sheet) -> None:
    """A tall two-handled vase stands on the table, banded with slip."""
    tones = sheet.tones
    cast_on_table(sheet, reach=110)
    for d, light in (
        ("M 344 284 C 262 270 236 330 244 380 C 248 410 262 430 276 440", tones.light),
        ("M 456 284 C 538 270 564 330 556 380 C 552 410 538 430 524 440", tones.base),
    ):
        sheet.line(d, colour=tones.deep, width=30)
        sheet.line(d, colour=light, width=22)
    paint_pot(sheet, axis=400, profile=_AMPHORA, dip=0)
    with sheet.inside(lathe(400, profile=_AMPHORA)):
        for y, width in ((470, 8), (492, 22), (514, 8), (690, 8), (708, 8)):
            sheet.line(
                f"M 190 {y - 10} C 300 {y + 22} 500 {y + 22} 610 {y - 10}",
                colour=tones.trim,
                width=width,
                opacity=0.85,
            )
        waves = "".join("q 14 -26 28 0 t 28 0 " for _ in range(8))
        sheet.line(f"M 196 590 {waves}", colour=tones.trim, width=6, opacity=0.8)
    sheet.disc((400, 232), r=84, fill=tones.light, ry=15)
    sheet.disc((400, 234), r=70, fill=tones.deep, ry=10)


def paint_planter(sheet: Sheet) -> None:
    """A plant with broad leaves grows in a pot with a rolled rim."""
    tones = sheet.tones
    cast_on_table(sheet, reach=140)
    sheet.line(
        "M 400 580 C 396 460 404 380 398 300 M 398 560 C 350 480 320 430 290 400 "
        "M 402 560 C 450 490 490 440 520 410 M 398 570 C 330 530 290 520 262 520 "
        "M 404 570 C 470 540 510 530 545 530",
        colour=tones.ink,
        width=6,
    )
    for x, y, degrees, size in (
        (262, 522, -78, 1.9),
        (546, 532, 80, 1.8),
        (292, 404, -44, 2.2),
        (520, 412, 46, 2.2),
        (398, 310, 4, 2.5),
        (372, 520, -26, 1.8),
        (430, 520, 30, 1.7),
    ):
        _leaf(sheet, stalk=(x, y), degrees=degrees, size=size, fill=tones.accent)
    paint_pot(sheet, axis=400, profile=_POT, dip=0)
    sheet.rect((238, 540, 324, 46), fill=sheet.fade(tones.light, tones.base, tones.deep), r=10)
    sheet.line("M 252 592 H 548", opacity=0.3)


def paint_pot(sheet: Sheet, *, axis: float, profile: Sequence[Point], dip: float) -> None:
    """A turned body is painted, lit from the left; below `dip`, if given, its clay is bare."""
    tones = sheet.tones
    body = lathe(axis, profile=profile)
    sheet.path(body, fill=sheet.fade(tones.light, tones.base, tones.base, tones.deep))
    with sheet.inside(body):
        if dip:
            sheet.path(
                f"M 0 {dip} C 200 {dip + 66} 330 {dip + 76} 430 {dip + 44} "
                f"S 640 {dip + 20} 800 {dip} V 1000 H 0 Z",
                fill=tones.trim,
            )
            sheet.line(
                f"M 0 {dip} C 200 {dip + 66} 330 {dip + 76} 430 {dip + 44} "
                f"S 640 {dip + 20} 800 {dip}",
                opacity=0.35,
            )
        sheet.line(specks((axis - 220, 300, 440, 540), count=80), width=4, opacity=0.3)
    light_round(sheet, axis=axis, profile=profile)


def light_round(sheet: Sheet, *, axis: float, profile: Sequence[Point]) -> None:
    """A turned body has a gleam on its left and two steps of shade on its right."""
    sheet.path(lathe(axis, profile=profile, left=0.46), fill=sheet.tones.ink, opacity=0.12)
    sheet.path(lathe(axis, profile=profile, left=0.78), fill=sheet.tones.ink, opacity=0.12)
    sheet.line(
        contour(axis, profile=profile[:-3], share=-0.7), colour=DAYLIGHT, width=13, opacity=0.4
    )


def cast_on_table(sheet: Sheet, *, reach: float) -> None:
    """A soft shadow falls to the right of whatever stands at y = 846, as wide as `reach`."""
    with sheet.blurred(12, opacity=0.36):
        sheet.path(
            f"M {400 - reach} 842 C {400 - reach} 866 {400 + reach} 870 {470 + reach} 850 "
            f"L {560 + reach} 806 L {400 + reach * 0.6:g} 806 Z",
            fill=sheet.tones.ink,
        )


def _leaf(sheet: Sheet, *, stalk: Point, degrees: float, size: float, fill: str) -> None:
    with sheet.placed(f"translate({stalk[0]} {stalk[1]}) rotate({degrees}) scale({size:g})"):
        sheet.path("M 0 0 C -26 -22 -24 -56 0 -84 C 24 -56 26 -22 0 0 Z", fill=fill)
        sheet.path("M 0 0 C 26 -22 24 -56 0 -84 Z", fill=sheet.tones.ink, opacity=0.16)
        sheet.line("M 0 0 V -66", width=1.5, opacity=0.5)
