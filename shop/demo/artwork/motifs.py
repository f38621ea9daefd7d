"""What can be drawn, by name, and the setting that each motif is drawn in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from shop.demo.artwork import (
    casuals,
    clocks,
    eyewear,
    listening,
    playing,
    sneakers,
    stages,
    tableware,
    vessels,
    watches,
)
from shop.demo.artwork.sheet import Sheet

Paint = Callable[[Sheet], None]


@dataclass(frozen=True, kw_only=True)
class Motif:
    """An object and its setting; `place`, an SVG transform, sets the one into the other."""

    set_stage: Paint
    paint: Paint
    place: str = ""


def _shoe(paint: Paint) -> Motif:
    return Motif(set_stage=stages.set_plinth, paint=paint, place="translate(0 -52)")


MOTIFS: dict[str, Motif] = {
    "gum-court-shoe": _shoe(partial(sneakers.paint_court_shoe, gum_sole=True)),
    "court-shoe": _shoe(partial(sneakers.paint_court_shoe, gum_sole=False)),
    "high-top": _shoe(sneakers.paint_high_top),
    "runner": _shoe(sneakers.paint_runner),
    "slip-on": _shoe(casuals.paint_slip_on),
    "desert-boot": _shoe(casuals.paint_desert_boot),
    "socks": Motif(set_stage=stages.set_desk, paint=casuals.paint_socks),
    "headphones": Motif(set_stage=stages.set_shelf, paint=listening.paint_headphones),
    "speaker": Motif(set_stage=stages.set_shelf, paint=listening.paint_speaker),
    "turntable": Motif(set_stage=stages.set_desk, paint=listening.paint_turntable),
    "radio": Motif(set_stage=stages.set_shelf, paint=listening.paint_radio),
    "synth": Motif(
        set_stage=stages.set_desk, paint=playing.paint_synth, place="translate(24 30) scale(.94)"
    ),
    "drum-machine": Motif(set_stage=stages.set_desk, paint=playing.paint_drum_machine),
    "microphone": Motif(set_stage=stages.set_shelf, paint=playing.paint_microphone),
    "branch-bottle": Motif(set_stage=stages.set_niche, paint=vessels.paint_branch_bottle),
    "amphora": Motif(set_stage=stages.set_niche, paint=vessels.paint_amphora),
    "planter": Motif(set_stage=stages.set_niche, paint=vessels.paint_planter),
    "teapot": Motif(set_stage=stages.set_niche, paint=tableware.paint_teapot),
    "cups": Motif(set_stage=stages.set_niche, paint=tableware.paint_cups),
    "bowls": Motif(set_stage=stages.set_niche, paint=tableware.paint_bowls),
    "lamp": Motif(set_stage=stages.set_niche, paint=tableware.paint_lamp),
    "field-watch": Motif(set_stage=stages.set_desk, paint=watches.paint_field_watch),
    "chronograph": Motif(set_stage=stages.set_desk, paint=watches.paint_chronograph),
    "square-watch": Motif(set_stage=stages.set_desk, paint=watches.paint_square_watch),
    "pocket-watch": Motif(set_stage=stages.set_desk, paint=watches.paint_pocket_watch),
    "spectacles": Motif(set_stage=stages.set_desk, paint=eyewear.paint_spectacles),
    "sunglasses": Motif(set_stage=stages.set_desk, paint=eyewear.paint_sunglasses),
    "desk-clock": Motif(set_stage=stages.set_shelf, paint=clocks.paint_desk_clock),
}
