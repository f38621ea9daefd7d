"""Register, sign in and see oneself, through the API."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts import services
from accounts.models import RefreshToken, TokenFamily, User
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.programs import bearer, code_of, send, sign_in
from flashsale import clock

pytestmark = pytest.mark.django_db(transaction=True)

ADA = {"email": "ada@example.com", "name": "Ada Lovelace", "password": PASSWORD}
TOKENS = {"access_token", "token_type", "expires_in", "refresh_token", "refresh_expires_in"}


def fields_of(answer: Any) -> dict[str, list[str]]:
    assert code_of(answer) == (422, "invalid")
    fields: dict[str, list[str]] = answer.json()["error"]["fields"]
    return fields


@pytest.mark.parametrize("path", ["auth/register", "auth/signup"])
def test_registering_makes_a_shopper_who_is_signed_in(client: Client, path: str) -> None:
    answer = send(client, path, {**ADA, "email": " Ada@EXAMPLE.com "})

    assert answer.status_code == 201
    body = answer.json()
    shopper = User.objects.get()
    assert body["user"] == {
        "id": str(shopper.pk),
        "email": "ada@example.com",
        "name": "Ada Lovelace",
        "shares_name": False,
        "is_confirmed": False,
        "is_staff": False,
        "joined_at": clock.iso(shopper.joined_at),
    }
    assert set(body) == TOKENS | {"user"}
    assert shopper.check_password(PASSWORD)
    assert (shopper.is_active, shopper.is_staff, shopper.is_superuser) == (True, False, False)
    assert shopper.last_login is not None
    token = {"Authorization": f"Bearer {body['access_token']}"}
    assert client.get("/api/v1/auth/me", headers=token).json() == body["user"]
    assert [sent.subject for sent in mail.outbox] == ["Confirm your email for Flashsale"]


def test_an_email_has_one_account(client: Client) -> None:
    UserFactory(email="ada@example.com", name="First")

    answer = send(client, "auth/register", {**ADA, "email": "ADA@example.com"})

    assert code_of(answer) == (409, "email_taken")
    assert [user.name for user in User.objects.all()] == ["First"]
    assert TokenFamily.objects.count() == 0
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"email": "ada"}, {"email": ["Enter a valid email address."]}),
        ({"name": " \n "}, {"name": ["This field is required."]}),
        (
            {"password": "kz7"},
            {"password": ["This password is too short. It must contain at least 8 characters."]},
        ),
        (
            {"password": "ada@example.com"},
            {"password": ["The password is too similar to the email."]},
        ),
        ({"email": ""}, {"email": ["This field is required."]}),
    ],
)
def test_the_rules_of_the_register_page_hold(
    client: Client, changes: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    assert fields_of(send(client, "auth/register", ADA | changes)) == wrong
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"is_staff": True}, "is_staff"),
        ({"name": "A" * 81}, "name"),
        ({"email": f"{'a' * 250}@example.com"}, "email"),
        ({"password": "p" * 4_097}, "password"),
        ({"password": None}, "password"),
        ({"name": "Ada\x00"}, "name"),
        ({"password": "correct \ud800 horse"}, "password"),
    ],
)
def test_what_no_form_could_send_is_refused_by_its_name(
    client: Client, changes: dict[str, Any], named: str
) -> None:
    (field,) = fields_of(send(client, "auth/register", ADA | changes))

    assert field == named
    assert User.objects.count() == 0


def test_signing_in_gives_tokens(client: Client, shopper: User) -> None:
    tokens = sign_in(client, " Ada@Example.COM ")

    assert set(tokens) == TOKENS
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 900)
    assert tokens["refresh_expires_in"] in (30 * 86_400, 30 * 86_400 - 1)
    shopper.refresh_from_db()
    assert shopper.last_login is not None
    assert "sessionid" not in client.cookies


def test_what_is_secret_is_kept_by_no_cache(client: Client, shopper: User) -> None:
    login = send(client, "auth/login", {"email": shopper.email, "password": PASSWORD})
    key = send(client, "keys", {"name": "W", "scopes": ["read"]}, **bearer(shopper))

    assert [answer["Cache-Control"] for answer in (login, key)] == ["no-store", "no-store"]


def test_unknown_email_wrong_password_and_shut_account_get_the_same_answer(
    client: Client, shopper: User
) -> None:
    services.deactivate(UserFactory(email="shut@example.com"))
    UserFactory(email="mute@example.com", password=None)
    guesses = [
        ("nobody@example.com", PASSWORD),
        (shopper.email, "wrong"),
        ("shut@example.com", PASSWORD),
        ("mute@example.com", PASSWORD),
        ("", ""),
    ]

    refusals = [
        send(client, "auth/login", {"email": email, "password": password})
        for email, password in guesses
    ]

    assert [code_of(answer) for answer in refusals] == [(401, "bad_login")] * 5
    assert len({answer.content for answer in refusals}) == 1
    assert RefreshToken.objects.count() == 0


def test_guessing_is_stopped_here_as_on_the_page(
    client: Client, shopper: User, settings: Any
) -> None:
    settings.RATE_LIMITS = True
    wrong = {"email": shopper.email, "password": "wrong"}

    guesses = [code_of(send(client, "auth/login", wrong)) for _ in range(10)]
    assert guesses == [(401, "bad_login")] * 10

    right = send(client, "auth/login", {"email": shopper.email, "password": PASSWORD})
    assert right.status_code == 429
    assert int(right["Retry-After"]) > 0
    assert RefreshToken.objects.count() == 0


def test_a_session_and_a_key_see_the_account_too(signed_in: Client, shopper: User) -> None:
    by_session = signed_in.get("/api/v1/auth/me").json()

    assert by_session == Client().get("/api/v1/auth/me", headers=bearer(shopper)).json()
    assert by_session["id"] == str(shopper.pk)
