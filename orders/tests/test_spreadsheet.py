"""CSV of one's own orders."""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from orders.cancelling import cancel, cancel_line
from orders.models import Order
from orders.spreadsheet import harmless
from orders.tests.buying import placed_order
from shop.tests.factories import ProductFactory, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/orders/orders.csv"


def rows_in(client: Client) -> list[dict[str, str]]:
    text = b"".join(client.get(URL).streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text[1:])))


def test_a_shopper_gets_a_row_for_each_line_of_an_order(signed_in: Client, ada: User) -> None:
    order = placed_order(published_sale(products=2, price=Decimal("80.50")), buyer=ada)
    Order.objects.filter(pk=order.pk).update(
        discount_code="SPRING", discount_amount=Decimal("2.00"), shipping_method="Parcel",
        shipping_amount=Decimal("4.90"), tax_percent=19, tax_amount=Decimal("51.88"),
        subtotal=Decimal("322.00"), total=Decimal("324.90"),
    )  # fmt: skip

    first, second = rows_in(signed_in)

    names = sorted(line.product_name for line in order.lines.all())
    assert first == {
        "order": order.number, "ordered_at": clock.iso(order.created_at), "status": "placed",
        "product": names[0], "units": "2", "unit_price": "80.50", "line_discount": "0.00",
        "currency": "EUR", "subtotal": "322.00", "discount_code": "SPRING", "discount": "2.00",
        "shipping_method": "Parcel", "shipping": "4.90", "tax": "51.88", "tax_included": "yes",
        "total": "324.90", "refunded": "0.00",
    }  # fmt: skip
    # A column of sums can be added up: they stand once an order.
    assert (second["order"], second["product"], second["units"]) == (order.number, names[1], "2")
    assert (second["subtotal"], second["total"], second["refunded"]) == ("", "", "")


def test_the_file_is_named_and_kept_by_no_cache(signed_in: Client) -> None:
    answer = signed_in.get(URL)
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="orders.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert rows_in(signed_in) == []


def test_nobody_elses_orders_are_in_the_file(client: Client, signed_in: Client, ada: User) -> None:
    mine = placed_order(published_sale(), buyer=ada)
    placed_order(published_sale(), buyer=UserFactory())
    assert [row["order"] for row in rows_in(signed_in)] == [mine.number]
    assert Client().get(URL).url == f"/accounts/login/?next={URL}"


def test_what_was_cancelled_and_paid_back_is_told(signed_in: Client, ada: User) -> None:
    whole = placed_order(published_sale(), buyer=ada)
    part = placed_order(published_sale(products=2), buyer=ada)
    cancel(whole)
    cancel_line(part.lines.order_by("product_name").first())

    found = [(row["order"], row["status"], row["refunded"]) for row in rows_in(signed_in)]

    assert found == [
        (part.number, "cancelled", "160.00"),
        (part.number, "placed", ""),
        (whole.number, "cancelled", "160.00"),
    ]


def test_a_name_is_no_formula(signed_in: Client, ada: User) -> None:
    evil = ProductFactory(name="=HYPERLINK(A1)")
    placed_order(published_sale(product=evil), buyer=ada)
    assert [row["product"] for row in rows_in(signed_in)] == ["'=HYPERLINK(A1)"]
    for text in ("=1", "+1", "-1", "@a", "\t=1", "\r=1"):
        assert harmless(text) == f"'{text}"
    for text in ("Lamp", "Lamp =1", "'quoted'", "Ölkanne, 2 l", ""):
        assert harmless(text) == text


def test_commas_quotes_and_other_letters_come_through(signed_in: Client, ada: User) -> None:
    placed_order(published_sale(product=ProductFactory(name='Lamp, "Söhne" 李')), buyer=ada)
    assert [row["product"] for row in rows_in(signed_in)] == ['Lamp, "Söhne" 李']


def test_the_file_takes_few_queries_however_long_it_is(
    signed_in: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        placed_order(published_sale(products=3), buyer=ada, units=1)
    with django_assert_max_num_queries(5):
        assert len(rows_in(signed_in)) == 9


def test_the_list_of_orders_leads_to_the_file_whose_address_no_order_can_have(
    signed_in: Client, ada: User
) -> None:
    order = placed_order(published_sale(), buyer=ada)
    assert signed_in.get(order.get_absolute_url()).status_code == 200
    assert f'href="{URL}"' in signed_in.get("/orders/").content.decode()
