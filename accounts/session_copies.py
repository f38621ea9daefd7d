"""Copies of signed-in sessions in Redis, which spare a page the database's answer.

The database is the record. A copy shows it as it was 60 seconds ago at most, and is written
only by the slow path, which has just checked it. Redis may be away at any moment: then nothing
is copied and nothing is found (`session_redis` tells what is believed when it is back).

Keys:
    session:<key>            the session's data, JSON, with when it was seen and its end
    session-keys:<user>      which sessions of this user were copied

Both expire by themselves. Where the cache's Redis evicts, it may forget the second before the
first; then `forget_user` misses a copy, which still ends within its 60 seconds.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import redis
from redis.client import Pipeline
from redis.exceptions import RedisError, WatchError

from accounts import session_redis
from accounts.session_line import session_line
from flashsale import clock

COPY_SECONDS = 60


def read(session_key: str) -> dict[str, Any] | None:
    """The copied data of a session, or None where there is none to be believed.

    Reads session:<key>.
    """
    if session_redis.is_resting():
        return None
    copy: Any = session_redis.ask(lambda client: client.get(_session(session_key)))
    return _data(copy, can_believe=session_redis.can_believe)


async def aread(session_key: str) -> dict[str, Any] | None:
    """What `read` finds, over the line of this event loop.

    Reads session:<key>.
    """
    line = session_line()
    return _data(await line.get(_session(session_key)), can_believe=line.can_believe)


def _data(copy: bytes | None, *, can_believe: Callable[[int], bool]) -> dict[str, Any] | None:
    if not copy:
        return None
    fields = json.loads(copy.decode())  # which spares json from guessing the encoding
    if not can_believe(fields["seen_at_us"]):
        return None
    if fields["expires_at_ms"] <= clock.to_ms(clock.now()):
        return None
    return dict(fields["data"])


def forget(session_key: str) -> None:
    """No copy of this session is left, none is believed here, and no draft becomes one.

    Writes and deletes session:<key>.
    """

    def delete(client: redis.Redis) -> None:
        pipe = client.pipeline(transaction=False)
        pipe.set(_session(session_key), b"", px=1)
        pipe.delete(_session(session_key))
        _disturb_and_delete(pipe)

    session_redis.ask(delete)


def forget_user(user_id: UUID | str) -> None:
    """No copy of any of this user's sessions is left, and no draft becomes one.

    Writes, reads and deletes session-keys:<user>, deletes each session:<key> named there. A
    draft was published before the set was disturbed, and is named in it, or never will be.
    """
    keys = _keys_of(user_id)

    def delete(client: redis.Redis) -> None:
        pipe = client.pipeline(transaction=False)
        pipe.sadd(keys, b"")
        pipe.smembers(keys)
        pipe.delete(keys)
        copied, _ = _disturb_and_delete(pipe)
        client.delete(*(_session(key.decode()) for key in {*copied, b""}))

    session_redis.ask(delete)


def _disturb_and_delete(pipe: Pipeline) -> list[Any]:
    """The answers to all but the first command, which only disturbs whoever watches the key.

    Deleting a key that is missing would disturb nobody. A full Redis refuses that command, and
    may: it refuses drafts too. It must not refuse the others.
    """
    _, *answers = pipe.execute(raise_on_error=False)
    for answer in answers:
        if isinstance(answer, RedisError):
            raise answer
    return answers


@dataclass(frozen=True, slots=True)
class Copy:
    """What is copied of a session: whose it is, its data and its end."""

    session_key: str
    user_id: str
    data: dict[str, Any]
    expires_at: datetime


class Drafts:
    """Copies in the making, which are published only if nothing was forgotten since they began.

    1. a page begins a draft: WATCH session:<key>
    2. it reads the session's row
    3. another page signs this shopper out: deletes the row, then forgets the copy
    4. the first publishes its draft

    4 fails, because 3 wrote the watched key. Had 3 come before 1, then 2 would have found no
    row; had 3 come after 4, it would have deleted the copy. If Redis restarts after 1, the watch
    dies with the connection, and 4 fails too. The same holds for the user's row, which must be
    read after `belong_to`, and for `forget_user`.

    Of several drafts that are made together all are published or none.

    Watches each session:<key> and session-keys:<user>; writes both.
    """

    def __init__(self, session_keys: Sequence[str]) -> None:
        self._session_keys = session_keys
        self._user_ids: frozenset[str] = frozenset()
        # The client is kept, since it would close the watching connection when it is collected.
        self._client: redis.Redis | None = None
        self._pipe: Pipeline | None = None
        self._seen_at_us: int | None = None

    def __enter__(self) -> Self:
        if not session_redis.is_resting():
            self._seen_at_us = session_redis.ask(self._begin)
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._pipe is not None:
            pipe = self._pipe
            session_redis.ask(lambda _: pipe.reset())

    def belong_to(self, user_ids: Iterable[str]) -> None:
        """What is forgotten of these users from now on is not published either."""
        users = frozenset(user_ids)
        if self._pipe is not None and self._seen_at_us is not None and users:
            pipe = self._pipe
            if session_redis.ask(lambda _: pipe.watch(*map(_keys_of, users))):
                self._user_ids = users

    def publish(self, copies: Sequence[Copy]) -> None:
        """The copies can be read for 60 seconds since the drafts began, if they still hold."""
        copies = [copy for copy in copies if copy.user_id in self._user_ids]
        if self._pipe is None or self._seen_at_us is None or not copies:
            return
        pipe, seen_at_us = self._pipe, self._seen_at_us
        ends_at_ms = seen_at_us // 1000 + COPY_SECONDS * 1000

        def execute(_: redis.Redis) -> None:
            pipe.multi()
            for copy in copies:
                keys = _keys_of(copy.user_id)
                text = _text(copy, seen_at_us=seen_at_us)
                pipe.set(_session(copy.session_key), text, pxat=ends_at_ms)
                pipe.sadd(keys, copy.session_key)
                # Longer than any copy it names, even if a draft begun earlier is published later.
                pipe.pexpireat(keys, ends_at_ms + COPY_SECONDS * 1000)
            try:
                pipe.execute()
            except WatchError:
                return

        session_redis.ask(execute)

    def _begin(self, client: redis.Redis) -> int:
        self._client, self._pipe = client, client.pipeline()
        self._pipe.watch(*map(_session, self._session_keys))
        return session_redis.microseconds(self._pipe.time())


def _text(copy: Copy, *, seen_at_us: int) -> str:
    fields = {
        "seen_at_us": seen_at_us,
        "expires_at_ms": clock.to_ms(copy.expires_at),
        "data": copy.data,
    }
    return json.dumps(fields)


def _session(session_key: str) -> str:
    return f"session:{session_key}"


def _keys_of(user_id: UUID | str) -> str:
    return f"session-keys:{user_id}"
