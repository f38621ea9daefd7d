"""The phase of a sale."""

from dataclasses import replace

import pytest

from inventory.api import Stock
from shop.models import Sale
from shop.phases import Phase, Schedule, phase, schedule_of_pools, schedule_of_sale
from shop.tests.factories import SaleFactory

OPENS, CLOSES = 1_000, 2_000
OPEN = Schedule(opens_at=OPENS, closes_at=CLOSES)
STANDING = Schedule(opens_at=OPENS, closes_at=None)
PAUSED = replace(OPEN, is_paused=True)
OVER = replace(OPEN, is_over=True)

FREE = Stock(
    pool_id="a", epoch=1, version=1, units=10, available=10, held=0, claimed=0, sold=0,
    per_buyer_limit=5, hold_seconds=600, opens_at=OPENS, closes_at=CLOSES, paused=False,
    closed=False, next_release_at=None, server_time=1_500,
)  # fmt: skip
SOLD = replace(FREE, available=0, sold=10)
ALL_HELD = replace(FREE, available=0, held=4, sold=6)
ALL_CLAIMED = replace(FREE, available=0, claimed=10)


@pytest.mark.parametrize(
    ("schedule", "now", "stocks", "expected"),
    [
        (OPEN, 999, [FREE], Phase.UPCOMING),
        (OPEN, 1_000, [FREE], Phase.LIVE),
        (OPEN, 1_999, [FREE], Phase.LIVE),
        (OPEN, 2_000, [FREE], Phase.ENDED),
        (STANDING, 999, [FREE], Phase.UPCOMING),
        (STANDING, 10**15, [FREE], Phase.LIVE),
        (PAUSED, 999, [FREE], Phase.UPCOMING),
        (PAUSED, 1_500, [FREE], Phase.PAUSED),
        (PAUSED, 1_500, [SOLD], Phase.PAUSED),
        (PAUSED, 2_000, [FREE], Phase.ENDED),
        (OVER, 999, [FREE], Phase.ENDED),
        (OVER, 1_500, [FREE], Phase.ENDED),
        (OPEN, 1_500, [SOLD], Phase.SOLD_OUT),
        (OPEN, 1_500, [SOLD, SOLD], Phase.SOLD_OUT),
        (OPEN, 1_500, [SOLD, FREE], Phase.LIVE),
        (OPEN, 1_500, [ALL_HELD], Phase.LIVE),
        (OPEN, 1_500, [ALL_CLAIMED], Phase.LIVE),
        (OPEN, 1_500, [SOLD, ALL_HELD], Phase.LIVE),
        (OPEN, 2_000, [SOLD], Phase.ENDED),
        (OPEN, 999, [SOLD], Phase.UPCOMING),
        (OPEN, 1_500, [None], Phase.LIVE),
        (OPEN, 1_500, [SOLD, None], Phase.LIVE),
        (OPEN, 1_500, [], Phase.LIVE),
    ],
)
def test_the_phase_follows_from_times_marks_and_stock(
    schedule: Schedule, now: int, stocks: list[Stock | None], expected: Phase
) -> None:
    assert phase(schedule, now=now, stocks=stocks) is expected


def test_a_cancelled_sale_is_over_whatever_its_times() -> None:
    sale: Sale = SaleFactory.build(cancelled_at=SaleFactory.build().starts_at)
    assert schedule_of_sale(sale).is_over


def test_a_sale_without_an_end_never_closes() -> None:
    assert schedule_of_sale(SaleFactory.build(ends_at=None)).closes_at is None


@pytest.mark.parametrize("mark", ["paused", "closed"])
def test_pools_count_as_changed_when_the_last_one_is(mark: str) -> None:
    changed = replace(FREE, **{mark: True})
    half, whole = schedule_of_pools([FREE, changed]), schedule_of_pools([changed, changed])
    assert (half.is_paused or half.is_over) is False
    assert (whole.is_paused or whole.is_over) is True


def test_pools_close_when_the_last_one_does() -> None:
    later, never = replace(FREE, closes_at=3_000), replace(FREE, closes_at=None)
    assert schedule_of_pools([FREE, later]).closes_at == 3_000
    assert schedule_of_pools([FREE, never]).closes_at is None
