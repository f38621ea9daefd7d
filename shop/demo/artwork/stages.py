"""What stands behind and under a product: four settings, lit from the upper left."""

from __future__ import annotations

from shop.demo.artwork.palettes import DAYLIGHT, PAPER
from shop.demo.artwork.sheet import HEIGHT, WIDTH, Sheet


def set_plinth(sheet: Sheet) -> None:
    """A low block stands in front of a disc; its top lies between y = 640 and y = 706."""
    tones = sheet.tones
    _paper(sheet)
    sheet.disc((400, 388), r=318, fill=sheet.fade(tones.field, tones.table, axis=(0, 0, 0.6, 1)))
    sheet.path("M 96 640 H 704 L 768 706 H 32 Z", fill=sheet.fade(tones.trim, tones.field))
    sheet.path("M 32 706 H 768 V 1000 H 32 Z", fill=sheet.fade(tones.field, tones.table))
    sheet.line("M 32 706 H 768", opacity=0.3)


def set_niche(sheet: Sheet) -> None:
    """An arch opens behind a table, whose edge is at y = 770."""
    tones = sheet.tones
    _paper(sheet)
    sheet.path(
        "M 112 1000 V 398 A 288 288 0 0 1 688 398 V 1000 Z",
        fill=sheet.fade(tones.table, tones.field, axis=(0, 0, 1, 0.3)),
    )
    sheet.path(
        "M 112 1000 V 398 A 288 288 0 0 1 300 128 A 318 318 0 0 0 158 410 V 1000 Z",
        fill=tones.ink,
        opacity=0.07,
    )
    sheet.rect((0, 770, WIDTH, 230), fill=sheet.fade(tones.trim, tones.field, axis=(0, 0, 0.4, 1)))
    sheet.line("M 0 770 H 800", opacity=0.3)


def set_shelf(sheet: Sheet) -> None:
    """A wall meets a shelf, whose far edge is at y = 740 and near edge at y = 880."""
    tones = sheet.tones
    _paper(sheet)
    sheet.rect((56, 56, 688, 684), fill=sheet.fade(tones.field, tones.table, axis=(0, 0, 1, 1)))
    with sheet.inside("M 56 56 H 744 V 740 H 56 Z"):
        _window_light(sheet)
    sheet.rect((0, 740, WIDTH, 140), fill=sheet.fade(tones.trim, tones.field, axis=(0, 0, 0.4, 1)))
    sheet.rect((0, 880, WIDTH, 120), fill=sheet.fade(tones.field, tones.table))
    sheet.line("M 0 740 H 800", opacity=0.25)
    sheet.line("M 0 880 H 800", opacity=0.3)


def set_desk(sheet: Sheet) -> None:
    """The product lies flat on a mat, seen from above."""
    tones = sheet.tones
    _paper(sheet)
    sheet.rect(
        (56, 56, 688, 888), fill=sheet.fade(tones.field, tones.table, axis=(0, 0, 0.8, 1)), r=8
    )
    with sheet.inside("M 56 56 H 744 V 944 H 56 Z"):
        _window_light(sheet)


def _paper(sheet: Sheet) -> None:
    sheet.rect((0, 0, WIDTH, HEIGHT), fill=PAPER)


def _window_light(sheet: Sheet) -> None:
    sheet.path("M -60 420 L 330 -40 H 560 L -60 690 Z", fill=DAYLIGHT, opacity=0.28)
    sheet.path("M -60 760 L 625 -40 H 700 L -60 850 Z", fill=DAYLIGHT, opacity=0.2)
