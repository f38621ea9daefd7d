"""Scripts of other origins: only where settings name them, only the API, never with cookies."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

APP = "https://app.example"
ASKED = "/api/v1/nowhere"
SIGNING = {"x-api-key", "x-timestamp", "x-nonce", "x-signature", "idempotency-key", "authorization"}


@pytest.fixture(autouse=True)
def one_origin_may(settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [APP]


def preflight(client: Client, path: str = ASKED, origin: str = APP) -> Any:
    asking = {"Origin": origin, "Access-Control-Request-Method": "DELETE"}
    return client.options(path, headers=asking)


def names_in(header: str) -> set[str]:
    return set(header.split(", "))


def test_an_origin_that_is_named_may_send_tokens_signatures_and_idempotency_keys(
    client: Client,
) -> None:
    answer = preflight(client)

    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == APP
    assert answer["Access-Control-Max-Age"] == "3600"
    assert names_in(answer["Access-Control-Allow-Headers"]) >= SIGNING
    assert names_in(answer["Access-Control-Allow-Methods"]) >= {"GET", "POST", "PATCH", "DELETE"}
    assert "Access-Control-Allow-Credentials" not in answer


def test_it_may_read_limits_and_the_request_id(client: Client) -> None:
    answer = client.get(ASKED, headers={"Origin": APP})

    assert answer["Access-Control-Allow-Origin"] == APP
    assert names_in(answer["Access-Control-Expose-Headers"]) == {
        "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After", "X-Cache",
        "X-Request-ID",
    }  # fmt: skip
    assert "origin" in answer["Vary"]


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://app.example", "https://app.example.evil.example", "null"],
)
def test_any_other_origin_is_told_nothing(client: Client, origin: str) -> None:
    for answer in (preflight(client, origin=origin), client.get(ASKED, headers={"Origin": origin})):
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("path", ["/healthz", "/accounts/login/", "/static/css/account.css"])
def test_outside_the_api_nobody_may(client: Client, path: str) -> None:
    answer = client.options(path, headers={"Origin": APP, "Access-Control-Request-Method": "GET"})

    assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_where_none_is_named_nobody_may(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = []

    assert "Access-Control-Allow-Origin" not in preflight(client)
