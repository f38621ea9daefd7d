"""The button, `POST /rush/items/<item>/reserve/`: who gets a unit, to the letter."""

import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from orders.tests.buying import units_by_place
from orders.tests.doors import Browser
from orders.tests.pressing import (
    JSON,
    MULTIPART,
    URLENCODED,
    press,
    send_form,
    signed_in_client,
    strict_browser,
    url,
)
from orders.tests.threads import at_once
from orders.tests.unchanged import nothing_changes
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(browser: Browser) -> Client:
    """Of either door."""
    return browser()


# What is held


def test_the_address() -> None:
    item_id = uuid.uuid4()
    assert reverse("orders:reserve", args=[item_id]) == f"/rush/items/{item_id}/reserve/"


def test_a_press_holds_the_units_and_says_until_when(signed_in: Client, ada: User) -> None:
    item = item_of(published_sale(units=20, hold_seconds=600))

    answer = press(signed_in, item, quantity=2)

    (hold,) = inventory.holds_of(ada.pk).holds
    assert answer.status_code == 201
    assert answer["Content-Type"] == JSON
    assert answer["Cache-Control"] == "no-store"
    assert answer.json() == {
        "item": str(item.pk),
        "units": 2,
        "expires_at": clock.iso(clock.from_ms(hold.expires_at)),
        "seconds_left": 600,
        "cart_url": "/cart/",
    }
    assert (hold.pool_id, hold.units) == (str(item.pk), 2)
    assert units_by_place(item) == (18, 2, 0, 0)


@pytest.mark.parametrize("body", ["", "{}", '{"other": 3}'])
def test_who_names_no_quantity_gets_one(signed_in: Client, body: str) -> None:
    item = item_of(published_sale(units=20))
    answer = signed_in.post(url(item), body, content_type=JSON, headers={"Accept": JSON})
    assert (answer.status_code, answer.json()["units"]) == (201, 1)
    assert units_by_place(item) == (19, 1, 0, 0)


def test_a_double_click_and_a_retry_after_a_lost_answer_find_the_same_hold(
    signed_in: Client,
) -> None:
    item = item_of(published_sale(units=20))
    first = press(signed_in, item, quantity=2)

    with nothing_changes():
        again = [press(signed_in, item, quantity=2) for _ in range(3)]

    assert [answer.status_code for answer in again] == [200, 200, 200]
    for answer in again:
        assert answer.json()["units"] == 2
        assert answer.json()["expires_at"] == first.json()["expires_at"]
    assert units_by_place(item) == (18, 2, 0, 0)


def test_asking_for_more_raises_the_hold_and_does_not_restart_its_clock(signed_in: Client) -> None:
    item = item_of(published_sale(units=20))
    first = press(signed_in, item, quantity=2)

    raised = press(signed_in, item, quantity=3)

    assert (raised.status_code, raised.json()["units"]) == (201, 3)
    assert raised.json()["expires_at"] == first.json()["expires_at"]
    assert units_by_place(item) == (17, 3, 0, 0)


def test_asking_for_fewer_leaves_the_hold_as_it_is(signed_in: Client) -> None:
    item = item_of(published_sale(units=20))
    press(signed_in, item, quantity=3)

    with nothing_changes():
        answer = press(signed_in, item, quantity=1)

    assert (answer.status_code, answer.json()["units"]) == (200, 3)


@pytest.mark.parametrize("content_type", [URLENCODED, MULTIPART])
def test_a_form_that_asks_for_json_gets_json(signed_in: Client, content_type: str) -> None:
    item = item_of(published_sale(units=20))

    answer = send_form(signed_in, item, content_type, quantity=2)

    assert (answer.status_code, answer.json()["units"]) == (201, 2)


@pytest.mark.parametrize("content_type", [JSON, URLENCODED, MULTIPART])
def test_the_csrf_token_of_a_page_opens_the_door(
    ada: User, content_type: str, browser: Browser
) -> None:
    client, item, token = strict_browser(ada, browser=browser)
    headers = {"X-CSRFToken": token}

    if content_type == JSON:
        answer = client.post(url(item), {"quantity": 2}, content_type=JSON, headers=headers)
    else:
        answer = send_form(client, item, content_type, quantity=2, csrfmiddlewaretoken=token)

    assert (answer.status_code, answer.json()["units"]) == (201, 2)


# Who presses at the same moment


def test_ten_identical_requests_at_once_end_in_one_hold(ada: User, browser: Browser) -> None:
    item = item_of(published_sale(units=20))
    clients = [signed_in_client(ada, browser=browser) for _ in range(10)]

    answers = at_once(clients, lambda client: press(client, item, quantity=2))

    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert {answer.json()["units"] for answer in answers} == {2}
    assert len({answer.json()["expires_at"] for answer in answers}) == 1
    assert len(inventory.holds_of(ada.pk).holds) == 1
    assert units_by_place(item) == (18, 2, 0, 0)


def test_thirty_buyers_at_once_get_exactly_the_twelve_units_that_exist(browser: Browser) -> None:
    item = item_of(published_sale(units=12))
    clients = [signed_in_client(buyer, browser=browser) for buyer in UserFactory.create_batch(30)]

    answers = at_once(clients, lambda client: press(client, item))

    codes = Counter(
        (answer.status_code, answer.json().get("error", {}).get("code")) for answer in answers
    )
    assert codes == {(201, None): 12, (409, "out_of_stock"): 18}
    assert units_by_place(item) == (0, 12, 0, 0)


def test_a_unit_whose_hold_ran_out_is_anothers_before_any_sweep(
    signed_in: Client, ada: User, run_out: Callable[[SaleItem, User], None]
) -> None:
    item = item_of(published_sale(units=1))
    bob = UserFactory()
    inventory.reserve(item.pk, buyer=bob.pk, units=1)
    assert press(signed_in, item).status_code == 409
    run_out(item, bob)

    assert press(signed_in, item).status_code == 201

    assert units_by_place(item) == (0, 1, 0, 0)
    assert inventory.holds_of(bob.pk).holds == ()
