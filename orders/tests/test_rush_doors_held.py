"""What is right, however it is written, holds a unit through either door."""

import json

import pytest
from django.http import HttpResponse

from accounts.sessions import read_and_copy
from inventory import api as inventory
from orders.tests.doors import TOKEN
from orders.tests.pressing import JSON, URLENCODED
from orders.tests.raw_presses import PROMISED, Change, Doors, Press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


PROVEN: dict[str, Change] = {
    "as it is": lambda press: press,
    "no quantity": lambda press: press.but(body=b""),
    "form, escaped": lambda press: press.but(body=b"quantity=%31"),
    "form, twice": lambda press: press.but(body=b"quantity=x&quantity=1"),
    "form, UTF-8": lambda press: press.but(content_type=f'{URLENCODED}; charset="utf-8"'),
    "form with the token": lambda press: press.but(headers=(("Accept", JSON),)).but(
        body=b"csrfmiddlewaretoken=%b&quantity=1" % TOKEN.encode()
    ),
    "long form": lambda press: press.but(body=b"quantity=1&next=" + b"x" * 1_000),
    "JSON": lambda press: press.but(content_type=JSON, body=b'{"quantity": 1}'),
    "JSON, named only by its type": lambda press: press.but(
        content_type=f"{JSON}; charset=utf-8", body=b"{}", headers=(("X-CSRFToken", TOKEN),)
    ),
    "JSON in UTF-16": lambda press: press.but(
        content_type=JSON, body='{"quantity": 1}'.encode("utf-16")
    ),
    "JSON, unheard-of encoding": lambda press: press.but(
        content_type=f"{JSON}; charset=nonsense", body=b"{}"
    ),
    "another type": lambda press: press.but(content_type="text/plain"),
    "no type": lambda press: press.but(content_type=""),
    "several types": lambda press: press.but(
        headers=(("Accept", f"text/html;q=0.1, {JSON}"), ("X-CSRFToken", TOKEN))
    ),
    "item in capitals": lambda press: press.but(item=press.item.upper()),
    "item in braces": lambda press: press.but(item=f"{{{press.item}}}"),
    "quoted cookie": lambda press: press.but(cookie='sessionid="{session}"; csrftoken="{token}"'),
    "session named twice": lambda press: press.but(
        cookie="sessionid=x; sessionid={session}; csrftoken={token}"
    ),
    "other cookies": lambda press: press.but(
        cookie="x; a=\xe9; sessionid={session};csrftoken={token}; =y;;"
    ),
    "headers of other letters": lambda press: press.with_headers(
        ("User-Agent", "\xe9\xff"), ("Referer", "http://\xe9/")
    ),
    "own origin": lambda press: press.with_headers(("Origin", "http://testserver")),
    "another referrer": lambda press: press.with_headers(("Referer", "http://evil.example/")),
    "TLS, own origin": lambda press: press.but(scheme="https").with_headers(
        ("Origin", "https://testserver")
    ),
    "TLS, own referrer": lambda press: press.but(scheme="https").with_headers(
        ("Referer", "https://testserver/sales/drop/")
    ),
}


@pytest.mark.parametrize("change", PROVEN.values(), ids=PROVEN.keys())
def test_what_is_right_holds_a_unit_through_either_door(
    doors: Doors, press: Press, change: Change
) -> None:
    """Whoever comes second finds the hold of the first."""
    for first, second in (doors, reversed(doors)):
        held, again = first(change(press)), second(change(press))
        assert (held.status_code, again.status_code) == (201, 200), (held.content, again.content)
        assert _without_time(again) == _without_time(held)
        assert json.loads(held.content)["item"] == press.item
        assert [again.get(name) for name in PROMISED] == [held.get(name) for name in PROMISED]
        inventory.release(press.item, buyer=_buyer_of(press))


def _without_time(answer: HttpResponse) -> bytes:
    """The bytes of the answer before the seconds that are left."""
    told, found, _ = answer.content.partition(b'"seconds_left"')
    assert found
    return told


def _buyer_of(press: Press) -> str:
    return str(read_and_copy([press.session])[press.session].owner)
