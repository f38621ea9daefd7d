"""Whom the button refuses, with which code, in which order; nothing has changed then."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.tests.doors import Browser
from orders.tests.pressing import (
    JSON,
    MULTIPART,
    URLENCODED,
    assert_refused,
    press,
    send_form,
    shut_item,
    strict_browser,
    url,
)
from orders.tests.unchanged import nothing_changes
from shop.tests.factories import SaleItemFactory, item_of, published_sale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def client(browser: Browser) -> Client:
    """Of either door."""
    return browser()


def test_who_is_signed_out_is_refused(client: Client) -> None:
    item = item_of(published_sale())
    with nothing_changes():
        answer = press(client, item)
    assert_refused(answer, 401, "signed_out")


@pytest.mark.parametrize(
    "cookie", ["a" * 32, "forged", "../../etc/passwd", "'; DROP TABLE users; --", "\u00e9" * 8]
)
def test_a_forged_session_is_no_session(client: Client, cookie: str) -> None:
    item = item_of(published_sale())
    client.cookies["sessionid"] = cookie
    with nothing_changes():
        answer = press(client, item)
    assert_refused(answer, 401, "signed_out")


def test_a_session_that_was_signed_out_is_no_session(signed_in: Client) -> None:
    item = item_of(published_sale())
    stolen = signed_in.cookies["sessionid"].value
    signed_in.post(reverse("accounts:logout"))
    signed_in.cookies["sessionid"] = stolen
    with nothing_changes():
        answer = press(signed_in, item)
    assert_refused(answer, 401, "signed_out")


def test_a_shut_account_holds_nothing(signed_in: Client, ada: User) -> None:
    item = item_of(published_sale())
    ada.is_active = False
    ada.save()
    with nothing_changes():
        answer = press(signed_in, item)
    assert_refused(answer, 401, "signed_out")


@pytest.mark.parametrize("token", [None, "", "x" * 64, "a" * 32, "short"])
def test_without_the_right_csrf_token_nothing_is_held(
    ada: User, token: str | None, browser: Browser
) -> None:
    client, item, _ = strict_browser(ada, browser=browser)
    headers = {} if token is None else {"X-CSRFToken": token}
    form = {} if token is None else {"csrfmiddlewaretoken": token}
    with nothing_changes():
        as_json = client.post(url(item), {"quantity": 1}, content_type=JSON, headers=headers)
        as_form = send_form(client, item, URLENCODED, **form)
        as_multipart = send_form(client, item, MULTIPART, **form)
    for answer in (as_json, as_form, as_multipart):
        assert_refused(answer, 403, "csrf")


def test_a_page_of_another_origin_presses_in_vain(ada: User, browser: Browser) -> None:
    client, item, token = strict_browser(ada, browser=browser)
    headers = {"X-CSRFToken": token, "Origin": "https://evil.example"}
    with nothing_changes():
        answer = client.post(url(item), {}, content_type=JSON, headers=headers)
    assert_refused(answer, 403, "csrf")


def test_nobody_gets_more_than_the_limit(signed_in: Client) -> None:
    item = item_of(published_sale(units=20, limit_per_buyer=5))
    with nothing_changes():
        answer = press(signed_in, item, quantity=6)
    assert_refused(answer, 409, "purchase_limit")
    assert "5 units" in answer.json()["error"]["message"]


def test_the_limit_counts_what_is_held(signed_in: Client) -> None:
    item = item_of(published_sale(units=20, limit_per_buyer=5))
    press(signed_in, item, quantity=5)
    with nothing_changes():
        answer = press(signed_in, item, quantity=6)
    assert_refused(answer, 409, "purchase_limit")


def test_nobody_gets_more_than_there_is(signed_in: Client) -> None:
    item = item_of(published_sale(units=3, limit_per_buyer=5))
    with nothing_changes():
        answer = press(signed_in, item, quantity=4)
    assert_refused(answer, 409, "out_of_stock")
    assert answer.json()["error"]["message"] == "Only 3 left. Choose fewer."


@pytest.mark.parametrize(
    "item", [str(uuid.UUID(int=7)), "7", "no-uuid", "None", "%00", "{" + "7" * 36 + "}"]
)
def test_an_unknown_item_is_not_there(signed_in: Client, item: str) -> None:
    published_sale()
    with nothing_changes():
        answer = signed_in.post(f"/rush/items/{item}/reserve/", {}, content_type=JSON)
    assert_refused(answer, 404, "no_such_item")


def test_an_item_of_a_draft_is_not_there(signed_in: Client) -> None:
    item = SaleItemFactory()
    answer = press(signed_in, item)
    assert_refused(answer, 404, "no_such_item")
    assert inventory.stocks([item.pk]) == {str(item.pk): None}


@pytest.mark.parametrize(
    ("why", "code"),
    [
        ("coming", "not_open"),
        ("ended", "ended"),
        ("out of time", "ended"),
        ("cancelled", "ended"),
        ("paused", "paused"),
    ],
)
def test_a_sale_that_is_not_open_sells_nothing(signed_in: Client, why: str, code: str) -> None:
    item = shut_item(why)
    with nothing_changes():
        answer = press(signed_in, item)
    assert_refused(answer, 409, code)


@pytest.mark.parametrize("client_can", ["get", "head", "put", "patch", "delete"])
def test_only_post_reserves(signed_in: Client, client_can: str) -> None:
    item = item_of(published_sale())
    with nothing_changes():
        answer = getattr(signed_in, client_can)(url(item), headers={"Accept": JSON})
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"


def test_each_refusal_comes_before_the_next(ada: User, browser: Browser) -> None:
    """Each request has every fault from its line of the table on; only the first is told."""
    client, sold_out, token = strict_browser(ada, browser=browser)
    for buyer in UserFactory.create_batch(4):
        inventory.reserve(sold_out.pk, buyer=buyer.pk, units=5)
    huge = f'{{"quantity": 0, "more": "{"x" * 2_000_000}"}}'
    zero, nine, one = '{"quantity": 0}', '{"quantity": 9}', '{"quantity": 1}'
    coming, ended, paused = shut_item("coming"), shut_item("ended"), shut_item("paused")
    table = [
        (browser(enforce_csrf_checks=True), "wrong", huge, "unknown", 401, "signed_out"),
        (client, "wrong", huge, "unknown", 403, "csrf"),
        (client, token, huge, "unknown", 413, "too_large"),
        (client, token, zero, "unknown", 400, "bad_quantity"),
        (client, token, zero, uuid.uuid4(), 400, "bad_quantity"),
        (client, token, zero, ended.pk, 400, "bad_quantity"),
        (client, token, nine, uuid.uuid4(), 404, "no_such_item"),
        (client, token, nine, coming.pk, 409, "not_open"),
        (client, token, nine, ended.pk, 409, "ended"),
        (client, token, nine, paused.pk, 409, "paused"),
        (client, token, nine, sold_out.pk, 409, "purchase_limit"),
        (client, token, one, sold_out.pk, 409, "out_of_stock"),
    ]
    with nothing_changes():
        for visitor, mark, body, item, status, code in table:
            address = reverse("orders:reserve", args=[item])
            headers = {"X-CSRFToken": mark}
            answer = visitor.post(address, body, content_type=JSON, headers=headers)
            assert_refused(answer, status, code)
