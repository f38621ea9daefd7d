"""The shell for event loops: the rush lane.

One task a pool that somebody waits for. It holds one conversation after the other, so whoever
comes while one is under way goes with the next.
"""

import asyncio
from collections import defaultdict

from django.conf import settings

from flashsale.event_loops import one_a_loop
from flashsale.redis_clients import ANSWER_TIMEOUT_SECONDS, CONNECT_TIMEOUT_SECONDS
from flashsale.wire import LoopedLine, address_of
from inventory.asking import Conversation, Pause
from inventory.lineup import Lineup, Lineups, Ticket
from inventory.protocol import transact
from inventory.requests import Request
from inventory.rules import Outcome


class LoopTicket(Ticket):
    """A task that awaits its outcome, or has stopped waiting."""

    __slots__ = ("awaited",)

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.awaited: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def deliver(self, outcome: Outcome) -> None:
        if not self.awaited.done():
            self.awaited.set_result(outcome)


class LoopShell:
    """Conversations of one event loop's tasks."""

    def __init__(self) -> None:
        self._lineups: Lineups[LoopTicket] = Lineups()
        self._idle: dict[str, list[LoopedLine]] = defaultdict(list)
        self._serving: set[asyncio.Task[None]] = set()

    async def execute(self, pool_id: str, request: Request) -> Outcome:
        """The outcome of the request; an error is returned, not raised."""
        ticket = LoopTicket(request)
        lineup = self._lineups.of(pool_id)
        lineup.waiting.append(ticket)
        if not lineup.is_served:
            lineup.is_served = True
            task = asyncio.create_task(self._serve(lineup))
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        return await ticket.awaited

    async def _serve(self, lineup: Lineup[LoopTicket]) -> None:
        """Nobody waits for this pool any more."""
        line: LoopedLine | None = None
        try:
            while lineup.waiting:
                line = await self._hold(transact(lineup), line)
        finally:
            lineup.is_served = False
            if line is not None:
                self._idle[settings.STOCK_REDIS_URL].append(line)

    async def _hold(self, conversation: Conversation, line: LoopedLine | None) -> LoopedLine | None:
        """The conversation has come to its end; returns its line, if that is as good as before."""
        is_good = False
        try:
            ask = next(conversation)
            while True:
                if isinstance(ask, Pause):
                    await asyncio.sleep(ask.seconds)
                    ask = conversation.send([])
                    continue
                try:
                    if line is None or ask.anew:
                        line = await self._other_line(line)
                    replies = await line.ask(ask.commands)
                except Exception as error:  # noqa: BLE001 - the conversation tells who waits
                    ask = conversation.throw(error)
                else:
                    ask = conversation.send(replies)
        except StopIteration as end:
            is_good = end.value
        finally:
            conversation.close()
            if line is not None and not is_good:
                line.close()
        return line if is_good else None

    async def _other_line(self, line: LoopedLine | None) -> LoopedLine:
        """An idle line, where there is one that works; a new one, where another had broken."""
        url = settings.STOCK_REDIS_URL
        if line is not None:
            line.close()
        else:
            while self._idle[url]:
                idle = self._idle[url].pop()
                if idle.is_open:
                    return idle
        return await LoopedLine.connect(
            address_of(url),
            connect_seconds=CONNECT_TIMEOUT_SECONDS,
            answer_seconds=ANSWER_TIMEOUT_SECONDS,
        )


@one_a_loop
def shell() -> LoopShell:
    """The shell of the running event loop."""
    return LoopShell()
