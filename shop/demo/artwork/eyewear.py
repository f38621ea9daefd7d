"""Spectacles and sunglasses that lie open on the mat, their temples away from the viewer."""

from __future__ import annotations

from shop.demo.artwork.sheet import Sheet

_ROUND = "M 240 490 A 128 128 0 1 1 240 746 A 128 128 0 1 1 240 490 Z"
_SQUARE = (
    "M 104 520 C 106 500 120 492 146 490 C 220 482 300 486 346 500 C 366 508 372 522 368 546 "
    "C 360 640 330 712 240 712 C 150 712 108 640 104 520 Z"
)
_MIRROR = "translate(800 0) scale(-1 1)"
_SAME = ""


def paint_spectacles(sheet: Sheet) -> None:
    """Round spectacles in a fine metal rim."""
    tones = sheet.tones
    bridge = "M 362 582 C 376 548 424 548 438 582"
    _cast(sheet, lens=_ROUND, width=16)
    _paint_temples(sheet, hinge=(112, 612), wire=9)
    for transform in (_SAME, _MIRROR):
        with sheet.placed(transform):
            sheet.path(_ROUND, fill="#fffdf7", opacity=0.35)
            sheet.line("M 362 630 C 380 626 386 632 384 648", colour=tones.deep, width=4)
            with sheet.placed("rotate(12 384 656)"):
                sheet.disc((384, 656), r=9, fill=tones.trim, ry=18)
    for left in (0, 320):
        with sheet.placed(f"translate({left} 0)"), sheet.inside(_ROUND):
            sheet.path("M 120 690 L 280 470 H 330 L 140 740 Z", fill="#ffffff", opacity=0.5)
    for transform in (_SAME, _MIRROR):
        with sheet.placed(transform):
            sheet.line(_ROUND, colour=tones.deep, width=17)
            sheet.line(_ROUND, colour=tones.base, width=12)
            sheet.line("M 122 570 A 128 128 0 0 1 220 491", colour=tones.light, width=4)
            sheet.rect((94, 594, 26, 34), fill=tones.deep, r=7)
    sheet.line(bridge, colour=tones.deep, width=17)
    sheet.line(bridge, colour=tones.base, width=12)


def paint_sunglasses(sheet: Sheet) -> None:
    """Square acetate sunglasses with graded lenses."""
    tones = sheet.tones
    _cast(sheet, lens=_SQUARE, width=40)
    _paint_temples(sheet, hinge=(92, 528), wire=26)
    frame = sheet.fade(tones.light, tones.base, tones.deep, axis=(0, 0, 1, 1))
    sheet.path(
        "M 340 504 C 380 488 420 488 460 504 L 446 580 C 430 548 370 548 354 580 Z", fill=tones.base
    )
    for transform in (_SAME, _MIRROR):
        with sheet.placed(transform):
            sheet.line(_SQUARE, colour=frame, width=44)
            sheet.path(_SQUARE, fill=frame)
            sheet.path(
                "M 104 496 L 78 500 Q 68 502 70 513 L 76 542 Q 79 552 92 550 Z", fill=tones.base
            )
            sheet.disc((88, 524), r=5, fill=tones.trim)
    lens = sheet.fade(tones.ink, tones.deep, tones.accent, axis=(0, 0, 0, 1))
    for left, transform in ((0, _SAME), (328, _MIRROR)):
        with sheet.placed(transform):
            sheet.path(_SQUARE, fill=lens)
        with sheet.placed(f"translate({left} 0)"), sheet.inside(_SQUARE):
            sheet.path("M 90 690 L 230 470 H 300 L 130 740 Z", fill="#ffffff", opacity=0.14)
            sheet.path("M 180 740 L 330 470 H 350 L 205 740 Z", fill="#ffffff", opacity=0.12)
    sheet.line("M 122 482 C 200 466 290 470 346 486", colour=tones.trim, width=3, opacity=0.4)


def _cast(sheet: Sheet, *, lens: str, width: float) -> None:
    with sheet.blurred(10, opacity=0.34), sheet.placed("translate(14 26)"):
        sheet.line(lens, colour=sheet.tones.ink, width=width)
        with sheet.placed(_MIRROR):
            sheet.line(lens, colour=sheet.tones.ink, width=width)


def _paint_temples(sheet: Sheet, *, hinge: tuple[float, float], wire: float) -> None:
    """The two arms run from `hinge` (and its mirror) up the mat and bend at the ear."""
    tones = sheet.tones
    x, y = hinge
    arm = f"M {x} {y} L {x + 40} 280 C {x + 46} 236 {x + 66} 204 {x + 104} 186"
    for transform in (_SAME, _MIRROR):
        with (
            sheet.blurred(8, opacity=0.3),
            sheet.placed("translate(18 18)"),
            sheet.placed(transform),
        ):
            sheet.line(arm, colour=tones.ink, width=wire)
        with sheet.placed(transform):
            sheet.line(arm, colour=tones.deep, width=wire + 4)
            sheet.line(arm, colour=tones.base, width=wire)
            tip = f"M {x + 36} 320 L {x + 40} 280 C {x + 46} 236 {x + 66} 204 {x + 104} 186"
            sheet.line(tip, colour=tones.deep, width=max(wire, 18))
