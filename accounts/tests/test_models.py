"""The user model."""

import pytest
from django.db import IntegrityError

from accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def test_staff_have_every_permission() -> None:
    staff = User.objects.create_superuser("Grace@Example.com", "Grace Hopper", "x")

    assert (staff.email, staff.is_staff, staff.is_superuser) == ("grace@example.com", True, True)


def test_an_email_is_unique_however_it_is_stored() -> None:
    User.objects.create(email="ada@example.com", name="Ada")

    with pytest.raises(IntegrityError):
        User(email="ADA@Example.com", name="Another").save()


@pytest.mark.parametrize(
    ("name", "short"),
    [("Ada Lovelace", "Ada"), ("Ada", "Ada"), ("  ", "ada@example.com"), ("", "ada@example.com")],
)
def test_a_shopper_is_called_by_their_first_name(name: str, short: str) -> None:
    assert User(email="ada@example.com", name=name).get_short_name() == short
