"""What music is made with: a synthesizer, a drum machine, a microphone."""

from __future__ import annotations

from shop.demo.artwork.geometry import Point, point_at, spokes
from shop.demo.artwork.palettes import BRASS, OAK
from shop.demo.artwork.sheet import Sheet

_SOOT = "#4b453f"


def paint_synth(sheet: Sheet) -> None:
    """A small synthesizer with wooden cheeks lies seen from above."""
    tones = sheet.tones
    with sheet.blurred(16, opacity=0.4):
        sheet.rect((84, 286, 668, 500), fill=tones.ink, r=14)
    sheet.rect((62, 254, 676, 500), fill=sheet.fade(*OAK, axis=(0, 0, 1, 1)), r=12)
    grain = "".join(f"M{x} 262C{x + 4} 420 {x - 4} 580 {x} 746" for x in (74, 88, 710, 724))
    sheet.line(grain, width=1.5, opacity=0.3)
    sheet.rect((104, 254, 592, 500), fill=sheet.fade(tones.light, tones.base, axis=(0, 0, 1, 1)))
    sheet.rect((104, 254, 592, 10), fill=tones.trim, opacity=0.4)
    sheet.rect((128, 286, 150, 92), fill=tones.ink, r=6)
    sheet.line(
        "M 140 332 C 156 292 172 292 188 332 S 220 372 236 332 S 258 300 266 326",
        colour=tones.accent,
        width=4,
    )
    for row, y in enumerate((324, 420)):
        for x in range(344, 680, 96):
            _paint_knob(sheet, centre=(x, y), r=27, degrees=(x * 7 + row * 150) % 260 - 130)
    for step in range(4):
        x = 140 + step * 42
        sheet.rect((x - 3, 402, 6, 62), fill=tones.ink, r=3)
        sheet.rect((x - 12, 410 + (step * 29) % 42, 24, 14), fill=tones.trim, r=3)
    sheet.line("M 128 484 H 672", colour=tones.trim, width=2, opacity=0.5)
    _paint_keys(sheet)


def _paint_keys(sheet: Sheet) -> None:
    tones = sheet.tones
    sheet.rect((120, 500, 560, 240), fill=tones.ink, r=4)
    whites = [122 + key * 40 for key in range(14)]
    blacks = [148 + key * 40 for key in range(13) if key % 7 not in (2, 6)]
    sheet.path("".join(f"M{x} 504h37v226q0 4-4 4h-29q-4 0-4-4z" for x in whites), fill=tones.trim)
    sheet.path("".join(f"M{x} 722h37v8q0 4-4 4h-29q-4 0-4-4z" for x in whites), fill=tones.table)
    sheet.path("".join(f"M{x + 4} 502h24v148h-24z" for x in blacks), fill=tones.ink, opacity=0.3)
    sheet.path("".join(f"M{x} 502h24v142h-24z" for x in blacks), fill=tones.ink)
    sheet.path("".join(f"M{x + 4} 504h16v124h-16z" for x in blacks), fill=_SOOT)


def paint_drum_machine(sheet: Sheet) -> None:
    """A drum machine with sixteen pads lies seen from above."""
    tones = sheet.tones
    with sheet.blurred(16, opacity=0.42):
        sheet.rect((170, 170, 520, 730), fill=tones.ink, r=26)
    sheet.rect((148, 136, 508, 728), fill=tones.deep, r=26)
    sheet.rect(
        (144, 132, 508, 722), fill=sheet.fade(tones.light, tones.base, axis=(0, 0, 1, 1)), r=24
    )
    sheet.rect((176, 166, 268, 116), fill=tones.ink, r=10)
    bars = (34, 62, 48, 80, 26, 70, 56, 40, 74, 30, 52, 64)
    for at, height in enumerate(bars):
        sheet.rect((194 + at * 20, 266 - height, 12, height), fill=tones.accent, r=2)
    _paint_knob(sheet, centre=(546, 224), r=58, degrees=38)
    for at, degrees in enumerate((-120, -40, 20, 90)):
        _paint_knob(sheet, centre=(212 + at * 66, 336), r=22, degrees=degrees)
    for at in range(3):
        sheet.rect((478 + at * 50, 322, 38, 28), fill=tones.accent if at == 1 else tones.trim, r=6)
    pressed = {3, 8, 10}
    lit = pressed | {0, 6, 12, 15}
    for pad in range(16):
        x, y = 176 + pad % 4 * 113, 392 + pad // 4 * 113
        sheet.rect((x + 3, y + 6, 102, 102), fill=tones.ink, r=12, opacity=0.35)
        sheet.rect((x, y, 102, 102), fill=tones.accent if pad in pressed else tones.trim, r=12)
        sheet.rect((x + 8, y + 8, 86, 40), fill="#ffffff", r=8, opacity=0.18)
        sheet.disc((x + 88, y + 14), r=4, fill=tones.deep if pad in lit else tones.table)


