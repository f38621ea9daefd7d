"""Opening an account, through the form and past it."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.errors import EmailTaken
from accounts.forms import RegisterForm
from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/accounts/register/"
TAKEN = "There already is an account with this email."


def filled_in(**changes: str) -> dict[str, str]:
    answers = {
        "email": "ada@example.com",
        "name": "Ada Lovelace",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    return answers | changes


def errors_of(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    return {field: list(said) for field, said in answer.context["form"].errors.items()}


def signed_in_user(client: Client) -> User | None:
    user_id = client.session.get("_auth_user_id")
    return User.objects.get(pk=user_id) if user_id else None


def test_registering_makes_a_shopper_who_is_signed_in(client: Client) -> None:
    answer = client.post(URL, filled_in())

    assert answer.status_code == 302
    assert answer.url == reverse("shop:home")
    shopper = signed_in_user(client)
    assert shopper is not None
    assert (shopper.email, shopper.name) == ("ada@example.com", "Ada Lovelace")
    assert shopper.check_password(PASSWORD)
    assert (shopper.is_active, shopper.is_staff, shopper.is_superuser) == (True, False, False)


def test_the_page_has_the_fields_of_the_contract(client: Client) -> None:
    form = client.get(URL).context["form"]

    assert list(form.fields) == ["email", "name", "password1", "password2"]


def test_nobody_registers_as_staff(client: Client) -> None:
    client.post(URL, filled_in(is_staff="on", is_superuser="on"))

    shopper = User.objects.get()
    assert (shopper.is_staff, shopper.is_superuser) == (False, False)


def test_an_email_is_kept_in_lower_case_and_without_spaces(client: Client) -> None:
    client.post(URL, filled_in(email=" Ada@EXAMPLE.com "))

    assert User.objects.get().email == "ada@example.com"


def test_a_name_is_kept_on_one_line(client: Client) -> None:
    client.post(URL, filled_in(name="  Ada\n  Lovelace "))

    assert User.objects.get().name == "Ada Lovelace"


def test_an_email_has_one_account_in_whatever_letter_case(client: Client) -> None:
    UserFactory(email="ada@example.com")

    answer = client.post(URL, filled_in(email="ADA@example.com"))

    assert errors_of(answer) == {"email": [TAKEN]}
    assert User.objects.count() == 1
    assert signed_in_user(client) is None


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"email": ""}, {"email": ["This field is required."]}),
        ({"email": "ada"}, {"email": ["Enter a valid email address."]}),
        ({"name": " \n "}, {"name": ["This field is required."]}),
        (
            {"name": "A" * 81},
            {"name": ["Ensure this value has at most 80 characters (it has 81)."]},
        ),
        (
            {"password2": "another"},
            {"password2": ["The two password fields didn\N{RIGHT SINGLE QUOTATION MARK}t match."]},
        ),
        (
            {"password1": "kz7", "password2": "kz7"},
            {"password2": ["This password is too short. It must contain at least 8 characters."]},
        ),
        (
            {"password1": "ada@example.com", "password2": "ada@example.com"},
            {"password2": ["The password is too similar to the email."]},
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: Client, changes: dict[str, str], errors: dict[str, list[str]]
) -> None:
    answer = client.post(URL, filled_in(**changes))

    assert {field: said[:1] for field, said in errors_of(answer).items()} == errors
    assert User.objects.count() == 0
    assert signed_in_user(client) is None


def test_of_two_who_send_the_same_email_at_once_one_is_told_that_it_is_taken(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_form = RegisterForm.is_valid

    def be_overtaken(form: RegisterForm) -> bool:
        """Between the form's check and the insert, somebody else registers."""
        is_valid = check_form(form)
        services.register_shopper(email="ada@example.com", name="First", password=PASSWORD)
        return is_valid

    monkeypatch.setattr(RegisterForm, "is_valid", be_overtaken)
    answer = client.post(URL, filled_in())

    assert errors_of(answer) == {"email": [TAKEN]}
    assert User.objects.get().name == "First"
    assert signed_in_user(client) is None


def test_the_second_registration_of_an_email_is_refused_and_breaks_nothing() -> None:
    services.register_shopper(email="ada@example.com", name="First", password=PASSWORD)

    with pytest.raises(EmailTaken):
        services.register_shopper(email="Ada@Example.com", name="Second", password=PASSWORD)

    assert not connection.needs_rollback
    assert [shopper.name for shopper in User.objects.all()] == ["First"]


def test_a_shopper_comes_back_to_where_they_were(client: Client) -> None:
    assert client.get(URL, {"next": "/sales/drop-7/"}).context["next"] == "/sales/drop-7/"

    answer = client.post(URL, filled_in(next="/sales/drop-7/"))

    assert (answer.status_code, answer.url) == (302, "/sales/drop-7/")


@pytest.mark.parametrize("evil", ["https://evil.example", "//evil.example", "javascript:alert(1)"])
def test_registering_leads_to_no_other_site(client: Client, evil: str) -> None:
    assert client.get(URL, {"next": evil}).context["next"] == ""

    answer = client.post(URL, filled_in(next=evil))

    assert (answer.status_code, answer.url) == (302, reverse("shop:home"))


def test_who_is_signed_in_does_not_register(signed_in: Client) -> None:
    assert signed_in.get(URL).url == reverse("shop:home")
    assert signed_in.get(URL, {"next": "/sales/"}).url == "/sales/"

    assert signed_in.post(URL, filled_in(email="grace@example.com")).status_code == 302
    assert [user.email for user in User.objects.all()] == ["ada@example.com"]


def test_the_page_can_be_sent_as_it_is_rendered() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(URL, {"next": "/sales/"}).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))

    answer = client.post(URL, hidden | filled_in())

    assert (answer.status_code, answer.url) == (302, "/sales/")


def test_registering_needs_the_forms_token() -> None:
    answer = Client(enforce_csrf_checks=True).post(URL, filled_in())

    assert answer.status_code == 403
    assert User.objects.count() == 0
