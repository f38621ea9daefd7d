"""Staff move, pause, end and cancel a published sale, and its pools follow."""

import pytest

from flashsale import clock
from inventory import api as inventory
from shop.errors import BadTimes, SaleNotPublished, SaleNotStarted, SaleOver, SaleStarted, ShopError
from shop.models import Sale
from shop.running import (
    cancel,
    change_cooldown,
    change_limit,
    end_now,
    pause,
    reschedule,
    resume,
)
from shop.settling import settle
from shop.tests.factories import (
    HOUR,
    MINUTE,
    SaleItemFactory,
    item_of,
    move_end,
    published_sale,
)

pytestmark = pytest.mark.django_db(transaction=True)


def pool_of(sale: Sale) -> inventory.Stock:
    return inventory.stock(item_of(sale).pk)


def reserve(sale: Sale, *, buyer: str = "ada", units: int = 1) -> inventory.Reservation:
    return inventory.reserve(item_of(sale).pk, buyer=buyer, units=units)


def test_a_paused_sale_reserves_nothing_until_it_is_resumed() -> None:
    sale = published_sale()
    pause(sale)
    assert sale.paused_at is not None
    with pytest.raises(inventory.SalePaused):
        reserve(sale)
    resume(sale)
    assert sale.paused_at is None
    assert reserve(sale).hold.units == 1


def test_pausing_again_keeps_the_first_moment() -> None:
    sale = published_sale()
    pause(sale)
    first = sale.paused_at
    pause(sale)
    assert sale.paused_at == first


def test_a_coming_sale_can_be_moved_as_a_whole() -> None:
    sale = published_sale(starts_in=HOUR, ends_in=2 * HOUR)
    start, end = sale.starts_at - 2 * HOUR, sale.ends_at + HOUR
    reschedule(sale, starts_at=start, ends_at=end)
    assert (sale.starts_at, sale.ends_at) == (start, end)
    assert (pool_of(sale).opens_at, pool_of(sale).closes_at) == (
        clock.to_ms(start),
        clock.to_ms(end),
    )
    assert reserve(sale).hold.units == 1


def test_the_end_of_a_running_sale_can_be_moved_or_taken_away() -> None:
    sale = published_sale()
    reschedule(sale, starts_at=sale.starts_at, ends_at=sale.ends_at + HOUR)
    assert pool_of(sale).closes_at == clock.to_ms(sale.ends_at)
    reschedule(sale, starts_at=sale.starts_at, ends_at=None)
    assert sale.is_standing
    assert pool_of(sale).closes_at is None


def test_the_start_of_a_running_sale_stays() -> None:
    sale = published_sale()
    before = pool_of(sale)
    with pytest.raises(SaleStarted):
        reschedule(sale, starts_at=sale.starts_at + HOUR, ends_at=None)
    assert (pool_of(sale).opens_at, pool_of(sale).closes_at) == (before.opens_at, before.closes_at)


@pytest.mark.parametrize("ends_in", [-HOUR, -MINUTE / 2])
def test_a_sale_is_not_moved_to_an_end_before_its_start_or_in_the_past(ends_in: object) -> None:
    sale = published_sale()
    end = sale.ends_at
    with pytest.raises(BadTimes):
        reschedule(sale, starts_at=sale.starts_at, ends_at=clock.now() + ends_in)
    assert Sale.objects.get(pk=sale.pk).ends_at == end


def test_a_sale_that_is_ended_takes_no_new_holds_and_keeps_those_it_has() -> None:
    sale = published_sale()
    hold = reserve(sale).hold
    end_now(sale)
    assert sale.ends_at <= clock.now()
    with pytest.raises(inventory.SaleEnded):
        reserve(sale, buyer="bob")
    assert inventory.claim(item_of(sale).pk, order="order", buyer="ada", units=1, token=hold.token)
    assert pool_of(sale).claimed == 1


def test_a_standing_sale_can_be_ended() -> None:
    sale = published_sale(ends_in=None)
    end_now(sale)
    assert not sale.is_standing
    with pytest.raises(inventory.SaleEnded):
        reserve(sale)


