"""Refresh tokens: each opens once, and a stolen one closes the door for everybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts import services
from accounts.models import RefreshToken, TokenFamily, User
from accounts.tasks import clear_tokens
from accounts.tests.factories import UserFactory
from accounts.tests.programs import code_of, send, sign_in
from flashsale import clock
from flashsale.derived_secrets import digest_of

pytestmark = pytest.mark.django_db(transaction=True)

BAD_TOKEN = (401, "bad_token")


@pytest.fixture
def first(client: Client, shopper: User) -> str:
    """The refresh token of a program that has just signed in."""
    return str(sign_in(client, shopper.email)["refresh_token"])


def refresh(client: Client, token: str) -> Any:
    return send(client, "auth/refresh", {"refresh_token": token})


def next_of(client: Client, token: str) -> str:
    answer = refresh(client, token)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["refresh_token"])


def time_passes(monkeypatch: pytest.MonkeyPatch, **much: float) -> None:
    later = clock.now() + timedelta(**much)
    monkeypatch.setattr(clock, "now", lambda: later)


def test_a_token_gives_the_next_ones_and_a_new_access_token(client: Client, first: str) -> None:
    tokens = refresh(client, first).json()

    assert tokens["refresh_token"] != first
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert client.get("/api/v1/auth/me", headers=headers).json()["email"] == "ada@example.com"
    assert TokenFamily.objects.count() == 1
    next_of(client, next_of(client, tokens["refresh_token"]))


def test_tokens_are_stored_as_hashes_only(client: Client, first: str) -> None:
    following = next_of(client, first)

    digests = {token.digest for token in RefreshToken.objects.all()}
    assert digests == {digest_of(first), digest_of(following)}


def test_the_family_of_a_stolen_token_is_dead(client: Client, first: str) -> None:
    """The thief uses it first, its owner second: from then on neither has one that works."""
    thiefs = next_of(client, first)
    thiefs_next = next_of(client, thiefs)

    assert code_of(refresh(client, first)) == BAD_TOKEN

    for token in (thiefs_next, thiefs, first):
        assert code_of(refresh(client, token)) == BAD_TOKEN
    family = TokenFamily.objects.get()
    assert family.revoked_at is not None
    assert family.revoked_because == TokenFamily.Reason.REUSE
    assert RefreshToken.objects.count() == 3


def test_the_other_devices_of_the_stolen_ones_owner_go_on(
    client: Client, shopper: User, first: str
) -> None:
    elsewhere = str(sign_in(client, shopper.email)["refresh_token"])
    next_of(client, first)

    assert code_of(refresh(client, first)) == BAD_TOKEN

    next_of(client, elsewhere)


def test_signing_out_ends_the_family_and_no_other(
    client: Client, shopper: User, first: str
) -> None:
    elsewhere = str(sign_in(client, shopper.email)["refresh_token"])
    newest = next_of(client, first)

    assert send(client, "auth/logout", {"refresh_token": newest}).status_code == 204

    assert code_of(refresh(client, newest)) == BAD_TOKEN
    assert TokenFamily.objects.get(revoked_at__isnull=False).revoked_because == "logout"
    next_of(client, elsewhere)


def test_signing_out_twice_or_with_nothing_does_no_harm(client: Client, first: str) -> None:
    for token in (first, first, "never ours"):
        assert send(client, "auth/logout", {"refresh_token": token}).status_code == 204

    family = TokenFamily.objects.get()
    assert family.revoked_because == "logout"


def test_a_new_password_ends_every_family(client: Client, shopper: User, first: str) -> None:
    services.change_password(shopper, password="another battery, another staple")

    assert code_of(refresh(client, first)) == BAD_TOKEN
    assert RefreshToken.objects.get().used_at is None


def test_a_shut_accounts_families_are_dead_even_when_it_is_opened_again(
    client: Client, shopper: User, first: str
) -> None:
    services.deactivate(shopper)
    assert code_of(refresh(client, first)) == BAD_TOKEN

    User.objects.filter(pk=shopper.pk).update(is_active=True)

    assert code_of(refresh(client, first)) == BAD_TOKEN
    assert TokenFamily.objects.get().revoked_because == "shut"


def test_an_account_that_staff_shut_has_no_families_left(
    client: Client, shopper: User, first: str
) -> None:
    staff = Client()
    staff.force_login(UserFactory(staff=True))

    staff.post(
        f"/admin/accounts/user/{shopper.pk}/change/", {"email": shopper.email, "name": "Ada"}
    )

    shopper.refresh_from_db()
    assert shopper.is_active is False
    assert TokenFamily.objects.get().revoked_because == "shut"


def test_a_deleted_account_leaves_nothing_of_its_programs(
    client: Client, shopper: User, first: str
) -> None:
    shopper.delete()

    assert code_of(refresh(client, first)) == BAD_TOKEN
    assert (TokenFamily.objects.count(), RefreshToken.objects.count()) == (0, 0)


def test_a_family_ends_after_thirty_days_however_often_it_was_refreshed(
    client: Client, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    time_passes(monkeypatch, days=29)
    answer = refresh(client, first)
    assert answer.json()["refresh_expires_in"] <= 86_400

    time_passes(monkeypatch, days=1)

    assert code_of(refresh(client, answer.json()["refresh_token"])) == BAD_TOKEN


def test_families_outlive_a_new_secret_key_while_the_former_is_known(
    client: Client, first: str, settings: Settings
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"

    next_of(client, first)


def test_families_end_with_the_secret_key(client: Client, first: str, settings: Settings) -> None:
    settings.SECRET_KEY = "a new one"

    assert code_of(refresh(client, first)) == BAD_TOKEN


def test_what_was_never_a_token_is_refused(client: Client) -> None:
    assert code_of(refresh(client, "never ours")) == BAD_TOKEN
    assert code_of(refresh(client, "x" * 201)) == (422, "invalid")
    assert code_of(send(client, "auth/refresh", {"refresh_token": 7})) == (422, "invalid")
    assert code_of(send(client, "auth/refresh", {})) == (422, "invalid")


def test_every_day_the_families_that_are_over_are_deleted(
    client: Client, shopper: User, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_of(client, first)
    time_passes(monkeypatch, days=20)
    younger = str(sign_in(client, shopper.email)["refresh_token"])
    clear_tokens()
    assert RefreshToken.objects.count() == 3

    time_passes(monkeypatch, days=10)
    clear_tokens()

    assert [token.digest for token in RefreshToken.objects.all()] == [digest_of(younger)]
    assert TokenFamily.objects.count() == 1
