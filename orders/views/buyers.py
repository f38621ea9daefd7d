"""Who is buying."""

from uuid import UUID

from django.http import HttpRequest

from accounts.models import User


def buyer_of(request: HttpRequest) -> UUID:
    """The id of the person who is signed in; only to be asked for where somebody is."""
    buyer = request.user.pk
    if buyer is None:
        raise LookupError("nobody is signed in")
    return UUID(str(buyer))


def shopper_of(request: HttpRequest) -> User:
    """The person who is signed in; only to be asked for where somebody is."""
    if not isinstance(request.user, User):
        raise LookupError("nobody is signed in")
    return request.user
