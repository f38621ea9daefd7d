"""Refresh tokens: each is good for one use, which gives the next one of its family.

A token that comes a second time was stolen before the first or after it, and nobody knows which:
so its family ends, whoever has the newest of it.

    1. the thief, or the program, uses a token: it is marked as used, in one conditional update
    2. the other one uses it too: the update finds nothing to mark
    3. the family is revoked, and no token of it is worth anything

Of many uses at once one does 1. It may be given a token of a family that 3 has ended meanwhile;
that token is dead, as every other.
"""

import math
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables

from accounts.errors import BadToken
from accounts.models import RefreshToken, TokenFamily, User
from flashsale import clock, transactions
from flashsale.derived_secrets import digest_of

TOKEN_BYTES = 32
CLEARED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Fresh:
    """A refresh token that was not used yet, and whose it is."""

    user: User
    token: str = field(repr=False)
    family: TokenFamily

    @property
    def seconds_left(self) -> int:
        """Until its family ends, used or not."""
        return max(0, math.ceil((self.family.ends_at - clock.now()).total_seconds()))


@sensitive_variables("token")
def start_family(user: User) -> Fresh:
    """One more program is signed in as the user, for REFRESH_TOKEN_DAYS at most."""
    now = clock.now()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    digest = digest_of(token)

    def insert() -> TokenFamily:
        family = TokenFamily.objects.create(
            user=user,
            session_hash=user.get_session_auth_hash(),
            started_at=now,
            ends_at=now + timedelta(days=settings.REFRESH_TOKEN_DAYS),
        )
        RefreshToken.objects.create(family=family, digest=digest, issued_at=now)
        return family

    return Fresh(user, token, transactions.run(insert))


@sensitive_variables("token", "following")
def rotate(token: str) -> Fresh:
    """The token is used up, and the next one returned.

    Raises BadToken; where it was used up before, its family is revoked.
    """
    used = _row_of(token)
    _require_alive(used.family)
    following = secrets.token_urlsafe(TOKEN_BYTES)
    digest = digest_of(following)

    def replace() -> bool:
        now = clock.now()
        unused = RefreshToken.objects.filter(pk=used.pk, used_at__isnull=True)
        if not unused.update(used_at=now):
            return False
        RefreshToken.objects.create(family_id=used.family_id, digest=digest, issued_at=now)
        return True

    if not transactions.run(replace):
        _revoke(used.family, TokenFamily.Reason.REUSE)
        raise BadToken
    return Fresh(used.family.user, following, used.family)


@sensitive_variables("token")
def sign_out(token: str) -> None:
    """No token of this one's family is worth anything; neither is one that nobody knows."""
    row = RefreshToken.objects.select_related("family").filter(digest=digest_of(token)).first()
    if row is not None:
        _revoke(row.family, TokenFamily.Reason.LOGOUT)


def revoke_family(family: TokenFamily) -> bool:
    """Staff have ended it. Whether it was alive until now."""
    return _revoke(family, TokenFamily.Reason.STAFF)


def end_families(user: User) -> None:
    """No refresh token of the user is worth anything, even if a shut account is opened again."""
    alive = TokenFamily.objects.filter(user_id=user.pk, revoked_at__isnull=True)
    alive.update(revoked_at=clock.now(), revoked_because=TokenFamily.Reason.SHUT)


def clear_families() -> None:
    """No family is left that is over by its age."""
    while True:
        over = TokenFamily.objects.filter(ends_at__lte=clock.now()).order_by("ends_at")
        batch = list(over.values_list("pk", flat=True)[:CLEARED_AT_ONCE])
        if not batch:
            return
        TokenFamily.objects.filter(pk__in=batch).delete()


def _row_of(token: str) -> RefreshToken:
    """The token's row, with its family and user. Raises BadToken."""
    rows = RefreshToken.objects.select_related("family__user").filter(digest=digest_of(token))
    row = rows.first()
    if row is None:
        raise BadToken
    return row


def _require_alive(family: TokenFamily) -> None:
    """Raises BadToken for a family that was revoked, is too old, or of a password of before."""
    user = family.user
    if family.revoked_at is not None or family.ends_at <= clock.now() or not user.is_active:
        raise BadToken
    # Where SECRET_KEY was rotated, the family still carries the hash made with the former one.
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    if not any(constant_time_compare(family.session_hash, valid) for valid in hashes):
        raise BadToken


def _revoke(family: TokenFamily, reason: TokenFamily.Reason) -> bool:
    alive = TokenFamily.objects.filter(pk=family.pk, revoked_at__isnull=True)
    return bool(alive.update(revoked_at=clock.now(), revoked_because=reason))
