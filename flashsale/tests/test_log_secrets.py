"""Nothing in the log, even at its most talkative, opens anything."""

import hashlib
import json
import re
import time
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.request_signatures import signature_of
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tokens import confirmation_token
from flashsale.testing.log_lines import logged, parsed

pytestmark = pytest.mark.django_db(transaction=True)

SEARCHED = "very-private-search"
TYPED_WRONG = "nearly the password"
API = "/api/v1"


@pytest.fixture
def shopper() -> User:
    return UserFactory(email="ada@example.com")


def posted(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    answer = client.post(path, json.dumps(body), content_type="application/json", headers=headers)
    return answer.json() if answer.content else None


def signed(key: dict[str, str], path: str) -> dict[str, str]:
    """The headers of a GET that is signed with this key."""
    text = "\n".join(["GET", path, now := str(int(time.time())), "nonce-0001", empty_body()])
    return {
        "X-Api-Key": key["id"],
        "X-Timestamp": now,
        "X-Nonce": "nonce-0001",
        "X-Signature": signature_of(text, secret=key["secret"]),
    }


def empty_body() -> str:
    return hashlib.sha256(b"").hexdigest()


def paths_in(lines: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(line["method"], line["path"], line["status"]) for line in lines]


def test_neither_passwords_nor_cookies_nor_queries_of_pages_are_logged(shopper: User) -> None:
    client = Client(enforce_csrf_checks=True)
    with logged() as log:
        client.get("/accounts/login/", {"next": f"/products/?q={SEARCHED}"})
        token = client.cookies["csrftoken"].value
        for password in (TYPED_WRONG, PASSWORD):
            typed = {"username": shopper.email, "password": password}
            client.post("/accounts/login/", {**typed, "csrfmiddlewaretoken": token})
        session = client.cookies["sessionid"].value
        client.post("/accounts/logout/", {"csrfmiddlewaretoken": "forged"})
        client.get("/accounts/profile/")

    told = parsed(log, logger="flashsale.access")
    assert paths_in(told) == [
        ("GET", "/accounts/login/", 200),
        ("POST", "/accounts/login/", 200),
        ("POST", "/accounts/login/", 302),
        ("POST", "/accounts/logout/", 403),
        ("GET", "/accounts/profile/", 200),
    ]
    assert (told[0]["user"], told[-1]["user"]) == (None, str(shopper.pk))
    for secret in (PASSWORD, TYPED_WRONG, session, token, SEARCHED, shopper.email, "forged"):
        assert secret not in log.getvalue()


def test_neither_tokens_nor_keys_nor_signatures_of_programs_are_logged(shopper: User) -> None:
    client = Client()
    with logged() as log:
        tokens = posted(client, f"{API}/auth/login", {"email": shopper.email, "password": PASSWORD})
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        key = posted(client, f"{API}/keys", {"name": "Till", "scopes": ["read"]}, **bearer)
        headers = signed(key, f"{API}/auth/me")
        once, again = (client.get(f"{API}/auth/me", headers=headers) for _ in range(2))
        newer = posted(client, f"{API}/auth/refresh", {"refresh_token": tokens["refresh_token"]})

    assert (once.status_code, again.status_code) == (200, 401)
    told = parsed(log, logger="flashsale.access")
    assert paths_in(told) == [
        ("POST", f"{API}/auth/login", 200),
        ("POST", f"{API}/keys", 201),
        ("GET", f"{API}/auth/me", 200),
        ("GET", f"{API}/auth/me", 401),
        ("POST", f"{API}/auth/refresh", 200),
    ]
    assert (told[1]["user"], told[2]["user"]) == (str(shopper.pk), str(shopper.pk))
    for secret in (
        PASSWORD, key["secret"], headers["X-Signature"], headers["X-Nonce"], shopper.email,
        *(given[name] for given in (tokens, newer) for name in ("access_token", "refresh_token")),
    ):  # fmt: skip
        assert secret not in log.getvalue()


def test_links_of_mails_are_not_logged(shopper: User, client: Client) -> None:
    confirmation = confirmation_token(shopper)
    with logged() as log:
        client.post("/accounts/password-reset/", {"email": shopper.email})
        found = re.search(r"/accounts/password-reset/\S+", mail.outbox[0].body)
        assert found is not None
        client.get(found[0])
        client.get(f"/accounts/confirm/{confirmation}/")
        client.get(f"/accounts/confirm/{confirmation}")  # answered by a redirect

    shown = [line["path"] for line in parsed(log, logger="flashsale.access")]
    assert shown[1].startswith("/accounts/password-reset/")
    assert shown[1].endswith("/***")
    assert shown[2:] == ["/accounts/confirm/***"] * 2
    for secret in (found[0].split("/")[-2], confirmation, shopper.email):
        assert secret not in log.getvalue()
