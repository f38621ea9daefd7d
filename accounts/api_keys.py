"""API keys: made, found, revoked. The secret of one is shown once and stored nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables

from accounts.errors import BadKey, TooManyKeys
from accounts.models import ApiKey, User
from flashsale import clock
from flashsale.derived_secrets import derived_secret, digest_of, new_salt

MOST_KEYS = 20
PURPOSE = "api-keys"
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key, and the one chance to be told its secret."""

    key: ApiKey
    secret: str = field(repr=False)


@sensitive_variables("secret")
def make_key(user: User, *, name: str, scopes: Iterable[str]) -> NewKey:
    """The user has one more key, good for these scopes.

    Raises TooManyKeys from the 21st on. Two that are made at once may both be the 20th.
    """
    if keys_of(user).count() >= MOST_KEYS:
        raise TooManyKeys
    salt = new_salt()
    secret = derived_secret(PURPOSE, salt=salt)
    key = ApiKey.objects.create(
        user=user,
        name=name,
        scopes=" ".join(sorted(set(scopes))),
        salt=salt,
        digest=digest_of(secret),
    )
    return NewKey(key, secret)


def keys_of(user: User) -> QuerySet[ApiKey]:
    """The user's keys that are not revoked, the newest first."""
    return ApiKey.objects.filter(user_id=user.pk, revoked_at__isnull=True)


def good_key(key_id: UUID) -> ApiKey:
    """The key, with its user, if it is not revoked and the user's account is open. One query.

    Raises BadKey.
    """
    key = (
        ApiKey.objects.select_related("user")
        .filter(pk=key_id, revoked_at__isnull=True, user__is_active=True)
        .first()
    )
    if key is None:
        raise BadKey
    return key


@sensitive_variables("secret")
def secret_of(key: ApiKey) -> str:
    """The secret that was shown when the key was made.

    Raises BadKey where the shop has another SECRET_KEY since.
    """
    secret = derived_secret(PURPOSE, salt=key.salt)
    if not constant_time_compare(digest_of(secret), key.digest):
        raise BadKey
    return secret


def note_use(key: ApiKey) -> None:
    """The key was used just now, to the minute: not every request writes."""
    now = clock.now()
    due = now - NOTED_EVERY
    if key.last_used_at is None or key.last_used_at <= due:
        long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lte=due)
        ApiKey.objects.filter(long_ago, pk=key.pk).update(last_used_at=now)


def revoke_key(key: ApiKey) -> bool:
    """The key is good for nothing any more. Whether it was until now."""
    live = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    return bool(live.update(revoked_at=clock.now()))
