"""The rush lane while the database or the Redis of the sessions is away."""

import json
from collections.abc import Iterator
from functools import partial

import pytest
from pytest_django import Settings

from accounts import session_redis
from accounts.tests.factories import UserFactory
from flashsale import database_threads
from flashsale.development.ports import free_port
from orders.tests.doors import serving_loop
from orders.tests.pressing import signed_in_client
from orders.tests.raw_presses import Door, Press, assert_both_refuse, through_django, through_lane
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lane() -> Iterator[Door]:
    database_threads._threads.cache_clear()  # a thread of before may still be connected
    with serving_loop() as loop:
        yield partial(through_lane, loop=loop)


@pytest.fixture
def press() -> Press:
    """Somebody's, for an item of 20 units."""
    session = signed_in_client(UserFactory()).cookies["sessionid"].value
    return Press(session=session, item=str(item_of(published_sale(units=20)).pk))


@pytest.fixture
def no_copies(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody answers where the Redis of the sessions should be."""
    settings.CACHE_REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    monkeypatch.setattr(session_redis._Contact, "rests_until", 0.0)
    session_redis._client.cache_clear()
    yield
    session_redis._client.cache_clear()


def test_without_the_database_and_a_copy_both_doors_say_when_to_come_back(
    lane: Door, press: Press, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("database_away")
    for door in (through_django, lane):
        answer = door(press)
        assert (answer.status_code, answer["Retry-After"]) == (503, "2")
        assert answer["Cache-Control"] == "no-store"
    assert json.loads(answer.content) == json.loads(through_django(press).content)


def test_without_the_database_who_has_a_copy_is_served_all_the_same(
    lane: Door, press: Press, request: pytest.FixtureRequest
) -> None:
    assert lane(press).status_code == 201
    request.getfixturevalue("database_away")
    assert through_django(press).status_code == 503
    assert lane(press).status_code == 200


def test_without_the_redis_of_the_sessions_the_database_is_asked(
    lane: Door, press: Press, no_copies: None
) -> None:
    assert lane(press).status_code == 201
    assert lane(press).status_code == 200
    assert_both_refuse((through_django, lane), press.but(session="a" * 32), 401, "signed_out")
