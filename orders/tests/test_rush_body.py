"""How the lane reads a body, and what it does about clients that are slow, gone, or too much."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
import redis
from asgiref.sync import sync_to_async
from pytest_django import Settings

from accounts import session_redis
from flashsale.asgi import application
from orders.rush.body import _read_to_the_end
from orders.tests.buying import units_by_place
from orders.tests.doors import answer_to, scope_of
from orders.tests.pressing import JSON
from orders.tests.raw_presses import Press
from shop.models import SaleItem

pytestmark = pytest.mark.django_db(transaction=True)

MEGABYTE = 1_000_000


async def units_of(press: Press) -> tuple[int, int, int, int]:
    item = await sync_to_async(SaleItem.objects.get)(pk=press.item)
    return await sync_to_async(units_by_place)(item)


class Client:
    """What the server says of a client: it sends these messages, then nothing more."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.to_come = list(messages)
        self.told: list[Mapping[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if not self.to_come:
            await asyncio.Event().wait()
        return self.to_come.pop(0)

    async def send(self, message: Mapping[str, Any]) -> None:
        self.told.append(message)


def part(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_body_in_parts_is_one_body(press: Press) -> None:
    answer = await answer_to(scope_of(press.environ()), b"quan", b"", b"tity=", b"2")
    assert (answer.status_code, json.loads(answer.content)["units"]) == (201, 2)


async def test_a_body_without_declared_length_is_one_too(press: Press) -> None:
    scope = scope_of(press.environ())
    scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"content-length"]

    assert (await answer_to(scope, b"quantity=2")).status_code == 201
    for body in (b"x" * 16_385, b"quantity=" + b"1" * 3 * MEGABYTE):
        assert (await answer_to(scope, body)).status_code == 413


@pytest.mark.parametrize(("session", "status"), [("{session}", 413), ("none", 401)])
async def test_a_body_that_is_not_wanted_is_read_to_its_end_all_the_same(
    press: Press, session: str, status: int
) -> None:
    """nginx listens to no answer before it has sent everything."""
    press = press.but(session=session.format(session=press.session))
    client = Client(*[part(b"x" * MEGABYTE) for _ in range(10)], part(b"", more=False))

    await application(scope_of(press.environ()), client.receive, client.send)

    assert client.told[0]["status"] == status
    assert client.to_come == []


async def test_of_a_body_that_is_not_wanted_little_is_kept() -> None:
    ten_megabytes = [part(b"x" * MEGABYTE) for _ in range(10)]
    for keep, kept in [(0, MEGABYTE), (2_500_000, 3 * MEGABYTE)]:
        client = Client(*ten_megabytes, part(b"", more=False))
        assert len(await _read_to_the_end(client.receive, keep=keep)) == kept


@pytest.mark.parametrize("sent", [[], [part(b"quan")], [part(b"quan"), part(b"tity")]])
async def test_who_stops_sending_is_told_so_after_a_while(
    press: Press, settings: Settings, sent: list[dict[str, Any]]
) -> None:
    settings.RUSH_BODY_SECONDS = 0.05
    client = Client(*sent)

    await application(scope_of(press.environ()), client.receive, client.send)

    start, body = client.told
    assert start["status"] == 408
    assert b'"code": "too_slow"' in body["body"]
    assert (await units_of(press))[1] == 0


async def test_slow_clients_hold_nobody_up(press: Press) -> None:
    scope = scope_of(press.environ())
    assert (await answer_to(scope, b"quantity=1")).status_code == 201
    slow = [Client(part(b"quan")) for _ in range(1_000)]
    waiting = [asyncio.create_task(application(scope, c.receive, c.send)) for c in slow]

    for _ in range(20):
        assert (await answer_to(scope, b"quantity=1")).status_code == 200

    assert all(client.to_come == [] for client in slow)
    assert not any(task.done() for task in waiting)
    for task in waiting:
        task.cancel()


async def test_who_is_gone_is_not_answered_and_holds_nothing(press: Press) -> None:
    for messages in ([], [part(b"quantity=1")]):
        client = Client(*messages, {"type": "http.disconnect"})
        await application(scope_of(press.environ()), client.receive, client.send)
        assert client.told == []
    assert await units_of(press) == (20, 0, 0, 0)


async def test_a_task_that_the_server_ends_is_over(press: Press) -> None:
    client = Client(part(b"quan"))
    task = asyncio.create_task(application(scope_of(press.environ()), client.receive, client.send))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert client.told == []


async def test_what_nobody_expected_is_logged_and_told(
    press: Press,
    caplog: pytest.LogCaptureFixture,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody wrote something else where the copy of the session should be."""
    # Redis may have been away in the test before: then no copy is looked at for a moment.
    monkeypatch.setattr(session_redis._Contact, "rests_until", 0.0)
    with redis.Redis.from_url(settings.CACHE_REDIS_URL) as client:
        client.set(f"session:{press.session}", b"no JSON")

    answer = await answer_to(scope_of(press.environ()), b"quantity=1")

    assert answer.status_code == 500
    assert answer["Content-Type"] == JSON
    assert json.loads(answer.content) == {
        "error": {"code": "error", "message": "Something went wrong. Please try again."}
    }
    (record,) = [record for record in caplog.records if record.name == "orders.rush.lane"]
    assert record.getMessage() == f"POST /rush/items/{press.item}/reserve/"
    assert "JSONDecodeError" in str(record.exc_text or record.exc_info)
