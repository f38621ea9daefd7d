"""What the button does with a request that is too large, broken, or names no number of units."""

import pytest
from django.test import Client

from accounts.models import User
from orders.tests.doors import Browser
from orders.tests.pressing import (
    JSON,
    MULTIPART,
    URLENCODED,
    assert_refused,
    send_form,
    strict_browser,
    url,
)
from orders.tests.unchanged import nothing_changes
from shop.tests.factories import item_of, published_sale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def client(browser: Browser) -> Client:
    """Of either door."""
    return browser()


@pytest.mark.parametrize("megabytes", [2, 3])
def test_a_huge_body_is_refused(signed_in: Client, megabytes: int) -> None:
    item = item_of(published_sale())
    huge = "1" * megabytes * 1_000_000
    with nothing_changes():
        as_json = signed_in.post(url(item), f'{{"quantity": {huge}}}', content_type=JSON)
        as_form = send_form(signed_in, item, URLENCODED, quantity=huge)
        as_multipart = send_form(signed_in, item, MULTIPART, quantity=huge)
        nested = signed_in.post(url(item), "[" * megabytes * 1_000_000, content_type=JSON)
    for answer in (as_json, as_form, as_multipart, nested):
        assert_refused(answer, 413, "too_large")


def test_a_form_of_thousands_of_fields_is_refused(ada: User, browser: Browser) -> None:
    client, item, token = strict_browser(ada, browser=browser)
    with nothing_changes():
        answer = client.post(
            url(item),
            "a&" * 5_000,
            content_type=URLENCODED,
            headers={"X-CSRFToken": token, "Accept": JSON},
        )
    assert_refused(answer, 413, "too_large")


NOT_A_NUMBER_OF_UNITS = [
    "0", "-1", "1.5", "1.0", "1e0", '"abc"', '""', '"2"', "1000000000", "1001", "true", "false",
    "null", "[1]", "{}", "NaN", "Infinity", "1" * 5_000, "[" * 8_000,
]  # fmt: skip


@pytest.mark.parametrize("quantity", NOT_A_NUMBER_OF_UNITS, ids=lambda text: text[:12])
def test_a_quantity_must_be_a_whole_number_from_1_to_1000(signed_in: Client, quantity: str) -> None:
    item = item_of(published_sale())
    with nothing_changes():
        answer = signed_in.post(url(item), f'{{"quantity": {quantity}}}', content_type=JSON)
    assert_refused(answer, 400, "bad_quantity")
    assert answer.json()["error"]["message"] == "Choose a whole number of units, from 1 to 1,000."


@pytest.mark.parametrize(
    "body", [b"{", b"quantity=1", b"[1]", b"2", b'"2"', b"null", b"\xff\xfe\x00"]
)
def test_what_is_not_a_json_object_is_refused(signed_in: Client, body: bytes) -> None:
    item = item_of(published_sale())
    with nothing_changes():
        answer = signed_in.post(url(item), body, content_type=JSON)
    assert_refused(answer, 400, "bad_quantity")


@pytest.mark.parametrize(
    "quantity",
    [
        "0",
        "-1",
        "+1",
        "1.5",
        "abc",
        "",
        " ",
        "1000000000",
        "1001",
        "1e2",
        "0x1",
        "²",
        "\uff11",
        "1\x00",
    ],
)
def test_a_quantity_of_a_form_must_be_digits(signed_in: Client, quantity: str) -> None:
    item = item_of(published_sale())
    with nothing_changes():
        forms = [
            send_form(signed_in, item, content_type, quantity=quantity)
            for content_type in (URLENCODED, MULTIPART)
        ]
    for answer in forms:
        assert_refused(answer, 400, "bad_quantity")


def test_a_form_that_can_not_be_read_is_refused(ada: User, browser: Browser) -> None:
    client, item, token = strict_browser(ada, browser=browser)
    headers = {"X-CSRFToken": token, "Accept": JSON}
    with nothing_changes():
        answers = [
            client.post(url(item), b"quantity=1", content_type=content_type, headers=headers)
            for content_type in (
                "multipart/form-data",
                "multipart/form-data; boundary=\x00",
                "application/x-www-form-urlencoded; charset=utf-16",
            )
        ]
    for answer in answers:
        assert_refused(answer, 400, "bad_quantity")
