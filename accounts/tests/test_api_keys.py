"""API keys: made and shown once, listed, revoked by their owner."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts import api_keys
from accounts.models import ApiKey, User
from accounts.tests.factories import UserFactory
from accounts.tests.programs import bearer, code_of, key_of, send, signed
from flashsale import clock
from flashsale.derived_secrets import digest_of

pytestmark = pytest.mark.django_db(transaction=True)

ME = "/api/v1/auth/me"
PROFILE = "/accounts/profile/"


def make(user: User, **changes: Any) -> Any:
    body = {"name": "Warehouse", "scopes": ["read", "buy"], **changes}
    return send(Client(), "keys", body, **bearer(user))


def listed(user: User) -> Any:
    return send(Client(), "keys", method="GET", **bearer(user)).json()


def test_a_secret_is_shown_once_and_stored_nowhere(shopper: User) -> None:
    answer = make(shopper)

    assert answer.status_code == 201
    made = answer.json()
    key = ApiKey.objects.get()
    secret = made.pop("secret")
    assert made == {
        "id": str(key.pk),
        "name": "Warehouse",
        "scopes": ["buy", "read"],
        "created_at": clock.iso(key.created_at),
        "last_used_at": None,
    }
    assert listed(shopper)["items"] == [made]
    assert key.digest == digest_of(secret)
    stored = {str(value) for value in ApiKey.objects.values_list().get()}
    assert not any(secret in value for value in stored)


def test_the_secret_signs(shopper: User) -> None:
    made = make(shopper).json()
    key = api_keys.NewKey(ApiKey.objects.get(), made["secret"])

    assert Client().get(ME, headers=dict(signed(key, ME))).status_code == 200


def test_the_list_has_ones_own_keys_that_are_not_revoked_the_newest_first(shopper: User) -> None:
    key_of(UserFactory())
    names = [make(shopper, name=name).json()["name"] for name in ("First", "Second", "Third")]
    api_keys.revoke_key(ApiKey.objects.get(name="Second"))

    page = listed(shopper)

    assert [key["name"] for key in page["items"]] == ["Third", "First"]
    assert (page["page"], page["pages"], page["count"]) == (1, 1, 2)
    assert names == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "W" * 81}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["admin"]}, "scopes.0"),
        ({"scopes": ["read"] * 4}, "scopes"),
        ({"scopes": "read"}, "scopes"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_a_key_needs_a_name_and_scopes(shopper: User, changes: dict[str, Any], named: str) -> None:
    answer = make(shopper, **changes)

    assert code_of(answer) == (422, "invalid")
    assert list(answer.json()["error"]["fields"]) == [named]
    assert ApiKey.objects.count() == 0


def test_twenty_keys_are_enough(shopper: User) -> None:
    keys = [key_of(shopper) for _ in range(20)]

    assert code_of(make(shopper)) == (409, "too_many_keys")
    assert ApiKey.objects.count() == 20

    api_keys.revoke_key(keys[0].key)
    assert make(shopper).status_code == 201


def test_a_key_is_revoked_by_its_owner(shopper: User) -> None:
    made = key_of(shopper)
    path = f"keys/{made.key.pk}"

    assert send(Client(), path, method="DELETE", **bearer(shopper)).status_code == 204

    made.key.refresh_from_db()
    assert made.key.revoked_at is not None
    assert code_of(send(Client(), path, method="DELETE", **bearer(shopper))) == (404, "not_found")


def test_the_key_of_another_is_not_there(shopper: User) -> None:
    made = key_of(UserFactory())

    answer = send(Client(), f"keys/{made.key.pk}", method="DELETE", **bearer(shopper))

    assert code_of(answer) == (404, "not_found")
    made.key.refresh_from_db()
    assert made.key.revoked_at is None


def test_keys_stay_with_a_new_password_and_go_with_the_account(shopper: User) -> None:
    made = key_of(shopper)
    shopper.set_password("another battery, another staple")
    shopper.save()
    assert Client().get(ME, headers=dict(signed(made, ME))).status_code == 200

    shopper.delete()

    assert ApiKey.objects.count() == 0


def test_the_profile_lists_keys_and_revokes_them(signed_in: Client, shopper: User) -> None:
    assert "Your programs" not in signed_in.get(PROFILE).content.decode()
    made = key_of(shopper, "read")

    page = signed_in.get(PROFILE).content.decode()
    assert "<strong>Warehouse</strong> (read)" in page
    assert made.secret not in page
    assert str(made.key.digest) not in page
    answer = signed_in.post(reverse("accounts:revoke_key", args=[made.key.pk]), follow=True)

    assert answer.redirect_chain == [(PROFILE, 302)]
    assert "Warehouse is revoked." in answer.content.decode()
    made.key.refresh_from_db()
    assert made.key.revoked_at is not None


def test_the_profile_takes_no_more_queries_for_more_keys(
    signed_in: Client, shopper: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        key_of(shopper)

    with django_assert_max_num_queries(5):
        assert signed_in.get(PROFILE).content.decode().count("Yes, revoke the key") == 5


def test_the_page_revokes_nobody_elses_key(signed_in: Client) -> None:
    made = key_of(UserFactory())
    path = reverse("accounts:revoke_key", args=[made.key.pk])

    assert signed_in.post(path).status_code == 302
    assert signed_in.get(path).status_code == 405
    assert Client().post(path).url.startswith("/accounts/login/")

    made.key.refresh_from_db()
    assert made.key.revoked_at is None
