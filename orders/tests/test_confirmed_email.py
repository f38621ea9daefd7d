"""Limits by verified account: a setting lets only confirmed emails buy, and costs nobody a hold."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.confirmation import confirm
from accounts.models import User
from accounts.tokens import confirmation_token
from inventory import api as inventory
from orders.models import Order, TestCharge
from orders.tests.buttons import CHECKOUT, checkout_form, pay
from orders.tests.buying import units_by_place
from orders.tests.holding import held_item
from orders.tests.pages import form_to
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def confirmed_only(settings: Settings) -> None:
    settings.CONFIRM_EMAIL_TO_BUY = True


def test_an_unconfirmed_account_can_not_buy_and_is_shown_the_way(
    signed_in: Client, ada: User, confirmed_only: None
) -> None:
    item = held_item(ada, units=2)

    answer = pay(signed_in, checkout_form(signed_in))

    assert answer.status_code == 403
    assert "Confirm your email first" in answer.context["problem"]
    assert form_to(answer, "/accounts/confirm/").fields["next"] == CHECKOUT
    assert (Order.objects.count(), TestCharge.objects.count()) == (0, 0)
    assert units_by_place(item) == (18, 2, 0, 0)


def test_the_same_form_buys_once_the_email_is_confirmed(
    signed_in: Client, ada: User, confirmed_only: None
) -> None:
    item = held_item(ada, units=2)
    form = checkout_form(signed_in)
    pay(signed_in, form)

    confirm(confirmation_token(ada))

    assert pay(signed_in, form).status_code == 303
    assert Order.objects.get().status == Order.Status.PLACED
    assert units_by_place(item) == (18, 0, 0, 2)


def test_without_the_setting_everybody_buys(signed_in: Client, ada: User) -> None:
    held_item(ada)
    assert ada.email_confirmed_at is None
    assert pay(signed_in, checkout_form(signed_in)).status_code == 303


def test_an_unconfirmed_account_may_hold_meanwhile(
    signed_in: Client, ada: User, confirmed_only: None
) -> None:
    item = item_of(published_sale())
    inventory.reserve(item.pk, buyer=ada.pk, units=1)
    assert signed_in.get("/cart/").context["cart"].lines[0].units == 1
