"""The shell for event loops: the rush lane.

One task a pool that somebody waits for. It holds one conversation after the other, so whoever
comes while one is under way goes with the next.
"""

import asyncio

from flashsale.event_loops import one_a_loop
from flashsale.wire import Elsewhere, LoopedLine
from inventory import keys
from inventory.asking import Conversation, Pause
from inventory.lineup import Lineup, Lineups, Ticket
from inventory.protocol import transact
from inventory.requests import Request
from inventory.rules import Outcome
from inventory.shells.loop_lines import LoopLines


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
        self.lines = LoopLines()
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
        key = keys.pool(lineup.pool_id)
        line: LoopedLine | None = None
        try:
            while lineup.waiting:
                line = await self._hold(transact(lineup), key, line)
        finally:
            lineup.is_served = False
            if line is not None:
                self.lines.give_back(line)

    async def _hold(
        self, conversation: Conversation, key: str, line: LoopedLine | None
    ) -> LoopedLine | None:
        """The conversation about the pool of this key has come to its end.

        Returns its line, if that is as good as before.
        """
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
                        line = await self.lines.take(key, instead=line)
                    replies = await self.lines.ask(line, ask)
                except Elsewhere as error:
                    line = None
                    ask = conversation.throw(error)
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


@one_a_loop
def shell() -> LoopShell:
    """The shell of the running event loop."""
    return LoopShell()
