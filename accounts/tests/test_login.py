"""Signing in and out."""

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher as CountedHasher
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/accounts/login/"
REFUSED = "This email and password do not belong together. Please check both."


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(URL, {"username": email, "password": password, **more})


@pytest.mark.parametrize("email", ["ada@example.com", "Ada@Example.COM", " ada@example.com "])
def test_a_shopper_signs_in_in_any_letter_case(client: Client, shopper: User, email: str) -> None:
    answer = sign_in(client, email)

    assert (answer.status_code, answer.url) == (302, reverse("shop:home"))
    assert client.session["_auth_user_id"] == str(shopper.pk)


def test_unknown_email_wrong_password_and_shut_account_get_the_same_answer(
    client: Client, shopper: User
) -> None:
    services.deactivate(UserFactory(email="shut@example.com"))
    UserFactory(email="mute@example.com", password=None)

    refusals = [
        sign_in(client, "nobody@example.com"),
        sign_in(client, shopper.email, "wrong"),
        sign_in(client, "shut@example.com"),
        sign_in(client, "mute@example.com"),
    ]

    assert [answer.status_code for answer in refusals] == [200] * 4
    assert [answer.context["form"].errors for answer in refusals] == [{"__all__": [REFUSED]}] * 4
    assert Session.objects.count() == 0


def test_every_refusal_hashes_one_password(
    client: Client, shopper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the time an answer takes does not tell whether the account exists."""
    services.deactivate(UserFactory(email="shut@example.com"))
    hashed: list[str] = []
    hash_password = CountedHasher.encode
    monkeypatch.setattr(
        CountedHasher,
        "encode",
        lambda hasher, password, salt: (
            hashed.append(password) or hash_password(hasher, password, salt)
        ),
    )

    for email, password in [
        ("nobody@example.com", "first"),
        (shopper.email, "second"),
        ("shut@example.com", "third"),
    ]:
        sign_in(client, email, password)

    assert hashed == ["first", "second", "third"]


def test_signing_in_changes_the_session_key(client: Client, shopper: User) -> None:
    session = client.session
    session["seen"] = "drop-7"
    session.save()

    sign_in(client, shopper.email)

    assert client.session.session_key != session.session_key
    assert client.session["seen"] == "drop-7"
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_a_shopper_comes_back_to_where_they_were(client: Client, shopper: User) -> None:
    there = "/sales/drop-7/?from=mail"
    assert client.get(URL, {"next": there}).context["next"] == there

    assert sign_in(client, shopper.email, next=there).url == there


@pytest.mark.parametrize(
    "next_page",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://[",
        "/accounts/login/",
        "/accounts/register/?next=/cart/",
        "/accounts/logout/",
    ],
)
def test_signing_in_leads_to_no_other_site_and_not_out_again(
    client: Client, shopper: User, next_page: str
) -> None:
    assert client.get(URL, {"next": next_page}).context["next"] == ""

    assert sign_in(client, shopper.email, next=next_page).url == reverse("shop:home")
    assert client.get(URL, {"next": next_page}).url == reverse("shop:home")


def test_who_is_signed_in_is_sent_on(signed_in: Client) -> None:
    assert signed_in.get(URL).url == reverse("shop:home")
    assert signed_in.get(URL, {"next": "/sales/"}).url == "/sales/"


def test_signing_in_needs_the_forms_token(shopper: User) -> None:
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client, shopper.email).status_code == 403
    assert "sessionid" not in client.cookies


def test_signing_out_ends_the_session(signed_in: Client) -> None:
    answer = signed_in.post("/accounts/logout/")

    assert (answer.status_code, answer.url) == (302, reverse("shop:home"))
    assert Session.objects.count() == 0
    assert "_auth_user_id" not in signed_in.session


def test_a_link_does_not_sign_out(signed_in: Client) -> None:
    assert signed_in.get("/accounts/logout/").status_code == 405
    assert "_auth_user_id" in signed_in.session


def test_signing_out_leads_to_no_other_site(signed_in: Client) -> None:
    answer = signed_in.post("/accounts/logout/", {"next": "https://evil.example"})

    assert answer.url == reverse("shop:home")


def test_signing_out_twice_is_no_error(signed_in: Client) -> None:
    signed_in.post("/accounts/logout/")

    assert signed_in.post("/accounts/logout/").status_code == 302
