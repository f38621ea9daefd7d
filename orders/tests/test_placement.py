"""Placement: every step failing, and every step repeated."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from flashsale import clock
from inventory import api as inventory
from orders import placement
from orders.abandoning import abandon
from orders.errors import (
    NoLongerPending,
    Oversold,
    PaymentDeclined,
    PaymentNeedsStep,
    PaymentUnanswered,
)
from orders.models import Order, SalePlace
from orders.placement import place
from orders.rebuilding import rebuild
from orders.tests.bank import answer_bank, order_at_bank
from orders.tests.buying import charge_of, pending_order, placed_order, units_by_place
from orders.verifying import published_items, verify
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


def test_a_placed_order_is_paid_sold_and_has_its_place() -> None:
    sale = published_sale(units=20)

    first, second = placed_order(sale, units=2), placed_order(sale, units=3)

    item = item_of(sale)
    assert [first.status, second.status] == [Status.PLACED, Status.PLACED]
    assert [charge_of(first), charge_of(second)] == ["captured", "captured"]
    assert units_by_place(item) == (15, 0, 0, 5)
    assert item.sold == 5
    assert list(SalePlace.objects.order_by("place").values_list("place", "order__number")) == [
        (1, first.number),
        (2, second.number),
    ]
    first.refresh_from_db()
    assert first.finished_at is not None
    assert verify(published_items()) == []


def test_an_order_of_two_items_of_one_sale_has_one_place() -> None:
    sale = published_sale(products=2)

    order = placed_order(sale)

    assert order.places.count() == 1
    assert order.total == 320


def test_placing_twice_changes_nothing() -> None:
    sale = published_sale(units=20)
    order = placed_order(sale)

    place(order)

    assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
    assert item_of(sale).sold == 2
    assert order.places.count() == 1


@pytest.mark.parametrize(
    ("method", "error", "charge"),
    [("decline", PaymentDeclined, "voided"), ("time_out", PaymentUnanswered, "voided")],
)
def test_an_unpaid_order_is_abandoned_and_its_units_are_held_again(
    method: str, error: type[Exception], charge: str
) -> None:
    sale = published_sale(units=20)
    order = pending_order(sale, payment_method=method)
    before = inventory.holds_of(order.buyer_id).holds

    with pytest.raises(error):
        place(order)

    order.refresh_from_db()
    assert order.status == Status.ABANDONED
    assert order.finished_at is not None
    assert charge_of(order) == charge
    assert inventory.holds_of(order.buyer_id).holds == before
    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)
    assert item_of(sale).sold == 0


def test_a_line_that_was_let_go_abandons_the_order_and_keeps_the_others_held() -> None:
    sale = published_sale(units=20, products=2)
    order = pending_order(sale)
    lost, kept = order.lines.order_by("hold_token")
    inventory.release(lost.item_id, buyer=order.buyer_id)

    with pytest.raises(inventory.HoldExpired):
        place(order)

    holds = inventory.holds_of(order.buyer_id).holds
    assert [(hold.pool_id, hold.units) for hold in holds] == [(str(kept.item_id), 2)]
    order.refresh_from_db()
    assert order.status == Status.ABANDONED
    assert charge_of(order) == "voided"


def test_a_hold_with_other_units_than_agreed_is_not_bought() -> None:
    sale = published_sale(units=20)
    order = pending_order(sale, units=2)
    inventory.set_units(item_of(sale).pk, buyer=order.buyer_id, units=3)

    with pytest.raises(inventory.HoldChanged):
        place(order)

    assert units_by_place(item_of(sale)) == (17, 3, 0, 0)


def test_the_database_refuses_to_sell_more_than_was_offered() -> None:
    """The last guard: even if the engine had been wrong, the order would not be placed."""
    sale = published_sale(units=20)
    order = pending_order(sale)
    SaleItem.objects.filter(sale=sale).update(sold=19)

    with pytest.raises(Oversold):
        place(order)

    order.refresh_from_db()
    assert order.status == Status.ABANDONED
    assert item_of(sale).sold == 19
    assert charge_of(order) == "voided"
    assert order.places.count() == 0


def test_an_order_that_was_given_up_can_not_be_placed_any_more() -> None:
    sale = published_sale(units=20)
    order = pending_order(sale)
    abandon(order, failure_code="interrupted")

    with pytest.raises((NoLongerPending, inventory.ClaimRefused)):
        place(order)

    assert charge_of(order) == "voided"
    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)


def test_an_order_given_up_while_its_payment_was_authorised_is_undone_whole() -> None:
    """The race: 1 claimed, 2 somebody gives the order up, 3 authorise, 4 mark placed."""
    sale = published_sale(units=20)
    order = pending_order(sale)
    placement.claim_lines(order)
    Order.objects.filter(pk=order.pk).update(status=Status.ABANDONED)

    with pytest.raises(NoLongerPending):
        place(order)

    assert charge_of(order) == "voided"
    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)
    assert item_of(sale).sold == 0


@pytest.mark.parametrize("step", range(3))
def test_a_step_that_redis_does_not_answer_leaves_the_order_pending(
    step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale = published_sale(units=20)
    order = pending_order(sale)
    monkeypatch.setattr(placement, "STEPS_TO_PLACED", _failing_at(step))

    with pytest.raises(inventory.StockUnavailable):
        place(order)
    order.refresh_from_db()
    assert order.status == Status.PENDING

    monkeypatch.undo()
    place(order)
    assert order.status == Status.PLACED
    assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
    assert charge_of(order) == "captured"


def _failing_at(step: int) -> tuple[Callable[[Order], None], ...]:
    def fail(order: Order) -> None:
        raise inventory.StockUnavailable

    steps = list(placement.STEPS_TO_PLACED)
    return (*steps[:step], fail, *steps[step:])


def test_an_order_may_wait_at_the_bank_as_long_as_its_first_hold_would_have_run() -> None:
    sale = published_sale(units=20, products=2)
    order = pending_order(sale, payment_method="three_d")
    ends = [hold.expires_at for hold in inventory.holds_of(order.buyer_id).holds]

    for _ in range(2):
        with pytest.raises(PaymentNeedsStep):
            place(order)
        order = Order.objects.get(pk=order.pk)

    assert order.pay_by == clock.from_ms(min(ends))
    assert order.status == Status.PENDING
    assert all(line.claimed_at for line in order.lines.all())


def test_a_shopper_has_a_minute_at_the_bank_even_if_the_hold_was_about_to_end() -> None:
    order = order_at_bank(published_sale(units=20, hold_seconds=30))

    assert order.pay_by is not None
    assert timedelta(seconds=55) < order.pay_by - clock.now() <= timedelta(seconds=60)


@pytest.mark.usefixtures("webhooks")
def test_a_pool_that_is_rebuilt_keeps_the_units_of_an_order_at_the_bank() -> None:
    """Before those of a newer order that may have no claim: its claim is marked."""
    sale = published_sale(units=3)
    item = item_of(sale)
    waiting = order_at_bank(sale)
    inventory.unclaim(item.pk, order=waiting.pk)
    inventory.release(item.pk, buyer=waiting.buyer_id)
    newer = pending_order(sale)

    rebuild(item, force=True)
    answer_bank(waiting)
    place(Order.objects.get(pk=waiting.pk))

    newer.refresh_from_db()
    assert (newer.status, newer.failure_code) == (Status.ABANDONED, "stock_lost")
    assert units_by_place(item) == (1, 0, 0, 2)
    assert item_of(sale).sold == 2
    assert charge_of(waiting) == "captured"


def test_an_answer_that_is_lost_is_asked_for_and_the_order_is_placed() -> None:
    sale = published_sale(units=20)

    order = place(pending_order(sale, payment_method="answer_lost"))

    assert (order.status, charge_of(order)) == (Status.PLACED, "captured")
