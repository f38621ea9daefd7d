"""What must not be read anywhere: passwords, tokens, keys' secrets, signatures."""

import sys
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
from django.core.signals import got_request_exception
from django.http import HttpRequest
from django.test import Client
from django.views.debug import ExceptionReporter
from django.views.decorators.debug import sensitive_variables

from accounts import access_tokens, api_keys, refresh_tokens, request_signatures
from accounts.api.bodies import Credentials, NewAccount, TokenAsked, TokensBody
from accounts.api.keys import MadeKeyBody
from accounts.models import ApiKey, RefreshToken, User
from accounts.tests.factories import PASSWORD
from accounts.tests.programs import bearer, key_of, send, sign_in, signed
from flashsale.testing.log_lines import logged

pytestmark = pytest.mark.django_db(transaction=True)

ME = "/api/v1/auth/me"
EMAIL = "ada@example.com"


@pytest.fixture
def reports() -> Iterator[list[str]]:
    """What the mail to the admins would say of each error."""
    told: list[str] = []

    def report(request: HttpRequest, **_: Any) -> None:
        reporter = ExceptionReporter(request, *sys.exc_info(), is_email=True)
        told.append(reporter.get_traceback_text())

    got_request_exception.connect(report)
    yield told
    got_request_exception.disconnect(report)


@pytest.fixture
def break_at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """This function of this module fails, as nobody foresaw."""

    @sensitive_variables()  # else the report would tell what this function was given
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise RuntimeError("broken on purpose")

    return lambda module, name: monkeypatch.setattr(module, name, fail)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def kept(reports: list[str], *secrets: str) -> None:
    (report,) = reports
    assert "broken on purpose" in report
    for secret in secrets:
        assert secret not in report


def broken(client: Client, path: str, body: dict[str, Any], **headers: str) -> None:
    assert send(client, path, body, **headers).status_code == 500


@pytest.mark.parametrize("path", ["auth/login", "auth/register"])
def test_a_failure_while_signing_in_tells_no_password(
    client: Client, path: str, reports: list[str], break_at: Any
) -> None:
    break_at(refresh_tokens, "digest_of")
    typed = {"email": EMAIL, "password": PASSWORD}
    if path == "auth/register":
        typed["name"] = "Ada"
    else:
        User.objects.create_user(EMAIL, "Ada", PASSWORD)

    broken(client, path, typed)

    kept(reports, PASSWORD)


@pytest.mark.parametrize("place", [(refresh_tokens, "digest_of"), (RefreshToken.objects, "create")])
def test_a_failure_while_refreshing_tells_no_token(
    client: Client, shopper: User, reports: list[str], break_at: Any, place: tuple[Any, str]
) -> None:
    token = sign_in(client, EMAIL)["refresh_token"]
    break_at(*place)

    broken(client, "auth/refresh", {"refresh_token": token})

    kept(reports, token)


@pytest.mark.parametrize(
    "place",
    [
        (access_tokens, "constant_time_compare"),
        (access_tokens, "_key"),
    ],
)
def test_a_failure_while_a_token_is_checked_does_not_tell_it(
    client: Client, shopper: User, reports: list[str], break_at: Any, place: tuple[Any, str]
) -> None:
    headers = bearer(shopper)
    break_at(*place)

    assert client.get(ME, headers=headers).status_code == 500

    kept(reports, headers["Authorization"].split()[1])


def test_a_failure_while_a_key_is_made_tells_no_secret(
    client: Client,
    shopper: User,
    reports: list[str],
    break_at: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = key_of(shopper)
    headers = bearer(shopper)
    monkeypatch.setattr(api_keys, "new_salt", lambda: made.key.salt)  # so the secret is known
    break_at(ApiKey.objects, "create")

    broken(client, "keys", {"name": "Warehouse", "scopes": ["read"]}, **headers)

    kept(reports, made.secret)


@pytest.mark.parametrize(
    "place",
    [
        (request_signatures, "constant_time_compare"),
        (api_keys, "constant_time_compare"),
        (request_signatures, "note_use"),
        (request_signatures, "signature_of"),
    ],
)
def test_a_failure_while_a_signature_is_checked_tells_neither_it_nor_the_secret(
    client: Client, shopper: User, reports: list[str], break_at: Any, place: tuple[Any, str]
) -> None:
    made = key_of(shopper)
    headers = signed(made, ME)
    break_at(*place)

    assert client.get(ME, headers=dict(headers)).status_code == 500

    kept(reports, made.secret, headers["X-Signature"])


def test_nothing_secret_is_logged_whatever_the_level(client: Client) -> None:
    with logged(level="DEBUG") as lines:
        made = send(client, "auth/register", {"email": EMAIL, "name": "Ada", "password": PASSWORD})
        tokens = made.json()
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        send(client, "auth/login", {"email": EMAIL, "password": "a wrong password"})
        send(client, "auth/refresh", {"refresh_token": tokens["refresh_token"]})
        send(client, "auth/refresh", {"refresh_token": tokens["refresh_token"]})
        key = send(client, "keys", {"name": "Warehouse", "scopes": ["read"]}, **headers).json()
        new = api_keys.NewKey(ApiKey.objects.get(), key["secret"])
        signature = signed(new, ME)
        assert client.get(ME, headers=dict(signature)).status_code == 200
        assert client.get(ME, headers=dict(signature)).status_code == 401
        client.get(ME, headers={"Authorization": "Bearer a.forged.token"})

    text = lines.getvalue()
    assert text.count("flashsale.access") >= 8
    for secret in (
        PASSWORD, "a wrong password", tokens["access_token"], tokens["refresh_token"],
        key["secret"], signature["X-Signature"], "a.forged.token",
    ):  # fmt: skip
        assert secret not in text


def test_no_repr_tells_a_secret(shopper: User) -> None:
    made = key_of(shopper)
    fresh = refresh_tokens.start_family(shopper)
    bodies = [
        Credentials(email=EMAIL, password=PASSWORD),
        NewAccount(email=EMAIL, password=PASSWORD, name="Ada"),
        TokenAsked(refresh_token=fresh.token),
        TokensBody(
            access_token=PASSWORD, refresh_token=fresh.token, expires_in=1, refresh_expires_in=1
        ),
        MadeKeyBody(
            id=made.key.pk, name="W", scopes=["read"], created_at=made.key.created_at,
            last_used_at=None, secret=made.secret,
        ),
    ]  # fmt: skip

    told = f"{made!r} {fresh!r} {bodies!r} {made.key!r} {fresh.family!r}"

    for secret in (PASSWORD, fresh.token, made.secret):
        assert secret not in told
