"""A crowd whose sessions have no copies comes at once: who has one does not notice."""

import asyncio
import json
import threading
from collections.abc import Iterator

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
def one_thread_and_nobody_waiting(settings: Settings) -> Iterator[None]:
    settings.RUSH_DATABASE_THREADS = 1
    settings.RUSH_DATABASE_QUEUE = 0
    database_threads._threads.cache_clear()
    yield
    database_threads._threads.cache_clear()


async def send(press: Press) -> HttpResponse:
    return await answer_to(scope_of(press.environ()), press.body)


async def test_who_has_a_copy_is_served_and_who_has_none_is_told_when_to_come_back(
    press: Press,
) -> None:
    assert (await send(press)).status_code == 201  # and now there is a copy
    stranger = await sync_to_async(signed_in_client)(await sync_to_async(UserFactory)())
    unknown = press.but(session=stranger.cookies["sessionid"].value)
    gate = threading.Event()
    crowd = asyncio.create_task(ask_database(gate.wait))
    await asyncio.sleep(0)

    try:
        held = [await send(press) for _ in range(20)]
        refused = await send(unknown)
    finally:
        gate.set()
        await crowd

    assert {answer.status_code for answer in held} == {200}
    assert (refused.status_code, refused["Retry-After"]) == (503, "2")
    assert json.loads(refused.content)["error"]["code"] == "unavailable"
    assert (await send(unknown)).status_code == 201


async def test_an_item_that_nobody_knows_waits_for_its_turn_too(press: Press) -> None:
    assert (await send(press)).status_code == 201
    made_up = press.but(item="c0ffee00-0000-4000-8000-000000000000")
    gate = threading.Event()
    crowd = asyncio.create_task(ask_database(gate.wait))
    await asyncio.sleep(0)

    try:
        refused = await send(made_up)
    finally:
        gate.set()
        await crowd

    assert refused.status_code == 503
    assert (await send(made_up)).status_code == 404


async def test_a_copy_spares_the_database(press: Press) -> None:
    assert (await send(press)).status_code == 201
    await sync_to_async(Session.objects.all().delete)()  # behind the back of the copies
    assert (await send(press)).status_code == 200
