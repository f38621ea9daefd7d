"""Guessing of passwords is stopped: so many wrong ones for an email, then none is checked.

It is counted by the email that was typed, whether it has an account or not, and what is said and
done is the same for both: nobody learns here who is a customer. Who is signed in stays so. It ends
by itself, and at once with a new password by mail.

Every outcome is told only when it has been counted, so that guesses at the same time gain nothing:

    1. a hundred guesses arrive at once, one of them right; each finds the email open
    2. each password is checked
    3. ten wrong ones are counted and told; the others find the email shut, and are told only that
    4. so does the right one, unless it comes before the tenth wrong one

Key: limit:wrong-passwords:<hash of the email>:<seconds> (`limits.window`). While Redis is away,
nobody is locked out.
"""

import hashlib

from django.conf import settings

from accounts.errors import LockedOut
from accounts.limits.window import Verb, Window, ask, windows
from accounts.models import canonical_email
from flashsale import cache_redis


def require_open(email: str) -> None:
    """A password for this email may be checked. Raises LockedOut."""
    _count(Verb.LOOK, email)


def note_failure(email: str) -> None:
    """One more wrong password for this email is counted, and may be told.

    Raises LockedOut where others have used up what was left meanwhile.
    """
    _count(Verb.TAKE, email)


def note_success(email: str) -> None:
    """The wrong passwords before the right one are forgotten, and it may be told.

    Raises LockedOut where the email was shut meanwhile: then nobody may be signed in.
    """
    _count(Verb.CLEAR, email)


def lift(email: str) -> None:
    """The email is open again, since its owner has chosen a new password."""
    keys = [window.key for window in _windows(email)]
    cache_redis.insist(lambda client: client.delete(*keys))


def _count(verb: Verb, email: str) -> None:
    if not settings.RATE_LIMITS:
        return
    room = ask(verb, _windows(email))
    if room is not None and room.wait_ms:
        raise LockedOut(retry_after=room.retry_after)


def _windows(email: str) -> list[Window]:
    name = canonical_email(email).encode(errors="surrogatepass")
    key = f"limit:wrong-passwords:{hashlib.sha256(name).hexdigest()[:32]}"
    return windows(key, settings.LIMITS["LIMIT_WRONG_PASSWORDS_PER_EMAIL"])
