"""Whoever asks too much is told how long to wait: people by a page, programs by JSON."""

import json

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.access_tokens import new_access_token
from accounts.errors import TooManyRequests
from accounts.limits.checking import require_room
from accounts.limits.middleware import LimitsMiddleware
from accounts.models import User
from accounts.sessions import SessionStore
from accounts.tests.browsing import key_of
from accounts.tests.limiting import counted, limit, pass_time
from flashsale import cache_redis
from flashsale.limit_settings import Rate

HOME = "127.0.0.1"
A_MOMENT = 30  # seconds that a slow machine may take between two requests


def rates(response: HttpResponse) -> tuple[str | None, str | None]:
    return response.get("RateLimit-Limit"), response.get("RateLimit-Remaining")


@pytest.mark.django_db
def test_an_answer_tells_what_is_left_and_a_refusal_how_long_to_wait(
    client: Client, settings: Settings
) -> None:
    limit(settings, PAGES_PER_ADDRESS=Rate(2, 600))

    answers = [client.get("/accounts/login/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [rates(answer) for answer in answers] == [("2", "1"), ("2", "0"), ("2", "0")]
    assert [600 - A_MOMENT < int(answer["RateLimit-Reset"]) <= 600 for answer in answers] == [
        True
    ] * 3
    assert [answer.has_header("Retry-After") for answer in answers] == [False, False, True]
    refused = answers[-1]
    assert refused["Retry-After"] == refused["RateLimit-Reset"]
    assert refused["Cache-Control"] == "no-store"
    assert refused["Content-Type"] == "text/html; charset=utf-8"
    assert "Wait 10 minutes, then go on" in refused.text

    pass_time(600)
    assert client.get("/accounts/login/").status_code == 200


def test_a_program_is_refused_in_json(client: Client, settings: Settings) -> None:
    limit(settings, PAGES_PER_ADDRESS=Rate(1, 600), API_PER_ADDRESS=Rate(1, 3600))
    words = "That was a lot at once. Please try again in"
    client.head("/nowhere/")
    client.head("/api/v1/nowhere")

    page = client.get("/cart/", headers={"Accept": "application/json"})
    assert (page.status_code, page.has_header("Retry-After")) == (429, True)
    assert json.loads(page.content) == {
        "error": {"code": "too_many_requests", "message": f"{words} 10 minutes."}
    }

    operation = client.get("/api/v1/products")
    assert (operation.status_code, operation.has_header("Retry-After")) == (429, True)
    assert json.loads(operation.content) == {
        "error": {"code": "too_many_requests", "message": f"{words} 60 minutes.", "fields": {}}
    }


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/static/x.css"])
def test_what_watches_the_shop_and_its_files_are_not_limited(settings: Settings, path: str) -> None:
    limit(settings, PAGES_PER_ADDRESS=Rate(1, 60))
    request = RequestFactory().get(path)
    passing = LimitsMiddleware(lambda _: HttpResponse())
    request.session = SessionStore()
    assert [passing(request).status_code for _ in range(3)] == [200] * 3
    assert counted() == {}


@pytest.mark.django_db
def test_an_account_is_counted_wherever_it_calls_from(
    signed_in: Client, settings: Settings, shopper: User
) -> None:
    limit(settings, PAGES_PER_ACCOUNT=Rate(2, 60))

    answers = [signed_in.get("/healthy/", REMOTE_ADDR=f"10.0.0.{n}") for n in range(3)]

    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert counted("pages:*") == {
        f"pages:{shopper.pk}:60": 2, "pages:10.0.0.0:60": 1, "pages:10.0.0.1:60": 1,
    }  # fmt: skip


@pytest.mark.django_db
def test_one_address_is_counted_whoever_calls_from_it(
    signed_in: Client, settings: Settings
) -> None:
    limit(settings, PAGES_PER_ADDRESS=Rate(2, 60))
    browsers = [signed_in, Client(), Client()]
    assert [one.get("/healthy/").status_code for one in browsers] == [404, 404, 429]


def test_a_forged_forwarded_for_gives_no_fresh_start(client: Client, settings: Settings) -> None:
    limit(settings, PAGES_PER_ADDRESS=Rate(1, 60))
    forged = [client.get("/x/", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}") for n in range(2)]
    assert [answer.status_code for answer in forged] == [404, 429]

    settings.TRUSTED_HOPS = 1
    told = [
        client.get("/x/", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}, 203.0.113.7") for n in range(2)
    ]
    assert [answer.status_code for answer in told] == [404, 429]
    assert counted() == {f"pages:{HOME}:60": 1, "pages:203.0.113.7:60": 1}


def test_a_session_that_is_none_is_nobodys(client: Client, settings: Settings, db: None) -> None:
    limit(settings, PAGES_PER_ACCOUNT=Rate(1, 60))
    client.cookies["sessionid"] = "a" * 32
    assert [client.get("/x/").status_code for _ in range(2)] == [404, 404]
    assert counted() == {f"pages:{HOME}:60": 2}


@pytest.mark.django_db
def test_counting_asks_the_database_nothing_that_the_page_would_not_ask(
    signed_in: Client, settings: Settings
) -> None:
    signed_in.get("/accounts/profile/")  # the session has a copy now
    with CaptureQueriesContext(connection) as unlimited:
        signed_in.get("/accounts/profile/")
    limit(settings)
    with CaptureQueriesContext(connection) as limited:
        response = signed_in.get("/accounts/profile/")
    assert response["RateLimit-Limit"] == "300"
    assert len(limited) == len(unlimited)


@pytest.mark.django_db
def test_an_answer_that_is_the_same_for_all_is_not_made_personal(
    signed_in: Client, settings: Settings, shopper: User
) -> None:
    """Django lets answers vary by cookie where the session was read."""
    limit(settings)
    request = RequestFactory().get("/")
    request.session = SessionStore(key_of(signed_in))
    response = LimitsMiddleware(lambda _: HttpResponse())(request)
    assert response["RateLimit-Remaining"] == "299"
    assert counted(f"pages:{shopper.pk}:*") == {f"pages:{shopper.pk}:60": 1}
    assert not request.session.accessed


@pytest.mark.django_db
def test_an_access_token_tells_at_the_api_and_nowhere_else_whose_request_it_is(
    client: Client, settings: Settings, shopper: User
) -> None:
    limit(settings, API_PER_ACCOUNT=Rate(2, 60))
    proof = {"Authorization": f"Bearer {new_access_token(shopper)}"}
    forged = {"Authorization": f"Bearer {new_access_token(shopper)[:-4]}AAAA"}

    told = [client.get("/api/v1/nowhere", headers=proof).status_code for _ in range(3)]
    client.get("/api/v1/nowhere", headers=forged)
    client.get("/nowhere/", headers=proof)

    assert told == [404, 404, 429]
    assert counted() == {
        f"api:{shopper.pk}:60": 2, f"api:{HOME}:60": 3, f"pages:{HOME}:60": 1,
    }  # fmt: skip


def test_an_account_that_is_known_only_later_is_counted_then(
    rf: RequestFactory, settings: Settings
) -> None:
    limit(settings, API_PER_ACCOUNT=Rate(2, 60), API_PER_ADDRESS=Rate(100, 60))

    def operation(request: WSGIRequest) -> HttpResponse:
        try:
            require_room(request, account="key-owner")
        except TooManyRequests as error:
            return HttpResponse(error.message, status=429)
        return HttpResponse()

    def call() -> HttpResponse:
        request = rf.get("/api/v1/products")
        request.session = SessionStore()
        return LimitsMiddleware(operation)(request)

    answers = [call() for _ in range(3)]
    assert [rates(answer) for answer in answers] == [("2", "1"), ("2", "0"), ("2", "0")]
    assert [answer.has_header("Retry-After") for answer in answers] == [False, False, True]


def test_while_redis_is_away_nobody_is_refused(
    client: Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    limit(settings, PAGES_PER_ADDRESS=Rate(1, 60))
    settings.CACHE_REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(cache_redis._Contact, "rests_until", 0.0)

    answers = [client.get("/x/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert [rates(answer) for answer in answers] == [(None, None)] * 3
    assert [line for line in caplog.messages if line.startswith("No cache while Redis is away")]


def test_limits_that_are_off_count_nothing(client: Client, settings: Settings) -> None:
    limit(settings, PAGES_PER_ADDRESS=Rate(1, 60))
    settings.RATE_LIMITS = False
    answers = [client.get("/x/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert counted() == {}
