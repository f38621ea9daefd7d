"""The checkout with tax included or added; what was typed; its queries; who may buy."""

from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from flashsale import clock
from orders.delivery.kept import keep_address
from orders.models import TestCharge
from orders.tests.buttons import CHECKOUT, bought, checkout_form, pay
from orders.tests.delivering import ADDRESS, chosen, offer_collecting, offer_parcels, update
from orders.tests.discounting import discount_of
from orders.tests.holding import held_item
from orders.tests.pages import form_to, words
from orders.tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db(transaction=True)


# Tax


def test_tax_is_shown_as_included(signed_in: Client, ada: User) -> None:
    held_item(ada, units=1, price=Decimal("119.00"))
    page = signed_in.get(CHECKOUT)
    assert "Includes 19% tax" in words(page)
    assert "Subtotal" not in words(page)
    order = bought(pay(signed_in, form_to(page, CHECKOUT).fields))
    assert (order.tax_percent, order.tax_included) == (19, True)
    assert (order.subtotal, order.tax_amount, order.total) == (119, 19, 119)


def test_tax_is_shown_as_added_where_the_setting_says_so(
    signed_in: Client, ada: User, settings: Settings
) -> None:
    settings.PRICES_INCLUDE_TAX, settings.TAX_PERCENT = False, Decimal("7.5")
    held_item(ada, units=1, price=Decimal("100.00"))
    page = signed_in.get(CHECKOUT)
    assert "Tax, 7.50%" in words(page)
    order = bought(pay(signed_in, form_to(page, CHECKOUT).fields))
    assert (order.tax_percent, order.tax_included) == (Decimal("7.5"), False)
    assert (order.subtotal, order.tax_amount, order.total) == (
        100,
        Decimal("7.5"),
        Decimal("107.5"),
    )
    assert TestCharge.objects.get().amount == Decimal("107.50")


def test_without_tax_nothing_is_said_of_it(
    signed_in: Client, ada: User, settings: Settings
) -> None:
    settings.TAX_PERCENT = Decimal(0)
    held_item(ada)
    assert "tax" not in words(signed_in.get(CHECKOUT)).lower()


# What was typed, queries, who may buy


@pytest.mark.parametrize("payment", ["decline", "time_out"])
def test_what_was_typed_survives_a_payment_that_did_not_go_through(
    signed_in: Client, ada: User, payment: str
) -> None:
    held_item(ada, units=1)
    discount_of("SPRING", percent=Decimal(10))
    form = {**chosen(signed_in, offer_parcels(DE="4.90"), code="SPRING"), "payment": payment}

    page = pay(signed_in, form)

    assert page.status_code == 402
    again = form_to(page, CHECKOUT).fields
    assert {name: again[name] for name in ADDRESS} == ADDRESS
    assert (again["code"], again["payment"]) == ("SPRING", "approve")
    assert bought(pay(signed_in, again)).total == Decimal("76.90")


def test_twelve_queries_are_enough_whatever_the_number_of_lines(
    signed_in: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """With kept addresses, ways to deliver and a code: all that the page can have."""
    offer_collecting()
    parcel = offer_parcels(DE="4.90")
    offer_parcels("Express", DE="9.90")
    for number in range(3):
        keep_address(ada.pk, {**ADDRESS, "street": f"{number} Mill Lane"})
    discount_of("SPRING", percent=Decimal(10))
    held_item(ada, units=1)
    form = {**checkout_form(signed_in), "delivery": str(parcel.pk), "code": "SPRING"}
    update(signed_in, form)
    with django_assert_max_num_queries(12) as one_line:
        assert update(signed_in, form).status_code == 200
    for _ in range(4):
        held_item(ada, units=1)
    with django_assert_max_num_queries(len(one_line)):
        page = update(signed_in, form)
    assert len(page.context["bill"]) == 5


def test_an_email_that_must_be_confirmed_first_buys_nothing_until_it_is(
    signed_in: Client, ada: User, settings: Settings
) -> None:
    settings.CONFIRM_EMAIL_TO_BUY = True
    held_item(ada, units=1)
    form = checkout_form(signed_in)

    with nothing_changes():
        page = pay(signed_in, form)

    assert page.status_code == 403
    assert "Confirm your email first" in words(page)
    assert form_to(page, "/accounts/confirm/").fields["next"] == CHECKOUT
    User.objects.filter(pk=ada.pk).update(email_confirmed_at=clock.now())
    assert bought(pay(signed_in, form_to(page, CHECKOUT).fields)).total == 80
