"""Draws the picture of each demo product, by code."""

from __future__ import annotations

from shop.demo.artwork.motifs import MOTIFS
from shop.demo.artwork.palettes import PALETTES
from shop.demo.artwork.sheet import Sheet
from shop.demo.records import DemoProduct

__all__ = ["MOTIFS", "PALETTES", "draw"]


def draw(product: DemoProduct) -> str:
    """The product's picture as a standalone SVG document of 4 : 5, the same bytes each time.

    Raises KeyError when `product` names a motif or a palette that does not exist.
    """
    motif = MOTIFS[product.motif]
    sheet = Sheet(product.slug, tones=PALETTES[product.palette])
    motif.set_stage(sheet)
    with sheet.placed(motif.place):
        motif.paint(sheet)
    return sheet.document(product.name)
