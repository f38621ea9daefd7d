"""Staff look after people, and no further than their rights reach."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from flashsale import clock

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = reverse("admin:accounts_user_changelist")
ADD = reverse("admin:accounts_user_add")
GROUPS = reverse("admin:auth_group_changelist")


@pytest.fixture
def boss(client: Client) -> User:
    boss = UserFactory(email="boss@example.com", name="The Boss", staff=True)
    client.force_login(boss)
    return boss


@pytest.fixture
def clerk(client: Client) -> User:
    """Staff who may do all with people, but not everything."""
    clerk = UserFactory(email="clerk@example.com", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(clerk)
    return clerk


def page_of(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


@pytest.mark.parametrize("page", [PEOPLE, ADD, GROUPS, reverse("admin:auth_group_add")])
def test_every_page_of_people_and_groups_opens(client: Client, boss: User, page: str) -> None:
    assert client.get(page).status_code == 200


def test_the_pages_of_a_person_and_of_a_group_open(client: Client, boss: User) -> None:
    group = Group.objects.create(name="Clerks")
    assert client.get(page_of(UserFactory())).status_code == 200
    assert client.get(reverse("admin:auth_group_change", args=[group.pk])).status_code == 200


def test_who_is_not_signed_in_is_sent_to_the_login(client: Client) -> None:
    answer = client.get(PEOPLE)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={PEOPLE}")


def test_a_shopper_is_sent_to_the_login(client: Client) -> None:
    client.force_login(UserFactory())
    answer = client.get(PEOPLE)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={PEOPLE}")


def test_staff_without_a_right_are_refused(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True))
    assert client.get(PEOPLE).status_code == 403


def test_staff_sign_in_with_their_email_however_it_is_spelt(client: Client) -> None:
    UserFactory(email="boss@example.com", staff=True)
    sent = {"username": " Boss@Example.COM ", "password": PASSWORD, "next": PEOPLE}
    answer = client.post(reverse("admin:login"), sent)
    assert (answer.status_code, answer["Location"]) == (302, PEOPLE)


def test_a_person_is_added_with_a_password(client: Client, boss: User) -> None:
    typed = {"email": "Ada@Example.com", "name": "Ada", "password1": PASSWORD}
    answer = client.post(ADD, {**typed, "password2": PASSWORD})
    ada = User.objects.get(email="ada@example.com")
    assert (answer.status_code, answer["Location"]) == (302, page_of(ada))
    assert ada.check_password(PASSWORD)
    assert (ada.is_staff, ada.is_superuser) == (False, False)


def test_a_weak_password_is_refused_in_words(client: Client, boss: User) -> None:
    typed = {"email": "ada@example.com", "name": "Ada", "password1": "12345", "password2": "12345"}
    answer = client.post(ADD, typed)
    assert "This password is too short." in answer.content.decode()
    assert not User.objects.filter(email="ada@example.com").exists()


def test_an_email_is_taken_whatever_its_case(client: Client, boss: User) -> None:
    typed = {"email": "BOSS@example.com", "name": "X", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post(ADD, typed)
    assert "There already is an account with this email." in answer.content.decode()
    assert User.objects.count() == 1


def test_an_account_that_is_shut_can_not_go_on(client: Client, boss: User) -> None:
    shopper = UserFactory(email="ada@example.com", name="Ada")
    theirs = Client()
    theirs.force_login(shopper)
    assert theirs.get(reverse("accounts:profile")).status_code == 200

    client.post(page_of(shopper), {"email": "ada@example.com", "name": "Ada"})

    shopper.refresh_from_db()
    assert shopper.is_active is False
    assert theirs.get(reverse("accounts:profile")).status_code == 302


def test_a_password_set_by_staff_is_the_only_one(client: Client, boss: User) -> None:
    shopper = UserFactory()
    page = reverse("admin:auth_user_password_change", args=[shopper.pk])
    assert client.get(page).status_code == 200
    client.post(page, {"password1": "another long phrase", "password2": "another long phrase"})
    shopper.refresh_from_db()
    assert shopper.check_password("another long phrase")


def test_staff_change_their_own_password(client: Client, boss: User) -> None:
    page = reverse("admin:password_change")
    assert client.get(page).status_code == 200
    new = "another long phrase"
    typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(page, typed)["Location"] == reverse("admin:password_change_done")
    boss.refresh_from_db()
    assert boss.check_password(new)


def test_staff_see_who_has_confirmed_the_email_and_who_shares_the_name(
    client: Client, boss: User
) -> None:
    UserFactory(email="ada@example.com", email_confirmed_at=clock.now())
    UserFactory(email="bob@example.com")
    confirmed = client.get(PEOPLE, {"email_confirmed_at__isempty": "0"}).content.decode()
    assert "ada@example.com" in confirmed
    assert "bob@example.com" not in confirmed
    form = client.get(page_of(boss)).context["adminform"].form
    assert "shares_name" in form.fields
    assert "email_confirmed_at" not in form.fields


def test_an_email_that_staff_change_has_to_be_confirmed_anew(client: Client, boss: User) -> None:
    shopper = UserFactory(email="ada@example.com", name="Ada", email_confirmed_at=clock.now())
    typed = {"email": "ada@example.com", "name": "Ada L.", "is_active": "on"}
    client.post(page_of(shopper), typed)
    shopper.refresh_from_db()
    assert (shopper.name, shopper.email_confirmed_at is None) == ("Ada L.", False)

    client.post(page_of(shopper), {**typed, "email": "lovelace@example.com"})
    shopper.refresh_from_db()
    assert (shopper.email, shopper.email_confirmed_at) == ("lovelace@example.com", None)


def test_people_are_not_deleted_by_the_dozen(client: Client, boss: User) -> None:
    assert b"delete_selected" not in client.get(PEOPLE).content


def test_a_clerk_gives_nobody_rights(client: Client, clerk: User) -> None:
    shopper = UserFactory(email="ada@example.com", name="Ada")
    typed = {"email": "ada@example.com", "name": "Ada L.", "is_active": "on"}
    client.post(page_of(shopper), {**typed, "is_staff": "on", "is_superuser": "on"})
    shopper.refresh_from_db()
    assert shopper.name == "Ada L."
    assert (shopper.is_staff, shopper.is_superuser) == (False, False)


@pytest.mark.parametrize("name", ["accounts_user_change", "accounts_user_delete"])
def test_a_clerk_touches_no_colleague(client: Client, clerk: User, name: str) -> None:
    colleague = UserFactory(email="boss@example.com", name="The Boss", staff=True)
    page = reverse(f"admin:{name}", args=[colleague.pk])
    typed = {"email": "clerk2@example.com", "name": "Mine now", "post": "yes"}
    assert client.post(page, typed).status_code == 403
    colleague.refresh_from_db()
    assert colleague.email == "boss@example.com"


def test_a_clerk_sets_no_password_of_a_colleague(client: Client, clerk: User) -> None:
    colleague = UserFactory(staff=True)
    page = reverse("admin:auth_user_password_change", args=[colleague.pk])
    typed = {"password1": "another long phrase", "password2": "another long phrase"}
    assert client.post(page, typed).status_code == 403
    colleague.refresh_from_db()
    assert colleague.check_password(PASSWORD)


def test_a_clerk_edits_no_group(client: Client, clerk: User) -> None:
    clerk.user_permissions.add(*Permission.objects.filter(content_type__app_label="auth"))
    group = Group.objects.create(name="Clerks")
    assert client.get(GROUPS).status_code == 200
    for name in ("change", "delete"):
        page = reverse(f"admin:auth_group_{name}", args=[group.pk])
        assert client.post(page, {"name": "Bosses", "post": "yes"}).status_code == 403
    assert client.post(reverse("admin:auth_group_add"), {"name": "Bosses"}).status_code == 403
    assert [group.name for group in Group.objects.all()] == ["Clerks"]


def test_only_the_admin_has_the_looser_policy(client: Client, boss: User) -> None:
    for page in (PEOPLE, reverse("admin:index")):
        policy = client.get(page)["Content-Security-Policy"]
        assert "script-src 'self' 'unsafe-eval';" in f"{policy};"
        assert "style-src 'self' 'unsafe-inline';" in f"{policy};"
        assert "script-src 'self' 'unsafe-eval' 'unsafe-inline'" not in policy
    policy = Client().get(reverse("admin:login"))["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval';" in f"{policy};"
    policy = client.get(reverse("accounts:profile"))["Content-Security-Policy"]
    assert "unsafe" not in policy


def test_search_finds_what_this_person_may_see(client: Client, clerk: User) -> None:
    UserFactory(email="ada@example.com")
    Group.objects.create(name="Adas")
    answer = client.get(reverse("admin:search"), {"s": "ada", "extended": "1"}).content.decode()
    assert "ada@example.com" in answer
    assert "Adas" not in answer


def test_search_for_nothing_finds_nothing(client: Client, boss: User) -> None:
    assert client.get(reverse("admin:search"), {"s": " "}).content == b""
