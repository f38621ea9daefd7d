"""What a key opens, and when it opens nothing any more."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts import services
from accounts.api_keys import NewKey, revoke_key
from accounts.models import ApiKey, User
from accounts.tests.programs import code_of, key_of, signed
from flashsale import clock
from flashsale.answers import JSON

pytestmark = pytest.mark.django_db(transaction=True)

ME = "/api/v1/auth/me"


@pytest.fixture
def made(shopper: User) -> NewKey:
    return key_of(shopper)


def ask(headers: Mapping[str, str]) -> Any:
    return Client().get(ME, headers=dict(headers))


def test_a_revoked_key_is_refused(made: NewKey) -> None:
    assert ask(signed(made, ME)).status_code == 200

    revoke_key(made.key)

    assert code_of(ask(signed(made, ME))) == (401, "bad_key")


def test_the_keys_of_a_shut_account_are_refused(made: NewKey, shopper: User) -> None:
    services.deactivate(shopper)

    assert code_of(ask(signed(made, ME))) == (401, "bad_key")


def test_with_another_secret_key_the_shop_knows_no_secret(made: NewKey, settings: Settings) -> None:
    settings.SECRET_KEY = "another one"

    assert code_of(ask(signed(made, ME))) == (401, "bad_key")


def test_a_key_does_only_what_its_scopes_say(shopper: User) -> None:
    reader, buyer = key_of(shopper, "read"), key_of(shopper, "buy")

    assert ask(signed(reader, ME)).status_code == 200
    assert code_of(ask(signed(buyer, ME))) == (403, "scope")


def test_no_key_makes_lists_or_revokes_keys(made: NewKey) -> None:
    client = Client()
    for method, path in [("GET", "keys"), ("POST", "keys"), ("DELETE", f"keys/{made.key.pk}")]:
        headers = signed(made, f"/api/v1/{path}", method=method, body=b"{}")
        answer = client.generic(method, f"/api/v1/{path}", b"{}", JSON, headers=dict(headers))
        assert code_of(answer) == (401, "signed_out")

    assert ApiKey.objects.get().revoked_at is None


def test_the_last_use_is_noted_to_the_minute(made: NewKey, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(signed(made, ME))
    made.key.refresh_from_db()
    first = made.key.last_used_at
    assert first is not None

    for seconds, is_noted in [(59, False), (61, True)]:
        later = first + timedelta(seconds=seconds)
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda later=later: later)
            assert ask(signed(made, ME)).status_code == 200
        made.key.refresh_from_db()
        assert made.key.last_used_at == (later if is_noted else first)


def test_a_bad_key_is_refused_even_beside_a_good_session(signed_in: Client, made: NewKey) -> None:
    revoke_key(made.key)

    assert code_of(signed_in.get(ME, headers=dict(signed(made, ME)))) == (401, "bad_key")
