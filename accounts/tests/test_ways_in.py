"""Bearers and browsers at the API's door: who comes in, and as whom."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import access_tokens, services
from accounts.models import User
from accounts.tests.programs import bearer, code_of
from flashsale.answers import JSON

pytestmark = pytest.mark.django_db(transaction=True)

ME = "/api/v1/auth/me"
KEYS = "/api/v1/keys"
BAD_TOKEN = (401, "bad_token")


def test_a_token_opens_the_api_without_session_and_csrf_token(
    shopper: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client(enforce_csrf_checks=True)
    headers = bearer(shopper)

    with django_assert_num_queries(1):
        answer = client.get(ME, headers=headers)

    assert answer.json()["email"] == "ada@example.com"
    assert "sessionid" not in client.cookies
    body = {"name": "Warehouse", "scopes": ["read"]}
    made = client.post(KEYS, body, content_type=JSON, headers=headers)
    assert made.status_code == 201


def test_a_new_password_ends_every_token(client: Client, shopper: User) -> None:
    headers = bearer(shopper)
    assert client.get(ME, headers=headers).status_code == 200

    services.change_password(shopper, password="another battery, another staple")

    assert code_of(client.get(ME, headers=headers)) == BAD_TOKEN
    assert client.get(ME, headers=bearer(shopper)).status_code == 200


def test_a_shut_account_is_shut_to_its_tokens(client: Client, shopper: User) -> None:
    headers = bearer(shopper)

    services.deactivate(shopper)

    assert code_of(client.get(ME, headers=headers)) == BAD_TOKEN


def test_a_deleted_account_has_no_tokens(client: Client, shopper: User) -> None:
    headers = bearer(shopper)

    shopper.delete()

    assert code_of(client.get(ME, headers=headers)) == BAD_TOKEN


def test_a_bad_token_is_refused_even_beside_a_good_session(signed_in: Client) -> None:
    for given in ["Bearer", "Bearer ", "Bearer x", "bearer a.b.c", "BEARER é"]:
        answer = signed_in.get(ME, headers={"Authorization": given})
        assert code_of(answer) == BAD_TOKEN


def test_another_scheme_is_no_token(client: Client, signed_in: Client) -> None:
    basic = {"Authorization": "Basic YWRhOng="}
    assert code_of(Client().get(ME, headers=basic)) == (401, "signed_out")
    assert signed_in.get(ME, headers=basic).status_code == 200


def test_the_request_is_the_tokens_owners_for_whatever_asks_it(shopper: User) -> None:
    answer = Client().get(ME, headers=bearer(shopper))

    assert answer.wsgi_request.user == shopper


def test_a_request_is_looked_at_once(shopper: User, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    proof_in = access_tokens.proof_in
    monkeypatch.setattr(
        access_tokens, "proof_in", lambda token: looked.append(token) or proof_in(token)
    )

    Client().get(ME, headers=bearer(shopper))

    assert len(looked) == 1


def test_a_session_opens_the_api(signed_in: Client) -> None:
    assert signed_in.get(ME).json()["email"] == "ada@example.com"


def test_who_is_signed_out_is_told_so_and_not_of_csrf() -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.get(ME)
    assert code_of(answer) == (401, "signed_out")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert code_of(client.post(KEYS, "{}", content_type=JSON)) == (401, "signed_out")


def test_a_session_changes_nothing_without_the_csrf_token(shopper: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(shopper)
    body = {"name": "Warehouse", "scopes": ["read"]}

    answer = client.post(KEYS, body, content_type=JSON)

    assert code_of(answer) == (403, "csrf")
    assert shopper.api_keys.count() == 0
    client.get("/accounts/profile/")
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    again = client.post(KEYS, body, content_type=JSON, headers=token)
    assert again.status_code == 201
