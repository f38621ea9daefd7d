"""Delivery: shipping methods with a price by country, addresses, and who needs one."""

from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from orders.delivery.postcodes import is_postcode
from orders.models import ADDRESS_FIELDS, Order
from orders.tests.buttons import CHECKOUT, assert_nothing_bought, bought, checkout_form, pay
from orders.tests.delivering import (
    ADDRESS,
    IN_FRANCE,
    chosen,
    delivery_errors,
    offer_collecting,
    offer_parcels,
    update,
)
from orders.tests.holding import held_item
from orders.tests.pages import form_to
from orders.tests.unchanged import nothing_changes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


def test_without_shipping_methods_there_is_no_delivery(signed_in: Client, ada: User) -> None:
    held_item(ada, units=1)
    offer_parcels(name="Goes nowhere")
    form = checkout_form(signed_in)
    assert {"delivery", "address", "country"}.isdisjoint(form)
    order = bought(pay(signed_in, form))
    assert (order.shipping_method, order.shipping_amount, order.address_lines) == ("", 0, [])


def test_a_new_shopper_buys_with_the_form_as_it_was_rendered(signed_in: Client, ada: User) -> None:
    """Without an address the way that needs none is chosen, wherever it stands in the list."""
    held_item(ada, units=1)
    offer_parcels(DE="4.90")
    collecting = offer_collecting()
    offer_parcels("Express", DE="9.90")

    form = checkout_form(signed_in)

    assert form["delivery"] == str(collecting.pk)
    order = bought(pay(signed_in, form))
    assert (order.shipping_method, order.shipping_amount) == ("Collect at the store", 0)
    assert (order.total, order.address_lines) == (80, [])


def test_what_a_program_sends_without_a_choice_gets_the_one_that_was_shown(
    signed_in: Client, ada: User
) -> None:
    held_item(ada, units=1)
    offer_parcels(DE="4.90")
    offer_collecting()
    form = checkout_form(signed_in)
    sent = {name: form[name] for name in ("token", "seen", "payment")}
    assert bought(pay(signed_in, sent)).shipping_method == "Collect at the store"


def test_shipping_methods_have_a_price_by_country(signed_in: Client, ada: User) -> None:
    held_item(ada, units=1)
    parcel = offer_parcels(DE="4.90", FR="7.90")
    offer_parcels("Express", DE="9.90")
    offer_collecting()
    form = checkout_form(signed_in)

    def prices(country: str) -> list[Decimal | None]:
        page = update(signed_in, {**form, "delivery": str(parcel.pk), "country": country})
        assert page.status_code == 200
        return [option.price for option in page.context["till"].delivery.options]

    assert prices("") == [None, None, 0]
    assert prices("DE") == [Decimal("4.90"), Decimal("9.90"), 0]
    assert prices("FR") == [Decimal("7.90"), None, 0]
    page = update(signed_in, {**form, "delivery": str(parcel.pk), "country": "FR"})
    assert page.context["quote"].total == Decimal("87.90")
    text = page.content.decode()
    assert "not to France" in text
    assert "€7.90" in text


def test_an_order_goes_to_the_address_for_the_price_of_its_country(
    signed_in: Client, ada: User
) -> None:
    held_item(ada, units=2)
    parcel = offer_parcels(DE="4.90", FR="7.90")

    order = bought(pay(signed_in, chosen(signed_in, parcel, **IN_FRANCE)))

    assert (order.shipping_method, order.shipping_amount) == ("Parcel", Decimal("7.90"))
    assert (order.subtotal, order.total) == (160, Decimal("167.90"))
    assert {name: getattr(order, name) for name in ADDRESS_FIELDS} == IN_FRANCE
    assert order.address_lines == ["Ada Lovelace", "2 rue du Moulin", "75002 Paris", "France"]


