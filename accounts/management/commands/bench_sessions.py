"""`manage.py bench_sessions`"""

import sys
from collections.abc import Iterator, Sequence
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.management import CommandError, CommandParser
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH
from django.utils.crypto import get_random_string
from tqdm import tqdm

from accounts import session_redis
from accounts.models import User
from accounts.session_copies import COPY_SECONDS
from accounts.sessions import SessionStore, read_and_copy
from flashsale.command_line import ShopCommand

MOST_BUYERS = 1_000_000
BATCH = 1_000
AT_ONCE = 250
TRIES = 5
SILENT_SECONDS = 2.0
KEY_PREFIX = "benchbuyer"
KEY_RANDOM_BYTES = 11  # 22 digits: a key of Django's has 32 characters


class Command(ShopCommand):
    help = f"""\
Sign in many buyers at once, to put a load on the shop: a session and a CSRF token each.

Prints "<sessionid> <csrftoken>" a line and nothing else. The token is good as the cookie
`csrftoken` and as the header `X-CSRFToken`. Each line is a buyer of its own, a user who has no
password and is called bench-<id>@example.com; run again, it makes more of them.

  manage.py bench_sessions --count 60000 > buyers
  manage.py bench_sessions --count 500 --warm > buyers    their sessions are in Redis, too
  manage.py bench_sessions --warm < buyers                those of earlier ones, again
  manage.py bench_sessions --forget                       no such buyer or session is left

A session is copied to Redis when a page first reads it, and the copy lives for {COPY_SECONDS}
seconds. --warm checks each as a page does. A server believes only copies that are younger than
its connections, so let it answer a few requests first, then warm, then measure.
"""
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, metavar="N", help="make so many buyers")
        parser.add_argument(
            "--warm",
            action="store_true",
            help="copy their sessions to Redis; without --count, those of the lines on stdin",
        )
        parser.add_argument(
            "--forget", action="store_true", help="delete all such buyers and their sessions"
        )

    def handle(self, *, count: int | None, warm: bool, forget: bool, **options: Any) -> None:
        if forget and (warm or count is not None):
            raise CommandError("--forget stands alone.")
        if not (forget or warm or count is not None):
            raise CommandError("Say --count N, --warm or --forget.")
        if count is not None and not 1 <= count <= MOST_BUYERS:
            raise CommandError(f"--count must be from 1 to {MOST_BUYERS:,}, not {count:,}.")
        if forget:
            self.stderr.write(f"{_forget():,} buyers are gone, with their sessions.")
            return
        keys = _keys_on_stdin() if count is None else []
        for key, token in _signed_in(count or 0):
            self.stdout.write(f"{key} {token}")
            keys.append(key)
        if warm:
            _warm(keys)


def _signed_in(count: int) -> Iterator[tuple[str, str]]:
    """`count` new buyers are signed in; (session key, CSRF token) of each."""
    store = SessionStore()
    with tqdm(total=count, unit=" buyers", disable=None, delay=SILENT_SECONDS, leave=False) as bar:
        for start in range(0, count, BATCH):
            users = User.objects.bulk_create(_new_users(min(BATCH, count - start)))
            sessions = Session.objects.bulk_create([_session_of(user, store) for user in users])
            for session in sessions:
                yield session.session_key, get_random_string(CSRF_SECRET_LENGTH, CSRF_ALLOWED_CHARS)
            bar.update(len(users))


def _new_users(count: int) -> list[User]:
    no_password = make_password(None)
    users = [User(name="Bench Buyer", password=no_password) for _ in range(count)]
    for user in users:
        user.email = _email_of(user.pk)
    return users


def _email_of(user_id: UUID) -> str:
    """Made of the id, so that nobody who chose such an address is taken for one of ours."""
    return f"bench-{user_id.hex}@example.com"


def _session_of(user: User, store: SessionStore) -> Session:
    """What signing in leaves in the database."""
    data = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    return Session(
        session_key=KEY_PREFIX + token_hex(KEY_RANDOM_BYTES),
        session_data=store.encode(data),
        expire_date=store.get_expiry_date(),
    )


def _keys_on_stdin() -> list[str]:
    lines = [] if sys.stdin.isatty() else sys.stdin.read().splitlines()
    keys = [line.split()[0] for line in lines if line.strip()]
    if not keys or not all(key.startswith(KEY_PREFIX) for key in keys):
        raise CommandError("Without --count, stdin must have the lines that --count has printed.")
    return keys


def _warm(keys: Sequence[str]) -> None:
    """Each of the sessions has a copy, checked as a page checks it. Raises CommandError."""
    with tqdm(
        total=len(keys), unit=" sessions", disable=None, delay=SILENT_SECONDS, leave=False
    ) as bar:
        for start in range(0, len(keys), AT_ONCE):
            batch = keys[start : start + AT_ONCE]
            _copy(batch)
            bar.update(len(batch))


def _copy(keys: Sequence[str]) -> None:
    """An older copy that ends in this moment disturbs the draft of its renewal: once more, then."""
    without = keys
    for _ in range(TRIES):
        found = read_and_copy(without)
        for key in without:
            if key not in found or found[key].owner is None:
                raise CommandError(f"The session {key} is over, or was never made here.")
        without = _without_copy(without)
        if not without:
            return
    raise CommandError("The sessions can't be copied. Does Redis answer?")


def _without_copy(keys: Sequence[str]) -> Sequence[str]:
    """Those that have no copy; all of them while Redis is away. Reads session:<key>."""
    names = [f"session:{key}" for key in keys]
    copies = session_redis.ask(lambda client: list(client.mget(names))) if keys else []
    if copies is None:
        return keys
    return [key for key, copy in zip(keys, copies, strict=True) if copy is None]


def _forget() -> int:
    """No buyer of this command is left; returns how many there were."""
    Session.objects.filter(session_key__startswith=KEY_PREFIX).delete()
    named_so = User.objects.filter(email__startswith="bench-", email__endswith="@example.com")
    found = [pk for pk, email in named_so.values_list("pk", "email") if email == _email_of(pk)]
    for start in tqdm(
        range(0, len(found), BATCH), unit=f" x {BATCH} buyers",
        disable=None, delay=SILENT_SECONDS, leave=False,
    ):  # fmt: skip
        User.objects.filter(pk__in=found[start : start + BATCH]).delete()
    return len(found)
