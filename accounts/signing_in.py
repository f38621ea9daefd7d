"""Signing in with email and password, for programs: pages have their forms and sessions."""

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts import lockout, refresh_tokens
from accounts.confirmation import mail_first_link
from accounts.errors import SignInRefused
from accounts.models import User
from accounts.services import register_shopper
from flashsale import clock


@sensitive_variables("password")
def sign_in(request: HttpRequest, *, email: str, password: str) -> refresh_tokens.Fresh:
    """A program is signed in as the user, and the first refresh token of its family returned.

    Raises SignInRefused, and LockedOut after too many of them.
    """
    lockout.require_open(email)
    user = authenticate(request, username=email, password=password)
    if not isinstance(user, User):
        lockout.note_failure(email)
        raise SignInRefused
    lockout.note_success(email)
    return _signed_in(user)


@sensitive_variables("password")
def register(*, email: str, name: str, password: str) -> refresh_tokens.Fresh:
    """There is a new shopper, and a program signed in as them; a mail is on its way.

    Raises EmailTaken.
    """
    user = register_shopper(email=email, name=name, password=password)
    mail_first_link(user)
    return _signed_in(user)


def _signed_in(user: User) -> refresh_tokens.Fresh:
    user.last_login = clock.now()
    user.save(update_fields=["last_login"])
    return refresh_tokens.start_family(user)
