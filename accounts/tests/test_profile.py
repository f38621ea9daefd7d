"""A shopper's own page."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/accounts/profile/"
NEW_PASSWORD = "another battery, another staple"


def change_password(client: Client, **changes: str) -> object:
    answers = {
        "old_password": PASSWORD,
        "new_password1": NEW_PASSWORD,
        "new_password2": NEW_PASSWORD,
    }
    return client.post(reverse("accounts:password_change"), answers | changes)


def messages_of(answer: object) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize("url", [URL, "/accounts/profile/password/"])
def test_the_profile_is_for_those_who_are_signed_in(client: Client, url: str) -> None:
    for answer in (client.get(url), client.post(url)):
        assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={url}")


def test_the_profile_has_a_form_for_the_name_and_one_for_the_password(signed_in: Client) -> None:
    answer = signed_in.get(URL)

    assert answer.context["name_form"]["name"].value() == "Ada Lovelace"
    assert list(answer.context["password_form"].fields) == [
        "old_password",
        "new_password1",
        "new_password2",
    ]


def test_the_profile_is_kept_by_no_cache(signed_in: Client) -> None:
    assert "no-store" in signed_in.get(URL).headers["Cache-Control"]


def test_a_shopper_changes_their_name(signed_in: Client, shopper: User) -> None:
    answer = signed_in.post(URL, {"name": " Augusta  Ada King "})

    assert (answer.status_code, answer.url) == (302, URL)
    assert messages_of(answer) == ["Your name is saved."]
    shopper.refresh_from_db()
    assert shopper.name == "Augusta Ada King"


def test_a_shopper_shares_the_whole_name_or_not(signed_in: Client, shopper: User) -> None:
    for ticked in (True, False):
        signed_in.post(URL, {"name": "Ada Lovelace", **({"shares_name": "on"} if ticked else {})})
        shopper.refresh_from_db()
        assert shopper.shares_name is ticked
        assert signed_in.get(URL).context["name_form"]["shares_name"].value() is ticked


def test_the_profile_takes_few_queries(
    signed_in: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        assert signed_in.get(URL).status_code == 200


def test_a_name_cannot_be_empty(signed_in: Client, shopper: User) -> None:
    answer = signed_in.post(URL, {"name": "   "})

    assert answer.context["name_form"].errors == {"name": ["This field is required."]}
    assert answer.context["user"].name == "Ada Lovelace"
    shopper.refresh_from_db()
    assert shopper.name == "Ada Lovelace"


def test_the_form_for_the_name_changes_nothing_else(signed_in: Client, shopper: User) -> None:
    signed_in.post(URL, {"name": "Ada", "email": "new@example.com", "is_staff": "on"})

    shopper.refresh_from_db()
    assert (shopper.email, shopper.is_staff) == ("ada@example.com", False)


def test_a_changed_password_keeps_this_session_and_ends_the_others(
    signed_in: Client, shopper: User
) -> None:
    elsewhere = Client()
    elsewhere.force_login(shopper)
    assert elsewhere.get(URL).status_code == 200  # and now its session has a copy

    answer = change_password(signed_in)

    assert (answer.status_code, answer.url) == (302, URL)
    assert messages_of(answer) == ["Your password is changed. Other devices are signed out."]
    assert signed_in.get(URL).status_code == 200
    assert elsewhere.get(URL).status_code == 302
    shopper.refresh_from_db()
    assert shopper.check_password(NEW_PASSWORD)


def test_a_changed_password_changes_the_session_key(signed_in: Client) -> None:
    before = signed_in.session.session_key

    change_password(signed_in)

    assert signed_in.session.session_key != before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"old_password": "wrong"}, "old_password"),
        ({"old_password": ""}, "old_password"),
        ({"new_password2": "something else"}, "new_password2"),
        ({"new_password1": "kz7", "new_password2": "kz7"}, "new_password2"),
    ],
)
def test_a_password_is_changed_only_by_who_knows_it_and_to_a_good_one(
    signed_in: Client, shopper: User, changes: dict[str, str], field: str
) -> None:
    answer = change_password(signed_in, **changes)

    assert answer.status_code == 200
    assert list(answer.context["password_form"].errors) == [field]
    assert answer.context["name_form"]["name"].value() == "Ada Lovelace"
    shopper.refresh_from_db()
    assert shopper.check_password(PASSWORD)


def test_reloading_the_answer_of_the_password_form_leads_to_the_profile(signed_in: Client) -> None:
    answer = signed_in.get(reverse("accounts:password_change"))

    assert (answer.status_code, answer.url) == (302, URL)
