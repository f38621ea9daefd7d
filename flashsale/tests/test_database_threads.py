"""An event loop asks the database: in few threads, with few waiting, and never for long."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from pytest_django import Settings

from flashsale import database_threads
from flashsale.database_threads import DatabaseBusy, ask_database


@pytest.fixture(autouse=True)
def two_threads_and_three_waiting(settings: Settings) -> Iterator[None]:
    settings.RUSH_DATABASE_THREADS = 2
    settings.RUSH_DATABASE_QUEUE = 3
    settings.RUSH_DATABASE_SECONDS = 30.0
    database_threads._threads.cache_clear()
    yield
    database_threads._threads.cache_clear()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Shut until it is set, and open when the test is over."""
    event = threading.Event()
    yield event
    event.set()


async def test_the_answer_is_returned_and_the_error_raised() -> None:
    assert await ask_database(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        await ask_database(lambda: 1 // 0)


def connect() -> object:
    """The thread's own connection is open; returns it."""
    if connection.vendor == "mongodb":
        pytest.skip("threads share MongoDB's one client, which stays open")
    connection.ensure_connection()
    return connections[connection.alias]


@pytest.mark.django_db(transaction=True)
async def test_no_connection_is_left_open() -> None:
    assert (await ask_database(connect)).connection is None


@pytest.mark.django_db(transaction=True)
async def test_after_an_error_none_is_left_open_either() -> None:
    used: list[object] = []

    def fail() -> None:
        used.append(connect())
        raise LookupError

    with pytest.raises(LookupError):
        await ask_database(fail)

    assert [own.connection for own in used] == [None]


async def test_so_many_are_asked_at_a_time_so_many_wait_and_the_others_are_sent_away(
    gate: threading.Event,
) -> None:
    running: list[int] = []

    def question() -> str:
        running.append(1)
        gate.wait()
        return "answered"

    tasks = [asyncio.create_task(ask_database(question)) for _ in range(10)]
    sent_away = await asyncio.gather(*tasks[5:], return_exceptions=True)

    assert [type(error) for error in sent_away] == [DatabaseBusy] * 5
    assert len(running) <= 2
    gate.set()
    assert await asyncio.gather(*tasks[:5]) == ["answered"] * 5
    assert await ask_database(lambda: "free again") == "free again"


async def test_who_waits_too_long_is_sent_away_and_is_not_asked_later(
    settings: Settings, gate: threading.Event
) -> None:
    settings.RUSH_DATABASE_SECONDS = 0.05
    asked: list[int] = []
    tasks = [asyncio.create_task(ask_database(gate.wait)) for _ in range(2)]
    late = asyncio.create_task(ask_database(lambda: asked.append(1)))

    errors = await asyncio.gather(*tasks, late, return_exceptions=True)

    assert [type(error) for error in errors] == [DatabaseBusy] * 3
    gate.set()
    settings.RUSH_DATABASE_SECONDS = 30.0
    assert await ask_database(lambda: "free again") == "free again"
    assert asked == []
