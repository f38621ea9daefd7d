"""Kept product pages have nothing of one visitor for another."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tests.factories import UserFactory
from inventory import api as inventory
from shop.models import SaleItem
from shop.tests.looking import page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("long_kept", "rested"),
]


BADGE = re.compile(r"data-cart-badge[^>]*>(\d+)<")


def badge(shown: str) -> str:
    [units] = BADGE.findall(shown)
    return str(units)


def test_holds_badge_and_name_are_seen_by_nobody_else(mug: SaleItem, ada: Client) -> None:
    bob = Client()
    bob.force_login(UserFactory(name="Bob Crane", email="bob@example.com"))
    buyer = ada.get(mug.product.get_absolute_url()).wsgi_request.user
    inventory.reserve(mug.pk, buyer=buyer.pk, units=2)

    for _ in range(2):  # each of them before and after each other
        hers, his, nobodys = page(ada), page(bob), page(Client())
        assert "Ada" in hers
        assert "<span data-held-units>2</span>" in hers
        assert badge(hers) == "2"
        for other in (his, nobodys):
            assert "Ada" not in other
            assert buyer.pk.hex[:8] not in other
            assert "<span data-held-units>2</span>" not in other
            assert badge(other) == "0"
        assert "Bob" in his
        assert "Bob" not in nobodys
        assert "Sign in" in nobodys


def test_the_page_of_who_is_signed_out_sets_no_cookie_and_has_no_token(mug: SaleItem) -> None:
    for _ in range(2):  # made, then kept
        answer = Client().get(mug.product.get_absolute_url())
        assert not answer.cookies
        assert b"csrfmiddlewaretoken" not in answer.content


def test_who_is_signed_in_has_a_token_of_their_own(mug: SaleItem, ada: Client) -> None:
    page(Client())
    answer = ada.get(mug.product.get_absolute_url())
    assert b"csrfmiddlewaretoken" in answer.content
    assert "csrftoken" in answer.cookies


@pytest.mark.parametrize("visitor", ["signed out", "again", "signed in"])
def test_no_cache_between_may_give_the_page_to_another(
    mug: SaleItem, ada: Client, visitor: str
) -> None:
    page(Client())
    client = ada if visitor == "signed in" else Client()
    answer = client.get(mug.product.get_absolute_url())
    assert "Cookie" in answer.headers["Vary"]
    assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}


def test_a_message_is_shown_to_its_visitor_alone(mug: SaleItem) -> None:
    visitor = Client()
    visitor.post(
        reverse("orders:reserve", args=[mug.pk]),
        {"quantity": "0", "next": mug.product.get_absolute_url()},
    )
    visitor.cookies["messages"] = "unsigned nonsense"
    page(visitor)
    assert not Client().get(mug.product.get_absolute_url()).cookies


def test_what_stands_in_the_address_is_in_nobody_elses_page(mug: SaleItem) -> None:
    address = mug.product.get_absolute_url()
    odd = Client().get(address, {"from": "odd"}).content.decode()
    assert "from%3Dodd" in odd
    assert "from%3Dodd" not in page(Client())


def test_a_session_that_is_over_sees_the_page_of_who_is_signed_out(
    mug: SaleItem, ada: Client
) -> None:
    key = ada.cookies["sessionid"].value
    ada.logout()
    ada.cookies["sessionid"] = key
    assert "Sign in" in page(ada)


def test_the_head_of_a_page_is_that_of_the_page(mug: SaleItem) -> None:
    whole = Client().get(mug.product.get_absolute_url())
    head = Client().head(mug.product.get_absolute_url())
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Vary"] == whole.headers["Vary"]
