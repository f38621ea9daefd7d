"""What the pages show, from what is known."""

from dataclasses import replace
from decimal import Decimal

import pytest

from flashsale import clock
from inventory.api import Hold, Stock
from shop.phases import Phase
from shop.presentation import (
    ItemState,
    StockView,
    hold_view,
    item_state,
    item_view,
    saving_percent,
    stock_view,
)
from shop.tests.factories import SaleItemFactory

VIEW = StockView(epoch=1, version=1, units=200, available=200, held=0, sold=0, next_release_at=None)


def test_held_counts_what_is_being_paid_for() -> None:
    stock = Stock(
        pool_id="a", epoch=2, version=7, units=10, available=1, held=2, claimed=3, sold=4,
        per_buyer_limit=5, hold_seconds=600, opens_at=0, closes_at=None, paused=False,
        closed=False, next_release_at=1_500, server_time=1_000,
    )  # fmt: skip
    assert stock_view(stock) == StockView(
        epoch=2, version=7, units=10, available=1, held=5, sold=4,
        next_release_at=clock.from_ms(1_500),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("available", "held", "sold", "percents"),
    [
        (10, 0, 0, (100, 0, 0)),
        (0, 10, 0, (0, 100, 0)),
        (0, 0, 10, (0, 0, 100)),
        (1, 1, 1, (34, 33, 33)),
        (1, 0, 999, (1, 0, 99)),
        (0, 0, 0, (0, 0, 0)),
    ],
)
def test_the_parts_of_a_bar_fill_it(
    available: int, held: int, sold: int, percents: tuple[int, int, int]
) -> None:
    view = replace(VIEW, units=available + held + sold, available=available, held=held, sold=sold)
    assert (view.available_percent, view.held_percent, view.sold_percent) == percents


@pytest.mark.parametrize(
    ("phase", "stock", "state"),
    [
        (Phase.LIVE, VIEW, ItemState.READY),
        (Phase.LIVE, replace(VIEW, available=21, sold=179), ItemState.READY),
        (Phase.LIVE, replace(VIEW, available=20, sold=180), ItemState.LOW),
        (Phase.LIVE, replace(VIEW, units=5, available=1, sold=4), ItemState.LOW),
        (Phase.LIVE, replace(VIEW, available=0, held=1, sold=199), ItemState.ALL_HELD),
        (Phase.LIVE, replace(VIEW, available=0, sold=200), ItemState.SOLD_OUT),
        (Phase.SOLD_OUT, replace(VIEW, available=0, sold=200), ItemState.SOLD_OUT),
        (Phase.LIVE, None, ItemState.UNKNOWN),
        (Phase.UPCOMING, VIEW, ItemState.UPCOMING),
        (Phase.UPCOMING, None, ItemState.UPCOMING),
        (Phase.PAUSED, VIEW, ItemState.PAUSED),
        (Phase.ENDED, VIEW, ItemState.ENDED),
        (Phase.ENDED, None, ItemState.ENDED),
    ],
)
def test_the_state_of_an_item(phase: Phase, stock: StockView | None, state: ItemState) -> None:
    assert item_state(phase, stock) is state


@pytest.mark.parametrize(
    ("price", "list_price", "percent"),
    [
        ("80", "100", 20),
        ("66.67", "100", 33),
        ("100", "100", 0),
        ("120", "100", 0),
        ("99.50", "100", 0),
    ],
)
def test_a_saving_is_never_rounded_up(price: str, list_price: str, percent: int) -> None:
    assert saving_percent(Decimal(price), list_price=Decimal(list_price)) == percent


@pytest.mark.parametrize(
    ("server_time", "seconds"), [(0, 10), (1, 10), (9_999, 1), (10_000, 0), (11_000, 0)]
)
def test_a_hold_shows_a_second_until_it_is_over(server_time: int, seconds: int) -> None:
    hold = Hold(pool_id="a", buyer="ada", units=2, token="t", expires_at=10_000)
    assert hold_view(hold, server_time=server_time).seconds_left == seconds


@pytest.mark.parametrize(("limit", "choices"), [(1, [1]), (3, [1, 2, 3]), (50, list(range(1, 11)))])
def test_a_shopper_chooses_from_one_to_the_limit_and_ten_at_most(
    limit: int, choices: list[int]
) -> None:
    item = SaleItemFactory.build(limit_per_buyer=limit)
    view = item_view(item, phase=Phase.LIVE, stock=None, hold=None)
    assert list(view.quantities) == choices
    assert (view.price, view.list_price, view.saving_percent) == (
        item.price,
        item.product.price,
        20,
    )
