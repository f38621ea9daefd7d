"""Which requests the lane takes; the others reach Django as they came."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from orders.rush import request as rush_request
from orders.rush.lane import RushLane
from orders.rush.protocol import Receive, Scope, Send
from orders.tests.doors import scope_of
from orders.tests.pressing import BROWSER_ACCEPTS, JSON, MULTIPART
from orders.tests.raw_presses import Press

# Its session can't be one, so the lane answers without asking anything.
SCOPE = scope_of(Press(session="none", item=str(UUID(int=7))).environ())
PATH = SCOPE["path"]


def scope(**changes: Any) -> dict[str, Any]:
    return {**SCOPE, **changes}


def with_header(name: bytes, value: str, **changes: Any) -> dict[str, Any]:
    return scope(headers=[*without(name), (name, value.encode("latin-1"))], **changes)


def without(*names: bytes) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in SCOPE["headers"] if name not in names]


async def short_body() -> dict[str, Any]:
    return {"type": "http.request", "body": b"quantity=1"}


async def is_taken(scope: Scope) -> bool:
    """Whether the lane answers it; if not, Django gets exactly what the server gave."""
    passed_on: list[tuple[object, ...]] = []
    told: list[Any] = []
    touched: list[str] = []

    async def receive() -> dict[str, Any]:
        touched.append("the body")
        return await short_body()

    async def send(message: Any) -> None:
        told.append(message)

    async def pages(*given: object) -> None:
        passed_on.append(given)

    before = {**scope, "headers": list(scope["headers"])}
    await RushLane(pages)(scope, receive, send)

    assert scope == before
    if passed_on:
        ((given_scope, given_receive, given_send),) = passed_on
        assert given_scope is scope
        assert (given_receive, given_send) == (receive, send)
        assert told == touched == []
    else:
        assert [message.get("status") for message in told] == [401, None]
    return not passed_on


TAKEN: dict[str, dict[str, Any]] = {
    "form that asks for JSON": scope(),
    "JSON that asks for nothing": scope(
        headers=[*without(b"accept", b"content-type"), (b"content-type", JSON.encode())]
    ),
    "JSON among others": with_header(b"accept", f"text/html, {JSON};q=0.9"),
    "no type": with_header(b"content-type", ""),
    "another item": scope(path="/rush/items/no-uuid/reserve/"),
    "odd item": scope(path="/rush/items/\x00 \u00e4\n/reserve/"),
    "allowed host": with_header(b"host", "localhost:8000"),
}


@pytest.mark.parametrize("taken", TAKEN.values(), ids=TAKEN.keys())
async def test_the_json_reserve_is_taken(taken: dict[str, Any]) -> None:
    assert await is_taken(taken)


LEFT: dict[str, dict[str, Any]] = {
    "plain form": with_header(b"accept", BROWSER_ACCEPTS),
    "nothing is asked for": with_header(b"accept", ""),
    "multipart": with_header(b"content-type", f"{MULTIPART}; boundary=x"),
    "multipart in capitals": with_header(b"content-type", "MultiPart/Form-Data; boundary=x"),
    "GET": scope(method="GET"),
    "HEAD": scope(method="HEAD"),
    "OPTIONS": scope(method="OPTIONS"),
    "PUT": scope(method="PUT"),
    "no slash at the end": scope(path=PATH.removesuffix("/")),
    "no item": scope(path="/rush/items//reserve/"),
    "only half of it": scope(path="/rush/items/reserve/"),
    "a slash in the item": scope(path="/rush/items/a/b/reserve/"),
    "more before it": scope(path="/x/rush/items/a/reserve/"),
    "more after it": scope(path=f"{PATH}x"),
    "line end after it": scope(path=f"{PATH}\n"),
    "the cart": scope(path="/cart/"),
    "query": scope(query_string=b"quantity=2"),
    "mounted elsewhere": scope(root_path="/shop"),
    "foreign host": with_header(b"host", "evil.example"),
    "no host that could be": with_header(b"host", "a b"),
}


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT.keys())
async def test_everything_else_is_djangos(left: dict[str, Any]) -> None:
    assert not await is_taken(left)


async def test_what_would_be_sent_to_tls_is_left_to_django(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert not await is_taken(scope())
    assert await is_taken(scope(scheme="https"))


async def test_a_proxy_is_believed_where_django_believes_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # It is one of the names from the start, where the settings say so from the start.
    monkeypatch.setattr(rush_request, "FRONT", (*rush_request.FRONT, "HTTP_X_FORWARDED_PROTO"))
    monkeypatch.setitem(rush_request.META_NAMES, b"x-forwarded-proto", "HTTP_X_FORWARDED_PROTO")

    assert await is_taken(with_header(b"x-forwarded-proto", "https"))
    assert not await is_taken(with_header(b"x-forwarded-proto", "http"))
    assert not await is_taken(with_header(b"x-forwarded-proto", "http", scheme="https"))
    assert not await is_taken(scope())


async def test_what_is_remembered_of_one_client_is_not_held_against_another() -> None:
    told: list[int] = []
    passed_on: list[Scope] = []

    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        passed_on.append(scope)

    async def send(message: Any) -> None:
        told.append(message.get("status"))

    lane = RushLane(pages)
    left, taken = with_header(b"host", "evil.example"), scope()
    for request in [left, taken] * 3:
        await lane(request, short_body, send)

    assert passed_on == [left] * 3
    assert told == [401, None] * 3


async def test_clients_that_never_say_the_same_twice_fill_nothing_up() -> None:
    lane = RushLane(asyncio.Event().wait)

    async def send(message: Any) -> None:
        pass

    for number in range(2_500):
        request = with_header(b"accept", f"{JSON}, x/{number}")
        await lane(request, short_body, send)

    assert len(lane._taking._found) <= 1_000
