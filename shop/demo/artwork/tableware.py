"""What stands on a laid table, and the lamp beside it: teapot, cups, bowls, lamp."""

from __future__ import annotations

from shop.demo.artwork.geometry import Point, lathe, specks
from shop.demo.artwork.palettes import DAYLIGHT
from shop.demo.artwork.sheet import Sheet
from shop.demo.artwork.vessels import cast_on_table, light_round, paint_pot

_TEAPOT: tuple[Point, ...] = (
    (84, 528),
    (150, 540),
    (206, 600),
    (206, 690),
    (206, 776),
    (150, 830),
    (104, 846),
)
_CUP: tuple[Point, ...] = (
    (112, 640),
    (112, 720),
    (110, 770),
    (96, 806),
    (90, 826),
    (80, 840),
    (68, 846),
)
_BOWL: tuple[Point, ...] = (
    (210, 0),
    (204, 70),
    (150, 124),
    (84, 136),
    (80, 140),
    (80, 150),
    (80, 156),
)
_LAMP: tuple[Point, ...] = (
    (26, 520),
    (28, 540),
    (30, 560),
    (40, 572),
    (124, 596),
    (150, 660),
    (140, 726),
    (130, 790),
    (96, 820),
    (92, 846),
)


def paint_teapot(sheet: Sheet) -> None:
    """A round teapot with a cane handle stands on the table."""
    tones = sheet.tones
    cast_on_table(sheet, reach=200)
    sheet.line(
        "M 262 566 C 250 380 330 320 400 320 C 470 320 550 380 538 566", colour=tones.ink, width=26
    )
    sheet.line(
        "M 262 566 C 250 380 330 320 400 320 C 470 320 550 380 538 566",
        colour=tones.accent,
        width=20,
    )
    sheet.line("M 262 500 C 264 380 336 316 400 316", colour=DAYLIGHT, width=5, opacity=0.4)
    spout = (
        "M 228 640 C 170 640 160 600 140 560 C 132 544 118 536 104 536 L 96 552 "
        "C 118 580 120 640 150 690 C 176 730 210 740 240 736 Z"
    )
    sheet.path(spout, fill=sheet.fade(tones.light, tones.base))
    sheet.line("M 104 540 C 132 548 144 600 168 632", colour=DAYLIGHT, width=6, opacity=0.5)
    paint_pot(sheet, axis=400, profile=_TEAPOT, dip=716)
    sheet.path(
        "M 310 534 C 316 492 360 484 400 484 C 440 484 484 492 490 534 C 440 548 360 548 310 534 Z",
        fill=sheet.fade(tones.light, tones.base, tones.deep),
    )
    sheet.line("M 306 534 C 360 550 440 550 494 534", opacity=0.5)
    sheet.disc((400, 468), r=24, fill=sheet.fade(tones.light, tones.deep))
    for x in (262, 538):
        sheet.disc((x, 574), r=13, fill=tones.deep)


def paint_cups(sheet: Sheet) -> None:
    """Three cups are stacked and set on the table, each in its own glaze."""
    tones = sheet.tones
    cast_on_table(sheet, reach=230)
    for x, y, glaze, clay in (
        (284, -166, tones.accent, tones.trim),
        (284, 0, tones.base, tones.trim),
        (524, 0, tones.trim, tones.accent),
    ):
        with sheet.placed(f"translate({x} {y})"):
            _paint_cup(sheet, glaze=glaze, clay=clay)


def _paint_cup(sheet: Sheet, *, glaze: str, clay: str) -> None:
    tones = sheet.tones
    sheet.line("M 104 690 C 176 676 180 776 96 776", colour=tones.deep, width=23)
    sheet.line("M 104 690 C 176 676 180 776 96 776", colour=glaze, width=19)
    body = lathe(0, profile=_CUP)
    sheet.path(body, fill=glaze)
    with sheet.inside(body):
        sheet.path("M -120 790 C -40 816 40 816 120 790 V 880 H -120 Z", fill=clay)
        sheet.line(specks((-108, 664, 216, 176), count=22), width=4, opacity=0.3)
    light_round(sheet, axis=0, profile=_CUP)
    sheet.disc((0, 640), r=112, fill=glaze, ry=19)
    sheet.disc((0, 642), r=102, fill=tones.deep, ry=14)


def paint_bowls(sheet: Sheet) -> None:
    """Four bowls stand in one another, from wide to narrow."""
    tones = sheet.tones
    cast_on_table(sheet, reach=150)
    glazes = (tones.deep, tones.base, tones.accent, tones.trim)
    for at, glaze in enumerate(glazes):
        with sheet.placed(f"translate(400 {690 - at * 96}) scale({1.3 - at * 0.13:.2f} 1)"):
            body = lathe(0, profile=_BOWL)
            sheet.path(body, fill=glaze)
            light_round(sheet, axis=0, profile=_BOWL)
            with sheet.inside(body):
                sheet.line(specks((-200, 36, 400, 100), count=26), width=4, opacity=0.3)
            sheet.disc((0, 0), r=210, fill=glaze, ry=30)
            sheet.disc(
                (0, 3),
                r=199,
                fill=sheet.fade(tones.ink, glaze, axis=(0, 0, 1, 0)),
                ry=24,
                opacity=0.55,
            )


def paint_lamp(sheet: Sheet) -> None:
    """A table lamp with a linen shade is lit."""
    tones = sheet.tones
    with sheet.blurred(40, opacity=0.8):
        sheet.disc((400, 400), r=270, fill="#fff3d6", ry=240)
    cast_on_table(sheet, reach=130)
    sheet.rect((388, 470, 24, 60), fill=tones.accent)
    paint_pot(sheet, axis=400, profile=_LAMP, dip=0)
    with sheet.inside(lathe(400, profile=_LAMP)):
        sheet.line("M 240 686 C 330 716 470 716 560 686", colour=tones.trim, width=6, opacity=0.8)
    shade = "M 300 178 H 500 L 606 476 C 500 500 300 500 194 476 Z"
    sheet.path(shade, fill=sheet.fade("#fff8e6", "#f6e7c4", tones.field, axis=(0, 0, 1, 0.4)))
    with sheet.inside(shade):
        sheet.line(
            "".join(f"M{300 + at * 8} 170L{194 + at * 16.5:g} 500" for at in range(26)),
            colour=tones.accent,
            width=1.2,
            opacity=0.35,
        )
        sheet.path("M 440 170 H 520 L 640 510 H 480 Z", fill=tones.ink, opacity=0.07)
        sheet.line("M 304 184 H 496", colour=tones.accent, width=9)
        sheet.line("M 194 470 C 300 494 500 494 606 470", colour=tones.accent, width=12)
    sheet.line("M 400 178 V 156", colour=tones.accent, width=10)
    sheet.disc((400, 152), r=10, fill=tones.deep)
    sheet.line("M 470 500 V 570", colour=tones.ink, width=2.5)
    sheet.disc((470, 574), r=6, fill=tones.accent)
