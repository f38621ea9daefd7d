"""The connection over which an event loop counts: one, that all its tasks share.

All who ask in the same turn of the loop are counted by one script, so that a rush costs Redis
and the loop little more than a single press.
"""

import asyncio
from collections.abc import Sequence
from functools import partial

from django.conf import settings
from redis.exceptions import RedisError

from accounts.limits.window import COUNT, Asked, Room, Verb, Window, arguments, rooms
from flashsale import cache_redis
from flashsale.event_loops import one_a_loop
from flashsale.redis_clients import CONNECT_TIMEOUT_SECONDS
from flashsale.wire import LoopedLine, Replies, address_of

MOST_TOGETHER = 200
"""Longer scripts would hold up everybody else who asks this Redis."""

Waiting = tuple[Asked, "asyncio.Future[Room | None]"]


class LimitLine:
    """What one event loop asks of the Redis that counts."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._line: LoopedLine | None = None
        self._script = ""
        self._connecting: asyncio.Task[LoopedLine | None] | None = None
        self._waiting: list[Waiting] = []

    async def take(self, windows: Sequence[Window]) -> Room | None:
        """What `window.ask` answers to the verb TAKE. None while Redis is away."""
        line = self._line
        if line is None or not line.is_open:
            line = await self._connected()
            if line is None:
                return None
        if not self._waiting:
            self._loop.call_soon(self._ask, line)
        answer: asyncio.Future[Room | None] = self._loop.create_future()
        self._waiting.append(((Verb.TAKE, windows), answer))
        return await answer

    async def _connected(self) -> LoopedLine | None:
        """A line whose Redis knows the script, made once for all who ask; None without Redis."""
        if cache_redis.is_resting():
            return None
        if self._connecting is None:
            self._connecting = asyncio.create_task(self._connect())
        return await asyncio.shield(self._connecting)

    async def _connect(self) -> LoopedLine | None:
        try:
            line = await LoopedLine.connect(
                address_of(settings.CACHE_REDIS_URL),
                connect_seconds=CONNECT_TIMEOUT_SECONDS,
                answer_seconds=cache_redis.ANSWER_TIMEOUT_SECONDS,
            )
            (loaded,) = await line.ask([("SCRIPT", "LOAD", COUNT)])
            if isinstance(loaded, RedisError):
                raise loaded
        except (RedisError, OSError) as error:
            cache_redis.rest(error)
            return None
        finally:
            self._connecting = None
        self._script = loaded.decode()
        self._line = line
        return line

    def _ask(self, line: LoopedLine) -> None:
        waiting, self._waiting = self._waiting, []
        for start in range(0, len(waiting), MOST_TOGETHER):
            group = waiting[start : start + MOST_TOGETHER]
            words = arguments([asked for asked, _ in group])
            asked = line.ask([("EVALSHA", self._script, 0, *words)])
            asked.add_done_callback(partial(_tell, line, [answer for _, answer in group]))


def _tell(
    line: LoopedLine,
    answers: Sequence["asyncio.Future[Room | None]"],
    asked: "asyncio.Future[Replies]",
) -> None:
    told: Sequence[Room | None] = [None] * len(answers)
    try:
        (reply,) = asked.result()
        if isinstance(reply, RedisError):
            raise reply
    except (RedisError, OSError) as error:
        line.close()  # the next one loads the script again, which Redis may have forgotten
        cache_redis.rest(error)
    else:
        told = rooms(reply)
    for answer, room in zip(answers, told, strict=True):
        if not answer.done():
            answer.set_result(room)


@one_a_loop
def limit_line() -> LimitLine:
    """The line of the running event loop."""
    return LimitLine()
