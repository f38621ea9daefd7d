"""What changes an account."""

from django.db import IntegrityError

from accounts import lockout
from accounts.errors import EmailTaken
from accounts.models import User
from accounts.refresh_tokens import end_families


def register_shopper(*, email: str, name: str, password: str) -> User:
    """A new shopper exists and is returned.

    Must not run inside a transaction: the database itself refuses the second of two equal
    emails, and that would break off the whole transaction.

    Raises EmailTaken.
    """
    try:
        return User.objects.create_user(email=email, name=name, password=password)
    except IntegrityError as error:
        raise EmailTaken from error


def rename(user: User, *, name: str, shares_name: bool) -> None:
    """The user goes by `name` from now on, on leaderboards by the whole of it or a part."""
    user.name, user.shares_name = name, shares_name
    user.save(update_fields=["name", "shares_name"])


def change_password(user: User, *, password: str) -> None:
    """Only `password` opens the account, and every session opened with the former one is over.

    Wrong ones that were typed before count no more, so whoever was locked out can sign in.
    The session it was changed in needs `update_session_auth_hash` to go on.
    """
    user.set_password(password)
    user.save(update_fields=["password"])
    lockout.lift(user.email)


def deactivate(user: User) -> None:
    """The account is shut: its sessions are over and it can't sign in; its orders stay.

    Nor do its programs come in again by what they were given before, should it be opened again.
    """
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_families(user)