def test_ending_again_keeps_the_first_end() -> None:
    sale = published_sale()
    end_now(sale)
    first = sale.ends_at
    end_now(sale)
    assert sale.ends_at == first


def test_a_sale_that_has_not_started_is_cancelled_and_not_ended() -> None:
    sale = published_sale(starts_in=HOUR, ends_in=2 * HOUR)
    with pytest.raises(SaleNotStarted):
        end_now(sale)
    cancel(sale)
    assert sale.cancelled_at == sale.ends_at
    with pytest.raises(inventory.SaleEnded):
        reserve(sale)


def test_cancelling_frees_every_hold() -> None:
    sale = published_sale(units=20)
    reserve(sale, buyer="ada", units=2)
    reserve(sale, buyer="bob", units=3)
    cancel(sale)
    assert sale.cancelled_at is not None
    assert (pool_of(sale).available, pool_of(sale).held) == (20, 0)
    assert inventory.holds_of("ada").holds == ()
    with pytest.raises(inventory.SaleEnded):
        reserve(sale)


def test_cancelling_again_frees_what_a_crash_left_held() -> None:
    sale = published_sale(units=20)
    reserve(sale, units=2)
    marked = clock.now()
    Sale.objects.filter(pk=sale.pk).update(cancelled_at=marked, ends_at=marked)
    assert pool_of(sale).held == 2
    cancel(sale)
    assert sale.cancelled_at == marked
    assert pool_of(sale).held == 0


def test_what_is_being_paid_for_survives_a_cancel() -> None:
    sale = published_sale()
    hold = reserve(sale).hold
    inventory.claim(item_of(sale).pk, order="order", buyer="ada", units=1, token=hold.token)
    cancel(sale)
    inventory.settle(item_of(sale).pk, order="order")
    assert pool_of(sale).sold == 1


def test_a_settled_sale_is_not_cancelled() -> None:
    sale = published_sale()
    move_end(sale, to=clock.now() - MINUTE)
    settle(sale)
    with pytest.raises(SaleOver):
        cancel(sale)
    assert Sale.objects.get(pk=sale.pk).cancelled_at is None


def test_the_limit_can_be_changed_while_the_sale_runs() -> None:
    sale = published_sale(limit_per_buyer=5)
    item = item_of(sale)
    change_limit(item, limit_per_buyer=2)
    assert item.limit_per_buyer == 2
    with pytest.raises(inventory.PurchaseLimit):
        reserve(sale, units=3)


def moved(sale: Sale) -> None:
    reschedule(sale, starts_at=sale.starts_at, ends_at=None)


@pytest.mark.parametrize("change", [pause, resume, end_now, cancel, moved])
def test_a_draft_is_not_run(change: object) -> None:
    sale = SaleItemFactory().sale
    with pytest.raises(SaleNotPublished):
        change(sale)


@pytest.mark.parametrize("change", [pause, resume, moved])
def test_a_sale_that_is_over_is_not_changed(change: object) -> None:
    sale = published_sale()
    end_now(sale)
    with pytest.raises(SaleOver) as refusal:
        change(sale)
    assert isinstance(refusal.value, ShopError)
    assert (pool_of(sale).paused, pool_of(sale).closes_at) == (False, clock.to_ms(sale.ends_at))


def test_the_pause_after_a_hold_can_be_changed_while_the_sale_runs() -> None:
    sale = published_sale(cooldown_seconds=600)
    reserve(sale, buyer="ada")
    inventory.release(item_of(sale).pk, buyer="ada")
    change_cooldown(sale, cooldown_seconds=0)
    assert (sale.cooldown_seconds, pool_of(sale).cooldown_seconds) == (0, 0)
    assert reserve(sale, buyer="ada").changed
    change_cooldown(sale, cooldown_seconds=5)
    assert pool_of(sale).cooldown_seconds == 5


def test_the_pause_of_a_sale_that_is_over_stays() -> None:
    sale = published_sale(cooldown_seconds=5)
    end_now(sale)
    with pytest.raises(SaleOver):
        change_cooldown(sale, cooldown_seconds=0)
    assert (sale.cooldown_seconds, pool_of(sale).cooldown_seconds) == (5, 5)
