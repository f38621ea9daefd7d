"""What the demo shop plans, before anything is done: who buys, in what order, and how much."""

from collections import Counter
from datetime import timedelta

import pytest

from orders.demo.planning import SHOPPER, PlannedSale, plan
from orders.demo.programme import ENDED, LIVE, SALES, STANDING, UPCOMING
from orders.demo.records import DemoSale
from orders.demo.seeding import Seed
from shop.demo.catalogue import PRODUCTS

each_sale = pytest.mark.parametrize("sale", SALES, ids=lambda sale: sale.slug)


def planned(sale: DemoSale, *, seed: int = 1, buyers: int = 60) -> PlannedSale:
    return plan(sale, seed=seed, buyers=buyers, limit=sale.limit or 5)


def sold(sale: PlannedSale) -> Counter[str]:
    total: Counter[str] = Counter()
    for wish in sale.purchases:
        total.update(wish.basket)
    return total


def test_the_programme_has_a_sale_for_each_page() -> None:
    assert (len(LIVE), len(UPCOMING), len(ENDED), len(STANDING)) == (7, 3, 2, 1)
    assert len({sale.slug for sale in SALES}) == 13
    assert [sale.slug for sale in LIVE if sale.is_paused] == ["reading-room-second-fitting"]
    assert all(sale.is_over for sale in ENDED)
    assert all(sale.starts_in > timedelta(0) for sale in UPCOMING)


def test_the_programme_offers_every_product_within_its_stock() -> None:
    offered: Counter[str] = Counter()
    for sale in SALES:
        assert len({offer.key for offer in sale.offers}) == len(sale.offers)
        offered.update({offer.key: offer.units for offer in sale.offers})
    stock: dict[str, int] = {}
    for product in PRODUCTS:
        names = {f"{product.slug}, {variant.name}": variant.stock for variant in product.variants}
        stock |= names or {product.slug: product.stock}
    assert set(offered) == set(stock)
    assert [slug for slug, units in offered.items() if units > stock[slug]] == []


@each_sale
def test_the_same_seed_plans_the_same_and_another_does_not(sale: DemoSale) -> None:
    assert planned(sale, seed=4) == planned(sale, seed=4)
    if sale not in UPCOMING:
        assert planned(sale, seed=4) != planned(sale, seed=5)


@each_sale
@pytest.mark.parametrize("buyers", [5, 17, 60, 300])
def test_a_plan_can_be_carried_out(sale: DemoSale, buyers: int) -> None:
    plan_ = planned(sale, buyers=buyers)
    limit = sale.limit or 5
    total = sold(plan_)
    for wish in plan_.holds:
        total.update(wish.basket)
    people = [wish.buyer for wish in (*plan_.purchases, *plan_.holds)]
    assert len(people) == len(set(people))
    assert all(SHOPPER <= buyer < buyers for buyer in people)
    assert all(1 <= units <= limit for wish in plan_.purchases for units in wish.basket.values())
    assert all(total[key] <= units for key, units in plan_.units.items())
    assert all(units > 0 for units in plan_.units.values())


@pytest.mark.parametrize("buyers", [5, 60, 300])
@pytest.mark.parametrize(
    ("slug", "free"),
    [
        ("hearth-amphora-kiln-nine", 3),
        ("estuary-the-last-dozen", 0),
        ("quadrant-in-green", 0),
        ("saltmarsh-one-tide", 0),
    ],
)
def test_a_scarce_sale_is_as_scarce_with_few_buyers(slug: str, free: int, buyers: int) -> None:
    plan_ = planned(next(sale for sale in SALES if sale.slug == slug), buyers=buyers)
    taken = sold(plan_)
    for wish in plan_.holds:
        taken.update(wish.basket)
    assert sum(plan_.units.values()) - taken.total() == free


def test_with_the_usual_buyers_the_numbers_are_those_of_the_programme() -> None:
    plans = {planned_.sale.slug: planned_ for planned_ in Seed(number=1, buyers=60).sales()}
    assert sold(plans["quadrant-in-green"]) == {"quadrant-watch": 30}
    assert plans["saltmarsh-one-tide"].units == {"saltmarsh-boot": 60}
    assert plans["hearth-amphora-kiln-nine"].units == {"hearth-amphora": 40}
    assert plans["estuary-the-last-dozen"].units == {"estuary-synthesizer": 12}


def test_the_demo_shopper_was_the_17th_of_an_ended_sale() -> None:
    purchases = planned(ENDED[0]).purchases
    assert [wish.buyer for wish in purchases].index(SHOPPER) + 1 == 17
