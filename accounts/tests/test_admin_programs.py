"""Staff look at people's programs, and revoke them."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import ApiKey, TokenFamily, User
from accounts.tests.factories import UserFactory
from accounts.tests.programs import key_of, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = {"apikey": ApiKey, "tokenfamily": TokenFamily}


@pytest.fixture
def programs(client: Client, shopper: User) -> None:
    """A key of the shopper's, and a program that signed in."""
    key_of(shopper)
    sign_in(client, shopper.email)


def staff_with(*permissions: str) -> Client:
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(clerk)
    return client


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("programs")
def test_staff_see_programs_and_revoke_them(kind: str) -> None:
    thing = KINDS[kind].objects.get()
    staff = staff_with(f"view_{kind}", f"change_{kind}")
    page = f"/admin/accounts/{kind}/{thing.pk}/change/"
    revoke = reverse(f"admin:accounts_{kind}_revoke", args=[thing.pk])

    assert revoke in staff.get(page).content.decode()
    for address in (f"/admin/accounts/{kind}/", page, revoke):
        answer = staff.get(address)
        assert answer.status_code == 200
        assert "ada@example.com" in answer.content.decode()
    thing.refresh_from_db()
    assert thing.revoked_at is None

    assert staff.post(revoke).url == page

    thing.refresh_from_db()
    assert thing.revoked_at is not None
    assert revoke not in staff.get(page).content.decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("programs")
def test_who_may_only_look_revokes_nothing(kind: str) -> None:
    thing = KINDS[kind].objects.get()
    revoke = reverse(f"admin:accounts_{kind}_revoke", args=[thing.pk])

    assert staff_with(f"view_{kind}").post(revoke).status_code == 403
    assert staff_with().get(f"/admin/accounts/{kind}/").status_code == 403
    assert staff_with("view_user").post(revoke).status_code == 403

    thing.refresh_from_db()
    assert thing.revoked_at is None


@pytest.mark.usefixtures("programs")
def test_the_admin_shows_neither_salt_nor_digest() -> None:
    client = Client()
    client.force_login(UserFactory(staff=True))
    key = ApiKey.objects.get()

    page = client.get(f"/admin/accounts/apikey/{key.pk}/change/").content.decode()

    assert key.salt not in page
    assert key.digest not in page
