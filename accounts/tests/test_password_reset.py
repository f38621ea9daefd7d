"""A new password by mail."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts import services
from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import celery_app

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/accounts/password-reset/"
NEW_PASSWORD = "another battery, another staple"


@pytest.fixture
def broker_away() -> Iterator[None]:
    """Tasks are sent to a port that nobody listens on, instead of being run at once."""
    conf, address = celery_app.conf, celery_app.conf.broker_url
    conf.update(task_always_eager=False, broker_url="redis://127.0.0.1:1/0")
    celery_app._after_fork()  # lets go of the connections to the former address
    yield
    conf.update(task_always_eager=True, broker_url=address)
    celery_app._after_fork()


def ask(client: Client, email: str, **headers: str) -> Any:
    return client.post(URL, {"email": email}, headers=headers)


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"http://testserver(/accounts/password-reset/\S+)", message.body)
    assert found is not None
    return found[1]


def choose(client: Client, link: str, password: str = NEW_PASSWORD) -> Any:
    form_at = client.get(link).url
    return client.post(form_at, {"new_password1": password, "new_password2": password})


def test_a_link_is_mailed_that_sets_a_new_password(client: Client, shopper: User) -> None:
    answer = ask(client, "Ada@Example.com")

    assert (answer.status_code, answer.url) == (302, "/accounts/password-reset/sent/")
    assert client.get(answer.url).status_code == 200
    (message,) = mail.outbox
    assert message.to == ["ada@example.com"]

    answer = choose(client, link_in(message))

    assert (answer.status_code, answer.url) == (302, "/accounts/password-reset/done/")
    assert client.get(answer.url).status_code == 200
    shopper.refresh_from_db()
    assert shopper.check_password(NEW_PASSWORD)


def test_the_answer_does_not_tell_whether_there_is_an_account(
    client: Client, shopper: User
) -> None:
    services.deactivate(UserFactory(email="shut@example.com"))
    UserFactory(email="mute@example.com", password=None)

    answers = [
        ask(client, email)
        for email in (
            shopper.email,
            "nobody@example.com",
            "shut@example.com",
            "mute@example.com",
        )
    ]

    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, "/accounts/password-reset/sent/")
    }
    assert {answer.content for answer in answers} == {b""}
    assert [message.to for message in mail.outbox] == [[shopper.email]]


def test_the_link_is_mailed_while_the_broker_is_away(
    client: Client, shopper: User, broker_away: None
) -> None:
    answer = ask(client, shopper.email)

    assert (answer.status_code, answer.url) == (302, "/accounts/password-reset/sent/")
    assert [message.to for message in mail.outbox] == [[shopper.email]]


def test_a_new_password_ends_every_session(client: Client, signed_in: Client) -> None:
    assert signed_in.get("/accounts/profile/").status_code == 200
    elsewhere = Client()
    ask(elsewhere, "ada@example.com")

    choose(elsewhere, link_in(mail.outbox[0]))

    assert signed_in.get("/accounts/profile/").status_code == 302


def test_a_link_works_once(client: Client, shopper: User) -> None:
    ask(client, shopper.email)
    link = link_in(mail.outbox[0])
    choose(client, link)

    answer = Client().get(link)

    assert answer.status_code == 200
    assert answer.context["validlink"] is False


@pytest.mark.parametrize("link", ["MQ/abc-def/", "..../x/", "AAAA/set-password/"])
def test_a_made_up_link_opens_nothing(client: Client, shopper: User, link: str) -> None:
    answer = client.get(f"{URL}{link}")

    assert answer.status_code == 200
    assert answer.context["validlink"] is False


def test_a_poor_password_is_refused(client: Client, shopper: User) -> None:
    ask(client, shopper.email)

    answer = choose(client, link_in(mail.outbox[0]), "kz7")

    assert answer.status_code == 200
    assert "new_password2" in answer.context["form"].errors
    shopper.refresh_from_db()
    assert not shopper.check_password("kz7")


def test_a_link_never_leads_to_the_host_that_somebody_claimed(
    client: Client, shopper: User
) -> None:
    answer = ask(client, shopper.email, host="evil.example")

    assert answer.status_code == 400
    assert mail.outbox == []


def test_an_account_that_was_shut_stays_shut(client: Client, shopper: User) -> None:
    ask(client, shopper.email)
    services.deactivate(shopper)

    choose(client, link_in(mail.outbox[0]))

    shopper.refresh_from_db()
    assert shopper.is_active is False
