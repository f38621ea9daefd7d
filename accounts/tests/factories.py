"""People for the tests of every app."""

import factory
from factory.django import DjangoModelFactory, Password

from accounts.models import User

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory[User]):
    """A shopper who can sign in with PASSWORD; `staff=True` makes one who may do everything."""

    class Meta:
        model = User

    class Params:
        staff = factory.Trait(is_staff=True, is_superuser=True)

    email = factory.Sequence(lambda number: f"shopper{number}@example.com")
    name = factory.Sequence(lambda number: f"Shopper {number}")
    password = Password(PASSWORD)
