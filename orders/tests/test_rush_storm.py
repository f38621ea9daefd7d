"""A crowd whose sessions have no copies comes at once: who has one does not notice."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from pytest_django import Settings

from accounts.tests.factories import UserFactory
from flashsale import database_threads
from flashsale.database_threads import ask_database
from orders.tests.doors import answer_to, scope_of
from orders.tests.pressing import signed_in_client
from orders.tests.raw_presses import Press

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def little_room(settings: Settings) -> Iterator[None]:
    """One thread asks the database; one question may wait for it, and one more session."""
    settings.RUSH_DATABASE_THREADS = 1
    settings.RUSH_DATABASE_QUEUE = 1
    settings.RUSH_SESSIONS_QUEUE = 1
    database_threads._threads.cache_clear()
    yield
    database_threads._threads.cache_clear()


@pytest.fixture
def strangers(press: Press) -> list[Press]:
    """The same press of three others."""
    clients = [signed_in_client(user) for user in UserFactory.create_batch(3)]
    return [press.but(session=client.cookies["sessionid"].value) for client in clients]


async def send(press: Press) -> HttpResponse:
    return await answer_to(scope_of(press.environ()), press.body)


async def started(press: Press) -> asyncio.Task[HttpResponse]:
    """The press has come as far as it can without the database."""
    task = asyncio.create_task(send(press))
    await asyncio.sleep(0.05)
    return task


@asynccontextmanager
async def database_busy() -> AsyncIterator[None]:
    """Inside, the thread is not done with what it was asked."""
    gate = threading.Event()
    question = asyncio.create_task(ask_database(gate.wait))
    await asyncio.sleep(0)
    try:
        yield
    finally:
        gate.set()
        await question


def assert_told_to_come_back(answer: HttpResponse) -> None:
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert json.loads(answer.content)["error"]["code"] == "unavailable"


async def test_who_has_a_copy_is_served_who_has_none_waits_and_more_are_told_to_come_back(
    press: Press, strangers: list[Press]
) -> None:
    assert (await send(press)).status_code == 201  # and now there is a copy

    async with database_busy():
        waiting = [await started(stranger) for stranger in strangers[:2]]
        held = [await send(press) for _ in range(20)]
        refused = await send(strangers[2])
        assert not any(task.done() for task in waiting)

    assert {answer.status_code for answer in held} == {200}
    assert_told_to_come_back(refused)
    assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [201, 201]
    assert (await send(strangers[2])).status_code == 201


async def test_made_up_items_wait_too_and_keep_no_session_out(
    press: Press, strangers: list[Press]
) -> None:
    assert (await send(press)).status_code == 201
    made_up = press.but(item="c0ffee00-0000-4000-8000-000000000000")

    async with database_busy():
        waiting = [asyncio.create_task(send(made_up)) for _ in range(2)]
        refused, *_ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        stranger = await started(strangers[0])
        assert not stranger.done()

    assert_told_to_come_back(refused.pop().result())
    assert sorted(answer.status_code for answer in await asyncio.gather(*waiting)) == [404, 503]
    assert (await stranger).status_code == 201


async def test_a_copy_spares_the_database(press: Press) -> None:
    assert (await send(press)).status_code == 201
    await sync_to_async(Session.objects.all().delete)()  # behind the back of the copies
    assert (await send(press)).status_code == 200