def test_a_choice_that_changes_the_sum_wants_a_new_confirm(signed_in: Client, ada: User) -> None:
    """Without scripts: chosen, and paid at once, without having seen what it costs."""
    held_item(ada, units=1)
    parcel = offer_parcels(DE="4.90")
    offer_collecting()
    form = {**checkout_form(signed_in), **ADDRESS, "delivery": str(parcel.pk)}

    with nothing_changes():
        page = pay(signed_in, form)

    assert page.status_code == 409
    changes = [(change.name, change.was, change.now) for change in page.context["differences"].sums]
    assert ("shipping_amount", 0, Decimal("4.90")) in changes
    assert ("total", 80, Decimal("84.90")) in changes
    order = bought(pay(signed_in, form_to(page, CHECKOUT).fields))
    assert (order.total, order.street) == (Decimal("84.90"), "1 Mill Lane")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("recipient", " ", "Who is it for?"),
        ("street", "", "Give a street and a number, or a box."),
        ("street", "x" * 121, "Ensure this value has at most 120 characters (it has 121)."),
        ("city", "", "Give a town."),
        ("country", "", "Choose a country."),
        ("country", "US", "We don't deliver there."),
        ("postcode", "", "Give a postcode, like 10115."),
        ("postcode", "1011", "1011 is no postcode there, like 10115."),
        ("delivery", "", "Choose how it reaches you."),
        ("delivery", "free", "Choose how it reaches you."),
    ],
)
def test_what_is_missing_in_an_address_is_told_at_its_field_and_the_rest_stays(
    signed_in: Client, ada: User, field: str, value: str, words: str
) -> None:
    held_item(ada, units=1)
    form = chosen(signed_in, offer_parcels(DE="4.90"))

    with nothing_changes():
        page = pay(signed_in, {**form, field: value})

    assert page.status_code == 422
    assert delivery_errors(page)[field] == [words]
    again = form_to(page, CHECKOUT).fields
    kept = {name: again.get(name, "") for name in ADDRESS if name != field}
    assert kept == {name: typed for name, typed in ADDRESS.items() if name != field}
    assert_nothing_bought()


def test_an_address_is_required_only_where_the_method_needs_one(
    signed_in: Client, ada: User
) -> None:
    held_item(ada, units=1)
    offer_parcels(DE="4.90")
    collecting = offer_collecting()
    form = {**checkout_form(signed_in), "delivery": str(collecting.pk), "postcode": "?"}
    order = bought(pay(signed_in, form))
    assert (order.postcode, order.address_lines) == ("", [])


def test_a_method_that_does_not_go_there_can_not_be_bought(signed_in: Client, ada: User) -> None:
    held_item(ada, units=1)
    offer_parcels(DE="4.90", FR="7.90")
    express = offer_parcels("Express", DE="9.90")
    form = chosen(signed_in, express, **IN_FRANCE)
    with nothing_changes():
        page = pay(signed_in, form)
    assert page.status_code == 422
    words = "Express does not go to France. Choose another way."
    assert delivery_errors(page) == {"delivery": [words]}
    assert words in page.content.decode()


def test_a_method_that_staff_have_switched_off_is_a_change(signed_in: Client, ada: User) -> None:
    held_item(ada, units=1)
    offer_collecting()
    parcel = offer_parcels(DE="4.90")
    form = chosen(signed_in, parcel)
    parcel.is_active = False
    parcel.save()
    with nothing_changes():
        assert pay(signed_in, form).status_code == 422
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("country", "postcode", "is_right"),
    [
        ("DE", "10115", True), ("DE", "1011", False), ("DE", "1O115", False),
        ("NL", "1012 AB", True), ("NL", "1012AB", True), ("NL", "1012", False),
        ("GB", "SW1A 1AA", True), ("GB", "M1 1AE", True), ("GB", "12345", False),
        ("US", "10001-1234", True), ("US", "1000", False), ("CH", "8001", True),
        ("PL", "00-001", True), ("PL", "00001", False), ("BR", "01310-100", True),
        ("BR", "?", False), ("BR", "A" * 16, False),
    ],
)  # fmt: skip
def test_a_postcode_that_can_not_be_is_told(country: str, postcode: str, is_right: bool) -> None:
    assert is_postcode(postcode, country=country) is is_right
