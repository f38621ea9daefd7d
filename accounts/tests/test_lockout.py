"""Guessing of passwords is stopped, and nobody learns from it who has an account."""

import json

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher as CountedHasher
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts import services
from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.limiting import counted, limit, pass_time
from accounts.tests.locking import EMAIL, lock, sign_in
from flashsale import cache_redis
from flashsale.limit_settings import Rate

LOCKED = (
    "Too many wrong passwords were typed for this email. Try again in 15 minutes, or choose a new"
    " password: that works at once."
)


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> None:
    limit(settings, WRONG_PASSWORDS_PER_EMAIL=Rate(10, 900))


@pytest.mark.django_db
def test_after_ten_wrong_passwords_not_even_the_right_one_is_let_in(
    client: Client, shopper: User
) -> None:
    wrong = [sign_in(client, EMAIL, f"guess {n}") for n in range(10)]
    right = sign_in(client, EMAIL, PASSWORD)

    assert [answer.status_code for answer in wrong] == [200] * 10
    assert right.status_code == 429
    assert 840 < int(right["Retry-After"]) <= 900
    assert right.context["form"].errors == {"__all__": [LOCKED]}
    assert "_auth_user_id" not in client.session
    shopper.refresh_from_db()
    assert shopper.last_login is None


@pytest.mark.django_db
def test_an_email_without_an_account_is_locked_in_the_same_words_after_as_many(
    client: Client, shopper: User
) -> None:
    services.deactivate(UserFactory(email="shut@example.com"))
    told = []
    for email in (EMAIL, "nobody@example.com", "shut@example.com"):
        answers = [sign_in(client, email, "wrong") for _ in range(12)]
        told.append([(one.status_code, str(one.context["form"].errors)) for one in answers])
    assert told[0] == told[1] == told[2]
    assert [status for status, _ in told[0]] == [200] * 10 + [429] * 2


@pytest.mark.django_db
def test_while_an_email_is_locked_no_password_is_hashed_for_it(
    client: Client, shopper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the time an answer takes tells nothing either."""
    lock(EMAIL)
    lock("nobody@example.com")
    hashed: list[str] = []
    encode = CountedHasher.encode
    monkeypatch.setattr(
        CountedHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or encode(self, password, salt),
    )
    for email in (EMAIL, "nobody@example.com"):
        assert sign_in(client, email, PASSWORD).status_code == 429
    assert hashed == []


@pytest.mark.django_db
def test_it_ends_by_itself(client: Client, shopper: User) -> None:
    lock(EMAIL)
    pass_time(870)
    assert sign_in(client, EMAIL, PASSWORD).status_code == 429
    pass_time(30)
    assert sign_in(client, EMAIL, PASSWORD).status_code == 302


@pytest.mark.django_db
def test_a_new_password_ends_it(client: Client, shopper: User) -> None:
    lock(EMAIL)
    services.change_password(shopper, password="a new and longer one")
    assert counted("wrong-passwords:*") == {}
    assert sign_in(client, EMAIL, "a new and longer one").status_code == 302


@pytest.mark.django_db
def test_a_password_set_by_staff_ends_it_too(client: Client, shopper: User) -> None:
    lock(EMAIL)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    new = "another long phrase"
    page = reverse("admin:auth_user_password_change", args=[shopper.pk])
    client.post(page, {"password1": new, "password2": new})
    assert sign_in(Client(), EMAIL, new).status_code == 302


@pytest.mark.django_db
def test_the_right_password_forgets_the_wrong_ones_before(client: Client, shopper: User) -> None:
    for _ in range(3):
        for n in range(9):
            sign_in(client, EMAIL, f"guess {n}")
        assert sign_in(client, EMAIL, PASSWORD).status_code == 302
        client.logout()


@pytest.mark.django_db
def test_the_admin_is_locked_by_the_same_count(client: Client) -> None:
    UserFactory(email=EMAIL, is_staff=True)
    for n in range(5):
        sign_in(client, EMAIL, f"guess {n}")
    for n in range(5):
        answer = sign_in(client, EMAIL, f"guess {n}", url="/admin/login/")
        assert answer.status_code == 200

    right = sign_in(client, EMAIL, PASSWORD, url="/admin/login/")

    assert right.status_code == 429
    assert 840 < int(right["Retry-After"]) <= 900
    assert LOCKED in right.rendered_content
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_shoppers_password_typed_at_the_admin_is_a_wrong_one(
    client: Client, shopper: User
) -> None:
    answer = sign_in(client, EMAIL, PASSWORD, url="/admin/login/")
    assert answer.status_code == 200
    assert list(counted("wrong-passwords:*").values()) == [1]


@pytest.mark.django_db
def test_programs_are_locked_by_the_same_count(client: Client, shopper: User) -> None:
    lock(EMAIL)
    answer = client.post(
        "/api/v1/auth/login",
        {"email": EMAIL, "password": PASSWORD},
        content_type="application/json",
    )
    assert (answer.status_code, json.loads(answer.content)) == (
        429,
        {"error": {"code": "locked_out", "message": LOCKED, "fields": {}}},
    )
    assert 840 < int(answer["Retry-After"]) <= 900


@pytest.mark.django_db
def test_whoever_is_signed_in_stays_so(signed_in: Client) -> None:
    lock(EMAIL)
    assert signed_in.get("/accounts/profile/").status_code == 200


@pytest.mark.django_db
def test_while_redis_is_away_nobody_is_locked_out(
    client: Client, shopper: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(EMAIL)
    settings.CACHE_REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(cache_redis._Contact, "rests_until", 0.0)
    assert sign_in(client, EMAIL, PASSWORD).status_code == 302
