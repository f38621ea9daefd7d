"""The final order may differ in its sums: delivery, discount, tax. Nothing is charged then."""

from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from orders.models import Discount, ShippingPrice
from orders.tests.buttons import (
    CHECKOUT,
    checkout_form,
    pay,
)
from orders.tests.changing import confirmed, lines, nothing_charged, sums
from orders.tests.delivering import chosen, offer_parcels, update
from orders.tests.discounting import discount_of
from orders.tests.pages import form_to, words
from shop.models import SaleItem

pytestmark = pytest.mark.django_db(transaction=True)


def test_delivery_whose_price_changed_is_marked_and_nothing_is_charged(
    signed_in: Client, ada: User, kept: SaleItem
) -> None:
    form = chosen(signed_in, offer_parcels(DE="4.90"))
    ShippingPrice.objects.update(price=Decimal("5.90"))

    with nothing_charged(kept, ada):
        page = pay(signed_in, form)

    assert lines(page) == []
    assert sums(page)["shipping_amount"] == (Decimal("4.90"), Decimal("5.90"))
    assert "Delivery costs €5.90, not €4.90." in words(page)
    assert confirmed(signed_in, page) == Decimal("105.90")


def test_a_discount_that_stopped_working_is_marked_and_nothing_is_charged(
    signed_in: Client, ada: User, kept: SaleItem
) -> None:
    discount = discount_of("SPRING", percent=Decimal(10))
    form = form_to(
        update(signed_in, {**checkout_form(signed_in), "code": "spring"}), CHECKOUT
    ).fields
    Discount.objects.filter(pk=discount.pk).update(is_active=False)

    with nothing_charged(kept, ada):
        page = pay(signed_in, form)

    assert sums(page) == {"discount_amount": (10, 0), "total": (90, 100)}
    assert "The discount is €0.00, not €10.00." in words(page)
    assert page.context["till"].refusal in unescape(words(page))
    assert form_to(page, CHECKOUT).fields["code"] == "spring"
    assert confirmed(signed_in, page) == 100


def test_tax_that_changed_is_marked_and_nothing_is_charged(
    signed_in: Client, ada: User, kept: SaleItem, settings: Settings
) -> None:
    settings.PRICES_INCLUDE_TAX = False
    form = checkout_form(signed_in)
    settings.TAX_PERCENT = Decimal(20)

    with nothing_charged(kept, ada):
        page = pay(signed_in, form)

    assert sums(page) == {"tax_amount": (19, 20), "total": (119, 120)}
    assert "The tax is €20.00, not €19.00." in words(page)
    assert confirmed(signed_in, page) == 120