def _paint_knob(sheet: Sheet, *, centre: Point, r: float, degrees: float) -> None:
    tones = sheet.tones
    x, y = centre
    sheet.line(
        spokes(centre, inner=r + 5, outer=r + 9, count=12), colour=tones.trim, width=2, opacity=0.6
    )
    sheet.disc((x + r * 0.14, y + r * 0.22), r=r, fill=tones.ink, opacity=0.4)
    sheet.disc(centre, r=r, fill=tones.ink)
    sheet.disc(centre, r=r * 0.78, fill=_SOOT)
    x1, y1 = point_at(centre, r=r * 0.3, degrees=degrees)
    x2, y2 = point_at(centre, r=r * 0.84, degrees=degrees)
    sheet.line(f"M {x1} {y1} L {x2} {y2}", colour=tones.trim, width=max(3, r * 0.1))


def paint_microphone(sheet: Sheet) -> None:
    """A studio microphone hangs in its yoke on a table stand."""
    tones = sheet.tones
    with sheet.blurred(10, opacity=0.36):
        sheet.disc((430, 834), r=190, fill=tones.ink, ry=20)
    sheet.disc((400, 822), r=160, fill=tones.ink, ry=28)
    sheet.disc((400, 812), r=160, fill=sheet.fade(tones.light, tones.deep), ry=28)
    sheet.rect((389, 690, 22, 122), fill=sheet.fade(*BRASS))
    sheet.line(
        "M 246 460 V 540 C 246 640 320 696 400 696 C 480 696 554 640 554 540 V 460",
        colour=tones.deep,
        width=24,
    )
    sheet.line("M 240 462 V 540 C 240 600 262 640 300 666", colour=tones.light, width=5)
    for x in (246, 554):
        sheet.disc((x, 456), r=27, fill=tones.ink)
        sheet.disc((x, 456), r=18, fill=tones.accent)
    body = "M 290 404 H 510 V 560 C 510 616 462 652 400 652 C 338 652 290 616 290 560 Z"
    sheet.path(body, fill=sheet.fade(tones.light, tones.base, tones.deep))
    with sheet.inside(body):
        sheet.rect((446, 400, 70, 260), fill=tones.ink, opacity=0.14)
        sheet.rect((308, 400, 14, 260), fill=tones.trim, opacity=0.4)
    sheet.line("M 296 590 C 340 606 460 606 504 590", opacity=0.4)
    sheet.disc((400, 506), r=20, fill=tones.trim)
    sheet.path("M 386 520 A 20 20 0 0 0 414 492 Z", fill=tones.accent)
    head = "M 282 380 V 262 C 282 190 334 146 400 146 C 466 146 518 190 518 262 V 380 Z"
    sheet.path(head, fill=sheet.fade(tones.trim, tones.table, tones.accent))
    with sheet.inside(head):
        mesh = "".join(f"M{x} 400L{x + 270} 130M{x} 130L{x + 270} 400" for x in range(20, 520, 17))
        sheet.line(mesh, width=1.6, opacity=0.5)
        sheet.rect((456, 140, 70, 250), fill=tones.ink, opacity=0.16)
    sheet.line(head, colour=tones.accent, width=8)
    sheet.line("M 400 148 V 380", colour=tones.accent, width=8)
    sheet.rect((276, 374, 248, 34), fill=sheet.fade(tones.trim, tones.accent, tones.deep), r=8)
