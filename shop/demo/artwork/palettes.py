"""The colour sets that the demo pictures are drawn in: muted, and none near the shop's accent."""

from __future__ import annotations

from dataclasses import dataclass

PAPER = "#f4eee3"
DAYLIGHT = "#fffaf0"
STEEL = ("#fbf8f1", "#cdc6b9", "#9d9486")
BRASS = ("#f3e3ba", "#c2a05f", "#7d6235")
OAK = ("#c9a47c", "#a37f5a", "#7a5c40")


@dataclass(frozen=True, kw_only=True)
class Palette:
    """The tones of one picture, each a hex colour.

    `field` is the soft tone behind the object and `table` what it stands on; `base`, `light` and
    `deep` are the object's own colour in three lights; `accent` is its second colour, `trim` its
    palest part and `ink` the pen.
    """

    field: str
    table: str
    base: str
    light: str
    deep: str
    accent: str
    trim: str
    ink: str = "#2b2723"


PALETTES: dict[str, Palette] = {
    "ochre": Palette(
        field="#e4d8bd",
        table="#d6c6a4",
        base="#c6983f",
        light="#dab468",
        deep="#946c29",
        accent="#41535a",
        trim="#f5ecd9",
    ),
    "clay": Palette(
        field="#e7d3c3",
        table="#d8bfab",
        base="#b27a60",
        light="#c99a80",
        deep="#84523e",
        accent="#4c5a52",
        trim="#f4e8da",
    ),
    "sage": Palette(
        field="#d9ddcb",
        table="#c6ccb6",
        base="#8b9c7f",
        light="#abb9a0",
        deep="#5f7057",
        accent="#b98f55",
        trim="#f3efe1",
    ),
    "ink-blue": Palette(
        field="#d3d9dc",
        table="#bfc8cc",
        base="#3a5068",
        light="#587089",
        deep="#24364a",
        accent="#c39c58",
        trim="#efe9dc",
    ),
    "bone": Palette(
        field="#d2c6b2",
        table="#c0b29b",
        base="#e9dfcc",
        light="#f7f0e2",
        deep="#c5b69c",
        accent="#76654f",
        trim="#fbf6ec",
    ),
    "plum": Palette(
        field="#e2d3d3",
        table="#cfbbbd",
        base="#74495e",
        light="#93687d",
        deep="#4f2d40",
        accent="#c6a273",
        trim="#f3e7df",
    ),
    "forest": Palette(
        field="#d3dacb",
        table="#bdc7b4",
        base="#3b5845",
        light="#597763",
        deep="#263c2f",
        accent="#c5a05d",
        trim="#f0ebdb",
    ),
    "slate": Palette(
        field="#d8dada",
        table="#c4c8c9",
        base="#6d7a83",
        light="#909ca3",
        deep="#4a555d",
        accent="#c2a27c",
        trim="#f0ede6",
    ),
    "petrol": Palette(
        field="#cfdad7",
        table="#b8c7c4",
        base="#3a666a",
        light="#5c878a",
        deep="#25464a",
        accent="#d0a869",
        trim="#efeadd",
    ),
    "walnut": Palette(
        field="#e3d6c4",
        table="#d0bea7",
        base="#795541",
        light="#99745c",
        deep="#523727",
        accent="#8d9a83",
        trim="#f3e9d8",
    ),
    "rose": Palette(
        field="#ead9d1",
        table="#d9c3b9",
        base="#c29c92",
        light="#d8b9af",
        deep="#97716a",
        accent="#5a5f55",
        trim="#f7ece4",
    ),
    "graphite": Palette(
        field="#d9d3c8",
        table="#c6beb0",
        base="#45454a",
        light="#65656a",
        deep="#2c2c31",
        accent="#bb9457",
        trim="#ede7db",
    ),
    "moss": Palette(
        field="#dfdcc4",
        table="#cdc9ab",
        base="#7d7d4a",
        light="#9e9d6b",
        deep="#57572f",
        accent="#a47d43",
        trim="#f3eeda",
    ),
    "mist": Palette(
        field="#dbe1e0",
        table="#c5cfcf",
        base="#93a9b1",
        light="#b4c5ca",
        deep="#687f88",
        accent="#8a6248",
        trim="#f4f1e9",
    ),
}
