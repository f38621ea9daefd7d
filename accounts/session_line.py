"""The connection over which an event loop reads session copies: one, that all its tasks share.

What is believed of them is less strict than for pages (`session_redis`, whose timeline this is
about), and as safe. Only this line's own connection counts, not the newest of the process: a
Redis that restarted has cut this line, so what was read over it was kept by no log. Else the
connections that a crowd without copies makes, one a thread, would put the copies of all others
in doubt, in the middle of the rush. And where anything that this process put to Redis failed, a
deletion may be among it: only what was seen later is believed.
"""

import asyncio
from functools import partial
from typing import Any, TypeAlias

from django.conf import settings
from redis.exceptions import RedisError

from accounts import session_redis
from flashsale.event_loops import one_a_loop
from flashsale.redis_clients import CONNECT_TIMEOUT_SECONDS
from flashsale.wire import LoopedLine, Replies, address_of
from flashsale.wire.replies import Command

Value: TypeAlias = bytes | None


class SessionLine:
    """What one event loop asks of the Redis of session copies."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._line: LoopedLine | None = None
        self._believes_after_us = 0
        self._failures = 0
        self._renewing: asyncio.Task[LoopedLine | None] | None = None
        self._asked: list[tuple[str, asyncio.Future[Value]]] = []

    async def get(self, key: str) -> Value:
        """The value of `key`; None where there is none, or Redis is away.

        All who ask in the same turn of the loop are answered by one command.
        """
        line = self._line
        if line is None or not line.is_open or self._failures != session_redis.failures():
            line = await self._renewed()
            if line is None:
                return None
        if not self._asked:
            self._loop.call_soon(self._ask, line)
        answer: asyncio.Future[Value] = self._loop.create_future()
        self._asked.append((key, answer))
        return await answer

    def can_believe(self, seen_at_us: int) -> bool:
        """Whether what was seen at this time of Redis is still so, as far as this process knows."""
        return seen_at_us > self._believes_after_us and self._failures == session_redis.failures()

    async def _renewed(self) -> LoopedLine | None:
        """A line that is in order, made once for all who ask; None while Redis is away."""
        if session_redis.is_resting():
            return None
        if self._renewing is None:
            self._renewing = asyncio.create_task(self._renew())
        return await asyncio.shield(self._renewing)

    async def _renew(self) -> LoopedLine | None:
        failures = session_redis.failures()
        try:
            line = self._line
            if line is None or not line.is_open:
                line = await LoopedLine.connect(
                    address_of(settings.CACHE_REDIS_URL),
                    connect_seconds=CONNECT_TIMEOUT_SECONDS,
                    answer_seconds=session_redis.ANSWER_TIMEOUT_SECONDS,
                )
            now = _only_reply(await line.ask([("TIME",)]))
        except (RedisError, OSError) as error:
            session_redis.rest(error)
            return None
        finally:
            self._renewing = None
        self._believes_after_us = session_redis.microseconds(now)
        self._line, self._failures = line, failures
        return line

    def _ask(self, line: LoopedLine) -> None:
        asked, self._asked = self._asked, []
        command: Command = ("MGET", *[key for key, _ in asked])
        line.ask([command]).add_done_callback(partial(_tell, [answer for _, answer in asked]))


def _tell(answers: list[asyncio.Future[Value]], asked: asyncio.Future[Replies]) -> None:
    try:
        values = _only_reply(asked.result())
    except (RedisError, OSError) as error:
        session_redis.rest(error)
        values = [None] * len(answers)
    for answer, value in zip(answers, values, strict=True):
        if not answer.done():
            answer.set_result(value)


def _only_reply(replies: Replies) -> Any:
    (reply,) = replies
    if isinstance(reply, RedisError):
        raise reply
    return reply


@one_a_loop
def session_line() -> SessionLine:
    """The line of the running event loop."""
    return SessionLine()
