"""Who is signed in, for code on an event loop: by the copy of the session, else by the database.

When a sale opens, thousands press whose sessions have no copy, since they waited for longer than
copies live. Like the stock engine's requests, all of them who wait go together: one question to
the database is about many sessions, and they are copied in one transaction of Redis.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import islice

from django.conf import settings
from django.contrib.auth import SESSION_KEY

from accounts import session_copies
from accounts.sessions import OUR_KEYS, read_and_copy
from flashsale.database_threads import DatabaseBusy, ask_database
from flashsale.event_loops import one_a_loop

GROUP_SIZE = 100


async def owner_of(session_key: str | None) -> str | None:
    """The id of the user who is signed in with this session.

    Raises DatabaseBusy, and what the database raises.
    """
    if session_key is None or not OUR_KEYS.fullmatch(session_key):
        return None
    copied = await session_copies.aread(session_key)
    if copied is not None:
        return copied.get(SESSION_KEY)
    return await _crowd().owner_of(session_key)


class _Crowd:
    """Those of one event loop whose sessions have no copy, first come, first served."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[str | None]] = {}
        self._asking: set[asyncio.Task[None]] = set()

    async def owner_of(self, session_key: str) -> str | None:
        answer = self._waiting.get(session_key)
        if answer is None:
            if len(self._waiting) >= settings.RUSH_SESSIONS_QUEUE:
                raise DatabaseBusy
            answer = self._waiting[session_key] = asyncio.get_running_loop().create_future()
            if len(self._asking) < settings.RUSH_DATABASE_THREADS:
                task = asyncio.create_task(self._ask())
                self._asking.add(task)
                task.add_done_callback(self._asking.discard)
        return await asyncio.shield(answer)

    async def _ask(self) -> None:
        """Nobody waits any more. An error is told to all who wait: they would meet it too."""
        while self._waiting:
            group = self._leave(GROUP_SIZE)
            try:
                owners = await ask_database(partial(_owners, list(group)), in_any_queue=True)
            except Exception as error:  # noqa: BLE001 - whoever awaits it raises it
                for answer in (group | self._leave(len(self._waiting))).values():
                    answer.set_exception(error)
                    answer.exception()  # nobody may be waiting any more
            else:
                for session_key, answer in group.items():
                    answer.set_result(owners.get(session_key))

    def _leave(self, count: int) -> dict[str, asyncio.Future[str | None]]:
        """The first so many, who do not wait in line any more."""
        return {key: self._waiting.pop(key) for key in list(islice(self._waiting, count))}


def _owners(session_keys: Sequence[str]) -> dict[str, str | None]:
    return {key: found.owner for key, found in read_and_copy(session_keys).items()}


@one_a_loop
def _crowd() -> _Crowd:
    return _Crowd()
