"""Reading the page that says what changed since the shopper agreed, and proving no charge."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from inventory import api as inventory
from orders.models import Order, TestCharge
from orders.tests.buttons import (
    CHECKOUT,
    bought,
    pay,
)
from orders.tests.buying import units_by_place
from orders.tests.pages import form_to
from shop.models import SaleItem


@contextmanager
def nothing_charged(kept: SaleItem, ada: User) -> Iterator[None]:
    """Inside, no charge is made, not even one to be voided, and the other line stays held."""
    before, (hold,) = _charges(), _holds(kept, ada)
    yield
    assert _charges() == before
    assert not Order.objects.filter(buyer=ada).exists()
    assert _holds(kept, ada) == [hold]
    assert units_by_place(kept) == (18, 2, 0, 0)


def _charges() -> list[str]:
    return list(TestCharge.objects.order_by("key").values_list("key", flat=True))


def _holds(item: SaleItem, buyer: User) -> list[inventory.Hold]:
    return [hold for hold in inventory.holds_of(buyer.pk).holds if hold.pool_id == str(item.pk)]


def lines(page: HttpResponse) -> list[tuple[str, str, object, object]]:
    """(name, kind, was, now) of each line that changed."""
    assert (page.status_code, page.context["changed"]) == (409, True)
    changes = page.context["differences"].lines
    return [(change.name, str(change.kind), change.was, change.now) for change in changes]


def sums(page: HttpResponse) -> dict[str, tuple[Decimal, Decimal]]:
    assert page.status_code == 409
    return {change.name: (change.was, change.now) for change in page.context["differences"].sums}


def marks(page: HttpResponse, item: SaleItem) -> list[str]:
    """What is marked at this item's line of the bill."""
    bill = {line.quoted.held.item: line.changes for line in page.context["bill"]}
    return [str(change.kind) for change in bill[item]]


def confirmed(client: Client, page: HttpResponse) -> Decimal:
    """The total of the order that the changed page buys, sent as it was rendered."""
    return bought(pay(client, form_to(page, CHECKOUT).fields)).total
