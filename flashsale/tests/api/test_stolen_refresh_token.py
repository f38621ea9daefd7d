"""A refresh token that many use in the same moment."""

import pytest
from django.test import Client

from accounts.models import RefreshToken, TokenFamily
from accounts.tests.factories import UserFactory
from accounts.tests.programs import code_of, send, sign_in
from orders.tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_twenty_uses_at_once_one_is_answered_and_then_the_family_is_dead(
    client: Client,
) -> None:
    token = sign_in(client, UserFactory().email)["refresh_token"]

    answers = at_once(
        [Client() for _ in range(20)],
        lambda program: send(program, "auth/refresh", {"refresh_token": token}),
    )

    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 19
    (winner,) = [answer for answer in answers if answer.status_code == 200]
    following = winner.json()["refresh_token"]
    refused = send(client, "auth/refresh", {"refresh_token": following})
    assert code_of(refused) == (401, "bad_token")
    assert TokenFamily.objects.get().revoked_because == "reuse"
    assert RefreshToken.objects.count() == 2
