"""Who buys what in the demo shop: drawn from the seed alone, before anything is done."""

import random
from dataclasses import dataclass
from typing import TypeAlias

from orders.demo.records import DemoOffer, DemoSale

SHOPPER = -1
"""Stands for the demo shopper among the numbers of the past buyers."""

SECOND_PRODUCT_CHANCE = 0.25
WEIGHTS = (60, 30, 6, 2, 2)  # of buying one unit, two, three and so on

Basket: TypeAlias = dict[str, int]
"""What is offered, by its key → units."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What one buyer, by number, puts into the basket."""

    buyer: int
    basket: Basket


@dataclass(frozen=True, slots=True)
class PlannedSale:
    """A sale, the units that it offers of each thing, who buys in which order, and who holds."""

    sale: DemoSale
    units: Basket
    purchases: tuple[Wish, ...]
    holds: tuple[Wish, ...]


def plan(sale: DemoSale, *, seed: int, buyers: int, limit: int) -> PlannedSale:
    """What happens in the sale, the same for the same numbers.

    A buyer buys once in a sale at most and holds only where they haven't bought; `limit` is what
    one may have of each thing.
    """
    rng = random.Random(f"{seed} {sale.slug}")
    queue = rng.sample(range(buyers), buyers)
    if sale.shopper_place is not None:
        queue.insert(sale.shopper_place - 1, SHOPPER)
    sold = {offer.key: offer.sold for offer in sale.offers}
    held = {offer.key: offer.held for offer in sale.offers}
    # Whoever is to hold is kept back from the end of the queue, but never everybody.
    holders = queue[max(1, len(queue) - sum(held.values())) :] if any(held.values()) else []
    purchases = _wishes(queue[: len(queue) - len(holders)], sold, limit=limit, rng=rng)
    holds = _wishes(holders, held, limit=1, rng=rng)
    units = {offer.key: _units(sale, offer, (*purchases, *holds)) for offer in sale.offers}
    return PlannedSale(sale, units, purchases, holds)


def _wishes(
    queue: list[int], wanted: Basket, *, limit: int, rng: random.Random
) -> tuple[Wish, ...]:
    """One after the other takes something, until nothing is wanted any more or nobody is left."""
    left, wishes = dict(wanted), []
    for buyer in queue:
        basket = _basket(left, limit=limit, rng=rng)
        if not basket:
            break
        for product, units in basket.items():
            left[product] -= units
        wishes.append(Wish(buyer, basket))
    return tuple(wishes)


def _basket(left: Basket, *, limit: int, rng: random.Random) -> Basket:
    basket: Basket = {}
    for chance in (1.0, SECOND_PRODUCT_CHANCE):
        products = [product for product, units in left.items() if units and product not in basket]
        if products and rng.random() < chance:
            product = rng.choices(products, weights=[left[product] for product in products])[0]
            choices = range(1, min(limit, left[product], len(WEIGHTS)) + 1)
            basket[product] = rng.choices(choices, weights=WEIGHTS[: len(choices)])[0]
    return basket


def _units(sale: DemoSale, offer: DemoOffer, wishes: tuple[Wish, ...]) -> int:
    """The units to offer: in a scarce sale, as many are left free as would be with more buyers."""
    if not sale.is_scarce:
        return offer.units
    free = offer.units - offer.sold - offer.held
    return free + sum(wish.basket.get(offer.key, 0) for wish in wishes)
