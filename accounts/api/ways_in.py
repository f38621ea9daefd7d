"""The three ways to prove who asks: a session, a bearer's access token, a signed request.

A request that brings a key or a token is judged by that alone: where it is not good the request
is refused, even if a session would do.
"""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables
from ninja.security import APIKeyCookie, APIKeyHeader, HttpBearer

from accounts.access_tokens import proof_of, token_of, user_of
from accounts.errors import BadToken, OutOfScope
from accounts.limits.checking import require_room
from accounts.models import User
from accounts.request_signatures import KEY_HEADER, signer_of


class Scope(StrEnum):
    """What an API key may be used for."""

    READ = "read"
    BUY = "buy"
    MANAGE = "manage"


class KeyWay(APIKeyHeader):
    """A request that is signed with an API key."""

    param_name = KEY_HEADER
    openapi_description = (
        "The id of an API key. The request is signed with the key's secret: X-Signature is the hex"
        " HMAC-SHA-256 over five lines, METHOD, PATH?QUERY, X-Timestamp (Unix seconds, within 300"
        " of ours), X-Nonce (8 to 64 characters, used once) and the hex SHA-256 of the body."
    )

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> User | None:
        return self.authenticate(request, request.META.get(_META_KEY))

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """Whose key it is. Raises RefusedKey and TooManyRequests."""
        if key is None:
            return None
        signer = signer_of(request)
        if self.scope not in signer.scopes.split():
            raise OutOfScope
        # Whose request this is was not known when the others were counted.
        require_room(request, account=str(signer.user_id))
        return _known(request, signer.user)


class TokenWay(HttpBearer):
    """An access token, as POST auth/login gives it."""

    openapi_bearerFormat = "JWT"  # noqa: N815 - as the schema spells it
    openapi_description = "The access token that POST auth/login, register or refresh gave."

    @sensitive_variables("token")
    def __call__(self, request: HttpRequest) -> User | None:
        token = token_of(request)
        return None if token is None else self.authenticate(request, token)

    @sensitive_variables("token")
    def authenticate(self, request: HttpRequest, token: str) -> User:
        """Whose token it is. Raises BadToken."""
        proof = proof_of(request)
        user = user_of(proof) if proof else None
        if user is None:
            raise BadToken
        return _known(request, user)


class SessionWay(APIKeyCookie):
    """The session of a browser; what changes something needs the CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = (
        "The cookie of a browser that is signed in. What changes something needs X-CSRFToken too."
    )

    def __call__(self, request: HttpRequest) -> User | None:
        """Who is signed in; only from them is the CSRF token wanted."""
        if not isinstance(request.user, User):
            return None
        return self.authenticate(request, self._get_key(request))

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        return request.user if isinstance(request.user, User) else None


def ways_in(scope: Scope) -> list[Any]:
    """For `auth=` of an operation: a key with this scope, access token, or session."""
    return [KeyWay(scope), *signed_in_only()]


def signed_in_only() -> list[Any]:
    """For `auth=`: access token or session, and no key."""
    return [TokenWay(), SessionWay()]


def caller(request: HttpRequest) -> User:
    """Who asks, in an operation that has `auth`."""
    user: User = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    return user


def _known(request: HttpRequest, user: User) -> User:
    """The request is this user's, for whatever else asks it: services, limits, the log."""
    request.user = user
    return user


_META_KEY = "HTTP_" + KEY_HEADER.upper().replace("-", "_")
