"""Cancelling a line: what it cost goes back, and its units, exactly once; the rest stands."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pytest_django import Settings

from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from orders.cancelling import can_cancel, cancel, cancel_line, cancel_line_as_shopper
from orders.errors import NotCancellable
from orders.models import Discount, DiscountUse, Order, OrderLine, Refund
from orders.tests.buying import pending_order, placed_order, units_by_place
from orders.tests.full_orders import full_order, lines_of
from orders.tests.refunds import money_of, promised
from orders.verifying import published_items, verify
from shop.tests.factories import item_of, move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status
MINUTE = timedelta(minutes=1)
PRICE = Decimal("19.99")


def the_order(**terms: int | bool) -> Order:
    return full_order(published_sale(products=3, price=PRICE), **terms)


def test_a_cancelled_line_is_refunded_and_restocked_and_the_rest_stands() -> None:
    order = the_order()
    first, second, third = lines_of(order)

    cancel_line(second)

    # 2 x 19.99 less a tenth, and 19 percent on top.
    assert promised(order) == [Decimal("42.82")]
    assert money_of(order) == ("captured", Decimal("134.29"), Decimal("42.82"))
    assert units_by_place(second.item) == (20, 0, 0, 0)
    assert [units_by_place(line.item)[3] for line in (first, third)] == [1, 3]
    second.item.refresh_from_db()
    assert second.item.sold == 0
    order.refresh_from_db()
    assert (order.status, order.refunded_at) == (Status.PLACED, None)
    assert Refund.objects.get().finished_at is not None
    assert verify(published_items()) == []


def test_a_cancelled_line_frees_the_buyers_limit() -> None:
    sale, other = published_sale(units=20, limit_per_buyer=2), published_sale()
    buyer = UserFactory()
    inventory.reserve(item_of(other).pk, buyer=buyer.pk, units=1)
    order = placed_order(sale, buyer=buyer, units=2)
    with pytest.raises(inventory.PurchaseLimit):
        inventory.reserve(item_of(sale).pk, buyer=buyer.pk, units=1)

    cancel_line(order.lines.get(item=item_of(sale)))

    assert inventory.reserve(item_of(sale).pk, buyer=buyer.pk, units=2).changed


def test_cancelling_a_line_again_changes_nothing(mailoutbox: list) -> None:
    order = the_order()
    line = lines_of(order)[0]
    mailoutbox.clear()

    for _ in range(3):
        cancel_line(OrderLine.objects.get(pk=line.pk))

    assert promised(order) == [Decimal("21.41")]
    assert money_of(order)[2] == Decimal("21.41")
    assert units_by_place(line.item) == (20, 0, 0, 0)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(("turn", "percent"), [((0, 1, 2), 7), ((2, 1, 0), 33), ((1, 2, 0), 100)])
@pytest.mark.parametrize("tax_included", [True, False])
def test_the_refunds_of_all_lines_add_up_to_the_total_and_the_last_has_the_shipping(
    turn: tuple[int, ...], tax_included: bool, percent: int
) -> None:
    order = the_order(percent=percent, tax_included=tax_included)
    lines = lines_of(order)

    for at in turn:
        cancel_line(lines[at])

    refunds = promised(order)
    assert (len(refunds), sum(refunds)) == (3, order.total)
    shipping = Decimal("4.90") if tax_included else Decimal("5.83")
    last = lines[turn[-1]]
    net = PRICE * last.units - last.discount
    cost = net if tax_included else net * Decimal("1.19")
    assert abs(refunds[-1] - cost - shipping) <= Decimal("0.01")
    assert money_of(order) == ("refunded", order.total, order.total)


def test_the_last_line_cancels_the_order(mailoutbox: list) -> None:
    order = the_order()
    first, second, third = lines_of(order)
    cancel_line(first)
    cancel_line(second)
    mailoutbox.clear()

    cancel_line(third)

    order.refresh_from_db()
    assert order.status == Status.CANCELLED
    assert None not in (order.refunded_at, order.finished_at)
    assert [mail.subject for mail in mailoutbox] == [f"Your order {order.number} is cancelled"]
    assert verify(published_items()) == []


def test_cancelling_the_order_after_a_line_refunds_and_restocks_what_is_left() -> None:
    order = the_order()
    line = lines_of(order)[0]
    cancel_line(line)

    cancel(order)

    assert promised(order) == [Decimal("21.41"), order.total - Decimal("21.41")]
    assert money_of(order) == ("refunded", order.total, order.total)
    assert [units_by_place(one.item) for one in lines_of(order)] == [(20, 0, 0, 0)] * 3
    assert verify(published_items()) == []
    cancel_line(lines_of(order)[1])
    assert len(promised(order)) == 2


def test_a_line_gives_no_use_of_a_discount_back_and_the_whole_order_gives_it_once() -> None:
    order = the_order()
    cancel_line(lines_of(order)[0])
    assert (Discount.objects.get().used, DiscountUse.objects.get().given_back_at) == (1, None)

    cancel(order)
    cancel(order)

    assert Discount.objects.get().used == 0
    assert DiscountUse.objects.get().given_back_at is not None


# Who may


def test_a_shopper_may_cancel_a_line_until_its_own_sale_has_ended() -> None:
    running, ended, buyer = published_sale(), published_sale(), UserFactory()
    inventory.reserve(item_of(running).pk, buyer=buyer.pk, units=1)
    order = placed_order(ended, buyer=buyer, units=1)
    move_end(ended, to=clock.now() - MINUTE)
    over, line = order.lines.get(item__sale=ended), order.lines.get(item__sale=running)

    assert not can_cancel(order)
    with pytest.raises(NotCancellable):
        cancel_line_as_shopper(over)
    assert promised(order) == []
    cancel_line_as_shopper(line)
    assert promised(order) == [Decimal("80.00")]
    cancel_line_as_shopper(OrderLine.objects.get(pk=line.pk))
    assert promised(order) == [Decimal("80.00")]


def test_a_setting_leaves_cancelling_to_staff(settings: Settings) -> None:
    settings.SHOPPERS_MAY_CANCEL = False
    order = the_order()
    line = lines_of(order)[0]

    assert not can_cancel(order)
    with pytest.raises(NotCancellable):
        cancel_line_as_shopper(line)
    assert promised(order) == []

    cancel_line(line)
    assert promised(order) == [Decimal("21.41")]


@pytest.mark.parametrize("status", [Status.PENDING, Status.ABANDONED])
def test_a_line_of_an_order_that_is_not_placed_can_not_be_cancelled(status: str) -> None:
    order = pending_order(published_sale(products=2))
    Order.objects.filter(pk=order.pk).update(status=status)

    with pytest.raises(NotCancellable):
        cancel_line(lines_of(order)[0])

    assert (promised(order), OrderLine.objects.filter(cancelled_at=None).count()) == ([], 2)
