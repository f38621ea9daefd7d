"""`kill -9` between any two steps of placing, giving up and cancelling, then resuming."""

import multiprocessing
import signal

import pytest
from django.db import connection

from orders.models import Order
from orders.resuming import resume_placements
from orders.tests import killed
from orders.tests.buying import charge_of, pending_order, placed_order, units_by_place
from orders.verifying import published_items, verify
from shop.models import Sale
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status

# Django is loaded once, in a process of its own; each that will be killed is forked from it.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([killed.__name__])


@pytest.mark.parametrize("moment", ["inventory.claim", "step.claim_lines"])
def test_killed_before_the_payment_nothing_is_bought_and_the_units_are_held_again(
    moment: str,
) -> None:
    sale = published_sale(units=20)
    order = pending_order(sale)

    _kill("place", order, moment)
    _resume(order)

    assert order.status == Status.ABANDONED
    assert charge_of(order) == "voided"
    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)
    _assert_books_agree(sale, sold=0)


@pytest.mark.parametrize(
    "moment",
    [
        "gateway.authorise",
        "step.authorise_payment",
        "step.mark_placed",
        "gateway.capture",
        "step.capture_payment",
        "inventory.settle",
        "step.settle_lines",
        "step.queue_mail",
    ],
)
def test_killed_after_the_payment_was_authorised_the_order_is_placed(moment: str) -> None:
    sale = published_sale(units=20)
    order = pending_order(sale)

    _kill("place", order, moment)
    _resume(order)

    assert order.status == Status.PLACED
    assert charge_of(order) == "captured"
    assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
    assert [place.place for place in order.places.all()] == [1]
    _assert_books_agree(sale, sold=2)


@pytest.mark.parametrize("moment", ["gateway.void", "inventory.unclaim"])
def test_killed_while_giving_up_nothing_is_charged(moment: str) -> None:
    sale = published_sale(units=20)
    order = pending_order(sale)
    _kill("place", order, "gateway.authorise")

    _kill("abandon", order, moment)
    _resume(order)

    assert order.status == Status.ABANDONED
    assert charge_of(order) == "voided"
    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)
    _assert_books_agree(sale, sold=0)


@pytest.mark.parametrize(
    "moment",
    [
        "gateway.refund",
        "step.refund_payment",
        "inventory.restock",
        "step.restock_lines",
        "step.queue_mail",
    ],
)
def test_killed_while_cancelling_the_money_and_the_units_go_back_once(moment: str) -> None:
    sale = published_sale(units=20)
    order = placed_order(sale)

    _kill("cancel", order, moment)
    _resume(order)

    assert order.status == Status.CANCELLED
    assert charge_of(order) == "refunded"
    assert units_by_place(item_of(sale)) == (20, 0, 0, 0)
    _assert_books_agree(sale, sold=0)


def _kill(verb: str, order: Order, moment: str) -> None:
    """Another process works on the order and is killed at the moment."""
    process = processes.Process(
        target=killed.die_while,
        args=(verb, str(order.pk), moment, connection.settings_dict["NAME"]),
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


def _resume(order: Order) -> None:
    counts = resume_placements([order])
    order.refresh_from_db()
    assert counts == {order.status: 1}
    assert resume_placements([order]) == counts


def _assert_books_agree(sale: Sale, *, sold: int) -> None:
    assert item_of(sale).sold == sold
    assert verify(published_items()) == []
