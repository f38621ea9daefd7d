"""The invoice: a printable page of what was bought, paid and given back, for its buyer only."""

from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from orders.abandoning import abandon
from orders.models import Order, Refund
from orders.tests.buttons import bought, pay
from orders.tests.buying import pending_order, placed_order
from orders.tests.delivering import chosen, offer_parcels
from orders.tests.discounting import discount_of
from orders.tests.holding import held_item
from orders.tests.pages import words
from shop.tests.factories import ProductFactory, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def invoice_of(client: Client, order: Order) -> HttpResponse:
    return client.get(f"/orders/{order.number}/invoice/")


def test_an_invoice_has_seller_buyer_lines_discount_shipping_tax_and_total(
    signed_in: Client, ada: User, settings: Settings
) -> None:
    settings.SHOP_NAME, settings.SHOP_TAX_ID = "Tarn & Sons", "DE123456789"
    settings.SHOP_ADDRESS = ["1 Yard Lane", "20095 Hamburg"]
    held_item(ada, units=2, price=Decimal("50.00"), product=ProductFactory(name="Lamp"))
    discount_of("SPRING", amount=Decimal("10.00"))
    order = bought(pay(signed_in, chosen(signed_in, offer_parcels(DE="4.90"), code="SPRING")))

    text = words(invoice_of(signed_in, order))

    for part in (
        "<strong>Tarn & Sons</strong> <br>1 Yard Lane<br>20095 Hamburg <br>Tax id DE123456789",
        "Ada Lovelace<br>1 Mill Lane<br>10115 Berlin<br>Germany",
        f"<dt>Invoice</dt> <dd>{order.number}</dd>",
        f"{order.placed_at:%Y}</time>",
        "<td>Lamp</td> <td>2</td> <td>€50.00</td> <td>€100.00</td>",
        "<dt>Subtotal</dt> <dd>€100.00</dd>",
        "<dt>Discount SPRING</dt> <dd>−€10.00</dd>",  # noqa: RUF001 - a minus sign
        "<dt>Parcel</dt> <dd>€4.90</dd>",
        '<dt>Total</dt> <dd class="summary__total">€94.90</dd>',
        "<dt>Includes 19% tax</dt> <dd>€15.15</dd>",
    ):
        assert part in text
    assert "Refunded" not in text


def test_the_page_of_the_order_leads_to_its_invoice(signed_in: Client, ada: User) -> None:
    order = placed_order(published_sale(), buyer=ada)
    assert f'"/orders/{order.number}/invoice/"' in words(signed_in.get(order.get_absolute_url()))


def test_an_invoice_without_an_address_names_the_buyer(signed_in: Client, ada: User) -> None:
    text = words(invoice_of(signed_in, placed_order(published_sale(), buyer=ada)))
    assert "Ada Lovelace<br>ada@example.com" in text


def test_an_invoice_keeps_the_currency_of_the_order(
    signed_in: Client, ada: User, settings: Settings
) -> None:
    order = placed_order(published_sale(), buyer=ada, units=2)
    settings.CURRENCY = "USD"
    text = words(invoice_of(signed_in, order))
    assert "€160.00" in text
    assert "$" not in text


def test_an_invoice_shows_what_went_back(signed_in: Client, ada: User) -> None:
    order = placed_order(published_sale(), buyer=ada, units=2)
    Order.objects.filter(pk=order.pk).update(status="cancelled", cancelled_at=clock.now())
    Refund.objects.create(order=order, amount=Decimal("160.00"), refunded_at=clock.now())
    text = words(invoice_of(signed_in, order))
    assert "−€160.00" in text  # noqa: RUF001 - a minus sign
    assert "This order was cancelled on" in text


def test_only_its_buyer_has_an_invoice_and_only_of_what_was_bought(
    signed_in: Client, client: Client, ada: User
) -> None:
    sale = published_sale()
    somebody_elses = placed_order(sale, buyer=UserFactory())
    pending = pending_order(sale, buyer=ada, units=1)
    assert invoice_of(signed_in, somebody_elses).status_code == 404
    assert invoice_of(signed_in, pending).status_code == 404
    abandon(pending, failure_code="payment_declined")
    assert invoice_of(signed_in, pending).status_code == 404
    mine = placed_order(sale, buyer=ada)
    client.logout()
    assert "/accounts/login/" in invoice_of(client, mine)["Location"]


def test_more_lines_take_no_more_queries(
    signed_in: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one, five = (placed_order(published_sale(products=lines), buyer=ada) for lines in (1, 5))
    invoice_of(signed_in, one)
    with django_assert_max_num_queries(12) as of_one_line:
        invoice_of(signed_in, one)
    with django_assert_max_num_queries(len(of_one_line)):
        assert invoice_of(signed_in, five).status_code == 200
