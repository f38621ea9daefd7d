"""Sessions through pages: who is signed in, for how long, and at what cost."""

from datetime import timedelta

import pytest
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts import services, session_copies
from accounts.models import User
from accounts.sessions import SessionStore
from accounts.tasks import clear_sessions
from accounts.tests.browsing import is_signed_in, key_of, with_cookie
from flashsale import clock, transactions

pytestmark = pytest.mark.django_db(transaction=True)

ME = "/api/v1/auth/me"  # which asks for nothing but who is signed in


def test_a_page_with_a_copy_asks_the_database_for_the_user_only(
    warm: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        warm.get(ME)


def test_a_page_without_a_copy_asks_for_the_session_and_checks_the_user(
    signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        signed_in.get(ME)


def test_a_session_signed_out_is_gone_with_its_copy(warm: Client) -> None:
    session_key = key_of(warm)

    warm.post(reverse("accounts:logout"))

    assert not Session.objects.filter(session_key=session_key).exists()
    assert session_copies.read(session_key) is None
    assert not is_signed_in(with_cookie(session_key))


def test_a_deactivated_shopper_is_out_at_once(warm: Client, shopper: User) -> None:
    services.deactivate(shopper)

    assert session_copies.read(key_of(warm)) is None
    assert not is_signed_in(warm)
    assert session_copies.read(key_of(warm)) is None


def test_a_shopper_deactivated_behind_the_models_back_is_out_of_every_page(
    warm: Client, shopper: User
) -> None:
    User.objects.filter(pk=shopper.pk).update(is_active=False)

    assert not is_signed_in(warm)


def test_a_deleted_shopper_is_out_at_once(warm: Client, shopper: User) -> None:
    shopper.delete()

    assert session_copies.read(key_of(warm)) is None
    assert not is_signed_in(warm)


def test_a_changed_password_ends_every_session_at_once(warm: Client, shopper: User) -> None:
    services.change_password(shopper, password="another battery, another staple")

    assert session_copies.read(key_of(warm)) is None
    assert not is_signed_in(warm)


def test_a_change_that_is_rolled_back_forgets_nothing(warm: Client, shopper: User) -> None:
    def change_and_fail() -> None:
        services.rename(shopper, name="Augusta", shares_name=False)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        transactions.run(change_and_fail)

    assert session_copies.read(key_of(warm)) is not None


def test_a_change_forgets_when_it_is_committed(warm: Client, shopper: User) -> None:
    def change() -> bool:
        services.rename(shopper, name="Augusta", shares_name=False)
        return session_copies.read(key_of(warm)) is not None

    was_there_before_the_commit = transactions.run(change)

    assert was_there_before_the_commit
    assert session_copies.read(key_of(warm)) is None


def test_a_session_deleted_in_a_transaction_is_forgotten_when_it_is_committed(
    warm: Client,
) -> None:
    def delete() -> bool:
        SessionStore(key_of(warm)).delete()
        return session_copies.read(key_of(warm)) is not None

    was_there_before_the_commit = transactions.run(delete)

    assert was_there_before_the_commit
    assert session_copies.read(key_of(warm)) is None


@pytest.mark.parametrize("forged", ["a" * 32, "x", "", "..", "A" * 32, "a" * 3000, "ä" * 32, "a;b"])
def test_a_forged_session_is_nobody(db: None, forged: str) -> None:
    assert not is_signed_in(with_cookie(forged))


def test_a_key_that_the_shop_cannot_have_made_is_not_looked_up(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert not is_signed_in(with_cookie("a" * 33))


def test_what_is_stored_in_a_session_is_read_at_once(warm: Client) -> None:
    session = SessionStore(key_of(warm))
    session["seen"] = "drop-7"
    session.save()

    assert SessionStore(key_of(warm))["seen"] == "drop-7"


async def test_asynchronous_code_sees_and_forgets_the_same_copies(db: None) -> None:
    session = SessionStore()
    await session.aset("seen", "drop-7")
    await session.asave()

    assert await SessionStore(session.session_key).aget("seen") == "drop-7"

    await session.adelete()
    assert await SessionStore(session.session_key).aload() == {}


def test_an_expired_session_does_not_live_on_in_its_copy(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = SessionStore(key_of(signed_in))
    session.set_expiry(30)
    session.save()
    assert is_signed_in(signed_in)
    assert session_copies.read(key_of(signed_in)) is not None

    in_31_seconds = clock.now() + timedelta(seconds=31)
    monkeypatch.setattr(clock, "now", lambda: in_31_seconds)
    monkeypatch.setattr(timezone, "now", lambda: in_31_seconds)

    assert not is_signed_in(signed_in)


def test_an_anonymous_session_is_not_copied(db: None) -> None:
    session = SessionStore()
    session["seen"] = "drop-7"
    session.save()

    assert SessionStore(session.session_key)["seen"] == "drop-7"
    assert session_copies.read(str(session.session_key)) is None


def test_inside_a_transaction_nothing_is_copied(signed_in: Client) -> None:
    data = transactions.run(SessionStore(key_of(signed_in)).load)

    assert HASH_SESSION_KEY in data
    assert session_copies.read(key_of(signed_in)) is None


def test_sessions_outlive_a_rotated_secret_key(warm: Client, settings: Settings) -> None:
    first_key = key_of(warm)
    session_copies.forget(first_key)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the key of next month"
    assert HASH_SESSION_KEY in SessionStore(first_key).load()
    assert session_copies.read(first_key) is not None

    assert is_signed_in(warm)
    assert key_of(warm) != first_key
    assert session_copies.read(first_key) is None

    settings.SECRET_KEY_FALLBACKS = []
    assert is_signed_in(warm)


def test_a_session_opened_with_a_secret_key_that_is_no_longer_valid_is_over(
    signed_in: Client, settings: Settings
) -> None:
    settings.SECRET_KEY = "the key after a leak"

    assert not is_signed_in(signed_in)
    assert session_copies.read(key_of(signed_in)) is None


def test_only_expired_sessions_are_cleared(signed_in: Client) -> None:
    expired = SessionStore()
    expired.set_expiry(-1)
    expired.save()

    clear_sessions()

    assert [session.session_key for session in Session.objects.all()] == [key_of(signed_in)]
