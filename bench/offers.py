"""Sales to measure with, made and published as staff do it."""

import json
import sys
from dataclasses import dataclass

from bench.stage import Stage

LIMIT = 5
ENOUGH_UNITS = 1_000_000


@dataclass(frozen=True, slots=True)
class Offer:
    """One product in one sale; `item` is the id of its pool, `product` the product's slug."""

    slug: str
    item: str
    product: str

    @property
    def reserve_path(self) -> str:
        return f"/rush/items/{self.item}/reserve/"


def offer(stage: Stage, *, units: int = ENOUGH_UNITS) -> Offer:
    """A sale of a product that was never sold before is live."""
    told = stage.manage("start_sale", "--units", str(units), "--limit", str(LIMIT), "--json")
    sale = json.loads(told)
    item = sale["items"][0]
    return Offer(slug=sale["sale"], item=item["id"], product=item["product"])


def sold_out_offer(stage: Stage) -> Offer:
    """A sale is live of which every unit is sold: nothing is held, nothing can come back."""
    made = offer(stage, units=LIMIT)
    stage.run([sys.executable, "-m", "bench.selling_out", made.item, str(LIMIT)])
    return made
