"""What is asked for, however it is written: the same through both doors."""

import uuid

import pytest

from orders.tests.doors import TOKEN
from orders.tests.pressing import JSON, URLENCODED
from orders.tests.raw_presses import Change, Doors, Press, assert_both_refuse

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

MEGABYTE = 1_000_000


TOO_LARGE: dict[str, Change] = {
    "form": lambda press: press.but(body=b"quantity=" + b"1" * 2 * MEGABYTE),
    "form with the token": lambda press: press.with_token("").but(
        body=b"csrfmiddlewaretoken=%b&more=%b" % (TOKEN.encode(), b"x" * 2 * MEGABYTE)
    ),
    "form that is not read": lambda press: press.but(body=b"quantity=" + b"1" * 3 * MEGABYTE),
    "form that is not read, without token": lambda press: press.with_token("").but(
        body=b"quantity=" + b"1" * 3 * MEGABYTE
    ),
    "fields": lambda press: press.but(body=b"a&" * 5_000),
    "JSON": lambda press: press.but(content_type=JSON, body=b"[" * 2 * MEGABYTE),
    "JSON that is not read": lambda press: press.but(content_type=JSON, body=b"[" * 3 * MEGABYTE),
    "one byte more": lambda press: press.but(body=b"x" * 16_385),
    "no type": lambda press: press.but(content_type="", body=b"x" * 16_385),
}


@pytest.mark.parametrize("change", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_what_is_too_large_is_refused(doors: Doors, press: Press, change: Change) -> None:
    assert_both_refuse(doors, change(press), 413, "too_large")


NO_QUANTITY: dict[str, Change] = {
    "zero": lambda press: press.but(body=b"quantity=0"),
    "1001": lambda press: press.but(body=b"quantity=1001"),
    "word": lambda press: press.but(body=b"quantity=abc"),
    "bytes": lambda press: press.but(body=b"quantity=\xff\xfe"),
    "escaped bytes": lambda press: press.but(body=b"quantity=%FF"),
    "other digits": lambda press: press.but(body="quantity=\uff11".encode()),
    "another encoding": lambda press: press.but(content_type=f"{URLENCODED}; charset=utf-16"),
    "as much as may be": lambda press: press.but(body=b"quantity=" + b"1" * (16_384 - 9)),
    "JSON zero": lambda press: press.but(content_type=JSON, body=b'{"quantity": 0}'),
    "JSON text": lambda press: press.but(content_type=JSON, body=b'{"quantity": "1"}'),
    "JSON float": lambda press: press.but(content_type=JSON, body=b'{"quantity": 1.0}'),
    "JSON list": lambda press: press.but(content_type=JSON, body=b"[1]"),
    "JSON bytes": lambda press: press.but(content_type=JSON, body=b'{"quantity": "\xff"}'),
    "JSON broken": lambda press: press.but(content_type=JSON, body=b"{"),
    "JSON deep": lambda press: press.but(content_type=JSON, body=b"[" * 16_000),
}


@pytest.mark.parametrize("change", NO_QUANTITY.values(), ids=NO_QUANTITY.keys())
def test_what_is_no_number_of_units_is_refused(doors: Doors, press: Press, change: Change) -> None:
    assert_both_refuse(doors, change(press), 400, "bad_quantity")


UNKNOWN = [
    str(uuid.UUID(int=7)), "7", "None", "\x00", "{" + "7" * 36 + "}", "..", " ", "\xc3\xa4",
    "x" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("item", UNKNOWN, ids=lambda item: repr(item)[:12])
def test_an_unknown_item_is_not_there(doors: Doors, press: Press, item: str) -> None:
    assert_both_refuse(doors, press.but(item=item), 404, "no_such_item")
