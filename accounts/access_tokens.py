"""Access tokens: for minutes, signed proof of who signed in, and with which password.

A token is a JWT (HS256), signed with a key that is derived from SECRET_KEY. What it says can be
checked without asking anybody; whether its person may still come in is asked of the database, so
that a new password and a shut account end every token at once.
"""

from dataclasses import dataclass
from uuid import UUID

import jwt
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from flashsale import clock
from flashsale.derived_secrets import derived_secret, digest_of

ALGORITHM = "HS256"
TYPE = "at+jwt"  # RFC 9068: an access token, and no other kind of JWT
ISSUER = "flashsale"
AUDIENCE = "flashsale-api"
CLAIMS = ["iss", "aud", "sub", "iat", "exp", "pwd"]
LONGEST = 600  # characters; ours have 300
SCHEME = "bearer"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a token of ours says: the user's id, and a mark of the password at that time."""

    user_id: str
    password_mark: str


@sensitive_variables()
def new_access_token(user: User) -> str:
    """A token with which the user comes in for ACCESS_TOKEN_SECONDS."""
    now = clock.to_ms(clock.now()) // 1000
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(user.pk),
        "iat": now,
        "exp": now + settings.ACCESS_TOKEN_SECONDS,
        "pwd": _mark(user.get_session_auth_hash()),
    }
    return jwt.encode(claims, _key(), algorithm=ALGORITHM, headers={"typ": TYPE})


def owner_of_token(token: str) -> str | None:
    """The id of the user whom the token was made for, unless it is not ours or too old.

    Asks nobody: whether that user may still come in is for `user_of` to say.
    """
    proof = proof_in(token)
    return proof.user_id if proof else None


@sensitive_variables("token")
def proof_of(request: HttpRequest) -> Proof | None:
    """What the request's token says, if it brings a good one; looked at once a request."""
    if not hasattr(request, "_access_proof"):
        token = token_of(request)
        request._access_proof = proof_in(token) if token else None  # type: ignore[attr-defined]
    proof: Proof | None = request._access_proof  # type: ignore[attr-defined]
    return proof


@sensitive_variables("token")
def token_of(request: HttpRequest) -> str | None:
    """What stands in the request's `Authorization: Bearer …`, if that is what it has."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token.strip() if scheme.lower() == SCHEME else None


def user_of(proof: Proof) -> User | None:
    """The token's user, if the account is open and has no other password since. One query."""
    found = User.objects.filter(pk=proof.user_id, is_active=True)
    user = next(iter(found), None)  # `first` would have it ordered, which takes longer than asking
    if user is None:
        return None
    # Where SECRET_KEY was rotated, former sessions hold; these tokens don't, since their key went.
    is_same = constant_time_compare(proof.password_mark, _mark(user.get_session_auth_hash()))
    return user if is_same else None


@sensitive_variables()
def proof_in(token: str) -> Proof | None:
    """What the token says, unless it is not ours or too old."""
    if len(token) > LONGEST:
        return None
    try:
        decoded = jwt.decode_complete(
            token,
            _key(),
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            audience=AUDIENCE,
            options={"require": CLAIMS, "verify_iat": False, "strict_aud": True},
        )
        claims = decoded["payload"]
        user_id = str(UUID(claims["sub"]))
    except (jwt.InvalidTokenError, ValueError):
        return None
    if decoded["header"].get("typ") != TYPE:
        return None
    return Proof(user_id, str(claims["pwd"]))


def _mark(session_auth_hash: str) -> str:
    """Tells two passwords apart, and nothing of either."""
    return digest_of(session_auth_hash)[:32]


def _key() -> str:
    return derived_secret("access-tokens", salt=ALGORITHM)
