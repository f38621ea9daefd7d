"""Addresses are kept for next time, once each, until their owner deletes them."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from orders.delivery.kept import keep_address
from orders.models import Address
from orders.tests.buttons import bought, checkout_form, pay
from orders.tests.delivering import ADDRESS, IN_FRANCE, chosen, offer_collecting, offer_parcels
from orders.tests.holding import held_item
from orders.tests.threads import at_once
from orders.tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESSES = "/accounts/addresses/"


def kept_by(owner: User, **address: str) -> Address:
    keep_address(owner.pk, {**ADDRESS, **address})
    return Address.objects.filter(owner=owner).latest("used_at")


def test_an_address_is_kept_for_next_time_with_the_method_used_last(
    signed_in: Client, ada: User
) -> None:
    offer_collecting()
    parcel = offer_parcels(DE="4.90")
    held_item(ada, units=1)
    first = bought(pay(signed_in, chosen(signed_in, parcel)))
    held_item(ada, units=1)

    form = checkout_form(signed_in)

    assert form["delivery"] == str(parcel.pk)
    assert form["address"] == str(Address.objects.get(owner=ada).pk)
    second = bought(pay(signed_in, form))
    assert second.address_lines == first.address_lines
    assert second.total == first.total


def test_the_address_used_last_is_chosen_and_the_others_can_be(
    signed_in: Client, ada: User
) -> None:
    parcel = offer_parcels(DE="4.90", FR="7.90")
    germany, france = kept_by(ada), kept_by(ada, **IN_FRANCE)
    held_item(ada, units=1)

    form = checkout_form(signed_in)

    assert form["address"] == str(france.pk)
    order = bought(pay(signed_in, chosen(signed_in, parcel, address=str(germany.pk), country="FR")))
    assert (order.country, str(order.shipping_amount)) == ("DE", "4.90")
    assert Address.objects.filter(owner=ada).latest("used_at") == germany


def test_another_address_than_those_kept_can_be_typed(signed_in: Client, ada: User) -> None:
    parcel = offer_parcels(DE="4.90")
    kept_by(ada)
    held_item(ada, units=1)
    order = bought(pay(signed_in, chosen(signed_in, parcel, address="new", street="9 Elsewhere")))
    assert order.street == "9 Elsewhere"
    assert Address.objects.filter(owner=ada).count() == 2


def test_the_same_address_is_not_kept_twice(ada: User) -> None:
    first = kept_by(ada)
    Address.objects.update(used_at=clock.now() - timedelta(days=1))
    again = kept_by(ada, street="1  MILL lane")
    assert (again.pk, again.street, Address.objects.count()) == (first.pk, "1 Mill Lane", 1)
    assert again.used_at > clock.now() - timedelta(minutes=1)
    keep_address(UserFactory().pk, ADDRESS)
    assert Address.objects.count() == 2


def test_the_same_address_from_eight_tabs_at_once_is_kept_once(ada: User) -> None:
    at_once([ada.pk] * 8, lambda owner: keep_address(owner, ADDRESS))
    assert Address.objects.get().owner_id == ada.pk


def test_an_address_that_nothing_is_delivered_to_is_not_offered(
    signed_in: Client, ada: User
) -> None:
    offer_parcels(DE="4.90")
    kept_by(ada, **IN_FRANCE)
    held_item(ada)
    assert checkout_form(signed_in)["address"] == "new"


def test_somebody_elses_kept_address_is_worth_nothing(signed_in: Client, ada: User) -> None:
    parcel = offer_parcels(DE="4.90")
    others = kept_by(UserFactory(), street="5 Private Road")
    held_item(ada)
    form = {**chosen(signed_in, parcel, street=""), "address": str(others.pk)}
    with nothing_changes():
        page = pay(signed_in, form)
    assert page.status_code == 422
    assert "5 Private Road" not in page.content.decode()


# The page of the account


def test_kept_addresses_are_listed_and_deleted_and_orders_stay_as_they_were(
    signed_in: Client, ada: User
) -> None:
    held_item(ada, units=1)
    order = bought(pay(signed_in, chosen(signed_in, offer_parcels(DE="4.90"))))
    kept = Address.objects.get(owner=ada)
    page = signed_in.get(ADDRESSES)
    assert list(page.context["addresses"]) == [kept]
    assert "1 Mill Lane" in page.content.decode()

    answer = signed_in.post(f"{ADDRESSES}{kept.pk}/delete/")

    assert (answer.status_code, answer["Location"]) == (303, ADDRESSES)
    assert list(signed_in.get(ADDRESSES).context["addresses"]) == []
    order.refresh_from_db()
    assert order.street == "1 Mill Lane"


def test_nobody_deletes_or_sees_an_address_of_somebody_else(signed_in: Client) -> None:
    others = kept_by(UserFactory())
    assert signed_in.post(f"{ADDRESSES}{others.pk}/delete/").status_code == 303
    assert Address.objects.get() == others
    assert list(signed_in.get(ADDRESSES).context["addresses"]) == []


def test_who_is_signed_out_signs_in_first(client: Client) -> None:
    answer = client.get(ADDRESSES)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={ADDRESSES}")
    assert client.post(f"{ADDRESSES}{Address().pk}/delete/").status_code == 303
