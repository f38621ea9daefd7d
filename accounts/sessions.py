"""Sessions in the database, of which Redis keeps short-lived copies (SESSION_ENGINE)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.crypto import constant_time_compare

from accounts import session_copies
from accounts.models import User
from flashsale import clock

OUR_KEYS = re.compile(r"[a-z0-9]{32}")


class SessionStore(DatabaseSessionStore):
    """Django's database sessions; a signed-in one is read from its copy while that holds.

    Every write and deletion goes to the database first and then, once it is committed, forgets
    the copy. The order matters:

    1. a copy is forgotten before its row is changed
    2. another page finds no copy, reads the old row, and copies it
    3. the row is changed, and the copy shows the old one for a minute
    """

    def load(self) -> dict[str, Any]:
        """The session's data, from its copy, else from the database, which is then copied."""
        session_key = str(self.session_key)
        copied = session_copies.read(session_key)
        if copied is not None:
            return copied
        found = read_and_copy([session_key])
        if not found:
            self._session_key = None
            return {}
        return found[session_key].data

    def save(self, must_create: bool = False) -> None:
        """The session is stored, and no copy shows it as it was before."""
        super().save(must_create)
        if not must_create:
            _forget(self.session_key)

    def delete(self, session_key: str | None = None) -> None:
        """The session is gone, and so is its copy."""
        session_key = session_key or self.session_key
        super().delete(session_key)
        _forget(session_key)

    async def aload(self) -> dict[str, Any]:
        return await sync_to_async(self.load)()

    async def asave(self, must_create: bool = False) -> None:
        await sync_to_async(self.save)(must_create)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    def _validate_session_key(self, key: str | None) -> bool:
        """Whether this store could have made the key; any other is not even looked up."""
        return key is not None and OUR_KEYS.fullmatch(key) is not None


def _forget(session_key: str | None) -> None:
    if session_key is not None:
        transaction.on_commit(partial(session_copies.forget, session_key))


def _reads_may_be_old() -> bool:
    """Whether a transaction is open: it may show rows as they were when it began."""
    return connection.in_atomic_block or getattr(connection, "in_atomic_block_mongo", False)


@dataclass(frozen=True, slots=True)
class Found:
    """A session as the database has it; `owner` is the id of who is signed in with it."""

    data: dict[str, Any]
    owner: str | None


def read_and_copy(session_keys: Sequence[str]) -> dict[str, Found]:
    """session key → what the database has of it, if it has; those of somebody are copied.

    Inside a transaction nothing is checked or copied, and nobody is taken for an owner.
    """
    with session_copies.Drafts(session_keys) as drafts:
        rows = Session.objects.filter(session_key__in=session_keys, expire_date__gt=clock.now())
        sessions = {row.session_key: row for row in rows}
        data = {key: SessionStore().decode(row.session_data) for key, row in sessions.items()}
        owners: dict[str, str] = {}
        if not _reads_may_be_old():
            signed_in = {key: values for key, values in data.items() if SESSION_KEY in values}
            drafts.belong_to(values[SESSION_KEY] for values in signed_in.values())
            owners = _owners(signed_in)
        drafts.publish(
            [
                session_copies.Copy(key, owner, data[key], sessions[key].expire_date)
                for key, owner in owners.items()
            ]
        )
    return {key: Found(values, owners.get(key)) for key, values in data.items()}


def _owners(sessions: dict[str, dict[str, Any]]) -> dict[str, str]:
    """session key → id of its user, if that one exists, is active, and has not changed the
    password since."""
    ids = {data[SESSION_KEY] for data in sessions.values()}
    users = User.objects.filter(pk__in=ids, is_active=True) if ids else []
    by_id = {str(user.pk): user for user in users}
    return {
        key: data[SESSION_KEY]
        for key, data in sessions.items()
        if data[SESSION_KEY] in by_id and _is_valid(data, by_id[data[SESSION_KEY]])
    }


def _is_valid(data: dict[str, Any], user: User) -> bool:
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    # Where SECRET_KEY was rotated, the session still carries the hash made with the former one.
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    given = data.get(HASH_SESSION_KEY, "")
    return any(constant_time_compare(given, valid) for valid in hashes)
