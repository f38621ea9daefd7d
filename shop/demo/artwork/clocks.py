"""Clocks for a desk or a night table."""

from __future__ import annotations

from shop.demo.artwork.geometry import spokes
from shop.demo.artwork.palettes import BRASS
from shop.demo.artwork.sheet import Sheet


def paint_desk_clock(sheet: Sheet) -> None:
    """A round desk clock stands in an arch of wood on the shelf."""
    tones = sheet.tones
    with sheet.blurred(12, opacity=0.38):
        sheet.path("M 170 822 H 690 L 740 846 H 200 Z", fill=tones.ink)
    sheet.path("M 400 240 H 436 A 240 240 0 0 1 676 480 V 806 L 640 826 V 480 Z", fill=tones.deep)
    arch = "M 160 826 V 480 A 240 240 0 0 1 640 480 V 826 Z"
    sheet.path(arch, fill=sheet.fade(tones.light, tones.base, axis=(0, 0, 1, 1)))
    with sheet.inside(arch):
        for y in range(270, 830, 46):
            sheet.line(
                f"M 150 {y} C 280 {y - 18} 420 {y + 22} 660 {y - 6}",
                colour=tones.deep,
                width=2,
                opacity=0.35,
            )
    centre = (400, 490)
    sheet.disc((408, 500), r=196, fill=tones.ink, opacity=0.3)
    sheet.disc(centre, r=194, fill=sheet.fade(*BRASS, axis=(0, 0, 1, 1)))
    sheet.disc(
        centre, r=178, fill=sheet.fade(tones.trim, tones.trim, tones.field, axis=(0, 0, 1, 1))
    )
    sheet.line(spokes(centre, inner=156, outer=164, count=60, skip=5), width=2.5, opacity=0.6)
    sheet.line(spokes(centre, inner=138, outer=164, count=12), width=7)
    sheet.line("M 400 490 L 330 436", width=12)
    sheet.line("M 400 490 L 508 402", width=8)
    sheet.line("M 388 530 L 424 366", colour=tones.base, width=3)
    sheet.disc(centre, r=12, fill=tones.ink)
    sheet.disc(centre, r=5, fill=tones.trim)
    sheet.line("M 190 756 H 610", colour=BRASS[1], width=5)
    for x in (190, 560):
        sheet.rect((x, 820, 60, 16), fill=tones.ink, r=7)
