"""What the demo shop says of a store and of a product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class DemoStore:
    """An invented maker that sells in the demo shop."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True)
class DemoVariant:
    """A size or colour of a product of a demo store, and the units that it starts with."""

    name: str
    stock: int


@dataclass(frozen=True, kw_only=True)
class DemoProduct:
    """A product of a demo store.

    `store` is the store's slug and `stock` the number of units it starts with. `motif` names what
    the artwork draws and `palette` the colours it is drawn in: keys of `MOTIFS` and `PALETTES` in
    `shop.demo.artwork`. With `variants`, its own stock is 0.
    """

    slug: str
    store: str
    name: str
    description: str
    price: Decimal
    stock: int
    motif: str
    palette: str
    variants: tuple[DemoVariant, ...] = ()
