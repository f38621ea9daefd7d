"""A line for an event loop."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Self, cast

from redis.exceptions import InvalidResponse, ResponseError

from flashsale.wire.address import Address
from flashsale.wire.replies import NOT_YET, BrokenLine, Command, Replies, pack, reader


class _Question:
    """What somebody waits for: so many replies."""

    __slots__ = ("answer", "asked_at", "count", "replies")

    def __init__(self, count: int, answer: asyncio.Future[Replies], asked_at: float) -> None:
        self.count = count
        self.replies: Replies = []
        self.answer = answer
        self.asked_at = asked_at


class LoopedLine(asyncio.Protocol):
    """An open connection that many tasks may ask at once: the answers come in their order.

    Somebody who stops waiting leaves their question in the line, and its replies are dropped.
    """

    def __init__(self, address: Address, *, answer_seconds: float) -> None:
        self.address = address
        self.is_open = False
        self._answer_seconds = answer_seconds
        self._loop = asyncio.get_running_loop()
        self._reader = reader()
        self._questions: deque[_Question] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.WriteTransport

    @classmethod
    async def connect(
        cls, address: Address, *, connect_seconds: float, answer_seconds: float
    ) -> Self:
        """Raises BrokenLine where there is no Redis, and ResponseError where it refuses us."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(connect_seconds):
                if address.path:
                    _, line = await loop.create_unix_connection(
                        lambda: cls(address, answer_seconds=answer_seconds), address.path
                    )
                else:
                    _, line = await loop.create_connection(
                        lambda: cls(address, answer_seconds=answer_seconds),
                        address.host,
                        address.port,
                        ssl=address.tls,
                    )
        except OSError as error:
            raise BrokenLine(str(error)) from error
        if address.greeting:
            for reply in await line.ask(address.greeting):
                if isinstance(reply, ResponseError):
                    line.close()
                    raise reply
        return line

    def ask(self, commands: Sequence[Command]) -> asyncio.Future[Replies]:
        """All replies to `commands`, to be awaited. Fails with BrokenLine."""
        answer: asyncio.Future[Replies] = self._loop.create_future()
        if not self.is_open:
            answer.set_exception(BrokenLine("Redis hung up"))
            return answer
        packed = pack(commands)
        self._questions.append(_Question(len(commands), answer, self._loop.time()))
        if self._timer is None:
            self._timer = self._loop.call_later(self._answer_seconds, self._check_time)
        self._transport.write(packed)
        return answer

    def close(self) -> None:
        """Nothing more can be asked here, and whoever waits is told so."""
        if self.is_open:
            self._break(BrokenLine("closed"))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        reader, questions = self._reader, self._questions
        try:
            reader.feed(data)
            while (reply := reader.gets()) is not NOT_YET:
                question = questions[0]
                question.replies.append(reply)
                if len(question.replies) == question.count:
                    questions.popleft()
                    if not question.answer.done():
                        question.answer.set_result(question.replies)
            if reader.has_data() and not questions:
                raise InvalidResponse("the beginning of one more reply")
        except (InvalidResponse, IndexError) as error:
            self._break(BrokenLine(f"Redis said what it wasn't asked: {error}"))

    def connection_lost(self, error: Exception | None) -> None:
        self._break(BrokenLine(str(error or "Redis hung up")))

    def _check_time(self) -> None:
        """A line whose oldest question waits too long is broken."""
        self._timer = None
        if not self._questions:
            return
        left = self._questions[0].asked_at + self._answer_seconds - self._loop.time()
        if left <= 0:
            self._break(BrokenLine("Redis did not answer in time"))
        else:
            self._timer = self._loop.call_later(left, self._check_time)

    def _break(self, error: BrokenLine) -> None:
        self.is_open = False
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._transport.abort()
        while self._questions:
            answer = self._questions.popleft().answer
            if not answer.done():
                answer.set_exception(error)
