"""Access tokens: what they open, for how long, and what ends them."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from pytest_django import Settings

from accounts.access_tokens import new_access_token, owner_of_token
from accounts.models import User
from flashsale import clock
from flashsale.derived_secrets import derived_secret


@pytest.fixture
def ada() -> User:
    """Somebody who need not be stored, for what asks no database."""
    ada = User(email="ada@example.com", name="Ada")
    ada.set_unusable_password()
    return ada


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def resigned(token: str, *, key: str | None = None, **changes: Any) -> str:
    """The same token with other claims, signed with the shop's own key unless told otherwise."""
    claims = claims_of(token) | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    key = key or derived_secret("access-tokens", salt="HS256")
    return jwt.encode(kept, key, algorithm="HS256", headers={"typ": "at+jwt"})


def test_a_token_names_its_user_and_lasts_for_fifteen_minutes(ada: User) -> None:
    token = new_access_token(ada)

    assert owner_of_token(token) == str(ada.pk)
    claims = claims_of(token)
    assert claims["exp"] - claims["iat"] == 900
    assert (claims["iss"], claims["aud"]) == ("flashsale", "flashsale-api")
    assert set(claims) == {"iss", "aud", "sub", "iat", "exp", "pwd"}


@pytest.mark.parametrize(("seconds", "is_good"), [(880, True), (901, False)])
def test_a_token_ends_by_itself(
    ada: User, monkeypatch: pytest.MonkeyPatch, seconds: int, is_good: bool
) -> None:
    earlier = clock.now() - timedelta(seconds=seconds)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: earlier)
        token = new_access_token(ada)

    assert owner_of_token(token) == (str(ada.pk) if is_good else None)


def test_what_is_resigned_alike_is_good_so_that_the_next_test_can_fail(ada: User) -> None:
    assert owner_of_token(resigned(new_access_token(ada))) == str(ada.pk)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "another-shop"},
        {"aud": "another-api"},
        {"aud": ["flashsale-api"]},
        {"sub": "not-an-id"},
        {"sub": 7},
        {"exp": None},
        {"iat": None},
        {"aud": None},
        {"iss": None},
        {"sub": None},
        {"pwd": None},
        {"key": "a key of somebody else's that is long enough"},
    ],
)
def test_a_token_with_other_claims_or_of_another_key_is_nobodys(
    ada: User, changes: dict[str, Any]
) -> None:
    assert owner_of_token(resigned(new_access_token(ada), **changes)) is None


def test_another_kind_of_signed_token_is_no_access_token(ada: User) -> None:
    key = derived_secret("access-tokens", salt="HS256")
    claims = claims_of(new_access_token(ada))

    assert owner_of_token(jwt.encode(claims, key, algorithm="HS256")) is None
    longer = jwt.encode(claims, key, algorithm="HS512", headers={"typ": "at+jwt"})
    assert owner_of_token(longer) is None


def test_an_unsigned_token_is_nobodys(ada: User) -> None:
    _, payload, _ = new_access_token(ada).split(".")
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "at+jwt"}).encode())

    assert owner_of_token(f"{header.decode().rstrip('=')}.{payload}.") is None


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "\x00", "e30.e30.e30", "[" * 100_000])
def test_what_is_no_token_is_nobodys(token: str) -> None:
    assert owner_of_token(token) is None


def test_brackets_without_end_are_nobodys_token() -> None:
    header = base64.urlsafe_b64encode(b"[" * 1_100).decode().rstrip("=")

    assert owner_of_token(f"{header}.e30.e30") is None


def test_a_token_does_not_outlive_the_shops_secret(ada: User, settings: Settings) -> None:
    token = new_access_token(ada)

    settings.SECRET_KEY = "another one"

    assert owner_of_token(token) is None
