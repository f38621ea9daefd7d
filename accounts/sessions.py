"""Sessions in the database, of which Redis keeps short-lived copies (SESSION_ENGINE)."""

import re
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import connection, transaction
from django.utils.crypto import constant_time_compare

from accounts import session_copies
from accounts.models import User
from flashsale import clock
from flashsale.database_threads import ask_database

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
        copied = session_copies.read(str(self.session_key))
        return self._load_and_copy()[0] if copied is None else copied

    def owner(self) -> str | None:
        """The id of the user who is signed in, by the database alone; the session is copied."""
        data, is_of_its_user = self._load_and_copy()
        return str(data[SESSION_KEY]) if is_of_its_user else None

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

    def _load_and_copy(self) -> tuple[dict[str, Any], bool]:
        """The session's data, and whether somebody is signed in, as far as the database tells."""
        session_key = str(self.session_key)
        with session_copies.Draft(session_key) as draft:
            session = self.model.objects.filter(
                session_key=session_key, expire_date__gt=clock.now()
            ).first()
            if session is None:
                self._session_key = None
                return {}, False
            data: dict[str, Any] = self.decode(session.session_data)
            if SESSION_KEY not in data or _reads_may_be_old():
                return data, False
            draft.belongs_to(data[SESSION_KEY])
            is_of_its_user = _is_of_its_user(data)
            if is_of_its_user:
                draft.publish(data, expires_at=session.expire_date)
            return data, is_of_its_user

    def _validate_session_key(self, key: str | None) -> bool:
        """Whether this store could have made the key; any other is not even looked up."""
        return key is not None and OUR_KEYS.fullmatch(key) is not None


async def aowner(session_key: str | None) -> str | None:
    """The id of the user who is signed in with this session, for a task of an event loop.

    Without a copy that can be believed, the database is asked in a thread, which copies it.
    Raises DatabaseBusy.
    """
    if session_key is None or not OUR_KEYS.fullmatch(session_key):
        return None
    copied = await session_copies.aread(session_key)
    if copied is not None:
        return copied.get(SESSION_KEY)
    return await ask_database(SessionStore(session_key).owner)


def _forget(session_key: str | None) -> None:
    if session_key is not None:
        transaction.on_commit(partial(session_copies.forget, session_key))


def _reads_may_be_old() -> bool:
    """Whether a transaction is open: it may show rows as they were when it began."""
    return connection.in_atomic_block or getattr(connection, "in_atomic_block_mongo", False)


def _is_of_its_user(data: dict[str, Any]) -> bool:
    """Whether the user exists, is active, and has not changed the password since."""
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    user = User.objects.filter(pk=data[SESSION_KEY], is_active=True).first()
    if user is None:
        return False
    # Where SECRET_KEY was rotated, the session still carries the hash made with the former one.
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    given = data.get(HASH_SESSION_KEY, "")
    return any(constant_time_compare(given, valid) for valid in hashes)
