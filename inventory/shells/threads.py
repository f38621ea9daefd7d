"""The shell for threads: pages, admin, tasks, commands.

Whoever comes first to a pool leads: it takes everybody who waits along, in one transaction, and
hands the lead to the first of those who have come meanwhile. So nothing runs in the background,
and a verb that nobody competes with costs no switch of threads.
"""

import os
import threading
import time
from collections.abc import Sequence

from flashsale.wire import BlockingLine, Elsewhere
from inventory import keys
from inventory.asking import Conversation, Pause
from inventory.lineup import Lineup, Lineups, Ticket
from inventory.protocol import transact
from inventory.requests import Request
from inventory.rules import Outcome
from inventory.shells.thread_lines import ThreadLines


class ThreadTicket(Ticket):
    """A thread that sleeps until it has its outcome, or has to lead."""

    __slots__ = ("_awake", "is_done", "leads", "outcome")

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.is_done = False
        self.leads = False
        self.outcome: Outcome = None
        self._awake = threading.Lock()
        self._awake.acquire()

    def deliver(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.is_done = True
        self._awake.release()

    def lead(self) -> None:
        """The thread goes on, without an outcome: it leads."""
        self.leads = True
        self._awake.release()

    def sleep(self) -> None:
        self._awake.acquire()


class ThreadShell:
    """Conversations of one process's threads."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._lineups: Lineups[ThreadTicket] = Lineups()
        self.lines = ThreadLines()

    def execute(self, pool_id: str, requests: Sequence[Request]) -> tuple[Outcome, ...]:
        """The outcome of each request; errors are among them, not raised."""
        tickets = [ThreadTicket(request) for request in requests]
        with self._mutex:
            lineup = self._lineups.of(pool_id)
            lineup.waiting.extend(tickets)
            if not lineup.is_served:
                lineup.is_served = True
                tickets[0].lead()
        try:
            for ticket in tickets:
                self._see_through(lineup, ticket)
        except BaseException:
            self._leave(lineup, tickets)
            raise
        return tuple(ticket.outcome for ticket in tickets)

    def _see_through(self, lineup: Lineup[ThreadTicket], ticket: ThreadTicket) -> None:
        """The ticket has its outcome."""
        while not ticket.is_done:
            ticket.sleep()
            if ticket.leads:
                ticket.leads = False
                self._lead(lineup)

    def _lead(self, lineup: Lineup[ThreadTicket]) -> None:
        """One group has its outcomes, and somebody else leads, if anybody waits."""
        try:
            self._hold(transact(lineup), keys.pool(lineup.pool_id))
        finally:
            self._hand_on(lineup)

    def _hand_on(self, lineup: Lineup[ThreadTicket]) -> None:
        with self._mutex:
            lineup.is_served = bool(lineup.waiting)
            if lineup.waiting:
                lineup.waiting[0].lead()

    def _leave(self, lineup: Lineup[ThreadTicket], tickets: Sequence[ThreadTicket]) -> None:
        """Nobody counts on a thread that was interrupted."""
        with self._mutex:
            for ticket in tickets:
                if ticket in lineup.waiting:
                    lineup.waiting.remove(ticket)
        if any(ticket.leads for ticket in tickets):
            self._hand_on(lineup)

    def _hold(self, conversation: Conversation, key: str) -> None:
        """The conversation about the pool of this key has come to its end."""
        line: BlockingLine | None = None
        is_good = False
        try:
            ask = next(conversation)
            while True:
                if isinstance(ask, Pause):
                    time.sleep(ask.seconds)
                    ask = conversation.send([])
                    continue
                try:
                    if line is None or ask.anew:
                        line = self.lines.take(key, instead=line)
                    replies = self.lines.ask(line, ask)
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
            if line is not None:
                self._give_back(line, is_good=is_good)

    def _give_back(self, line: BlockingLine, *, is_good: bool) -> None:
        if is_good:
            self.lines.give_back(line)
        else:
            line.close()


_shell = ThreadShell()


def shell() -> ThreadShell:
    """The shell of this process."""
    return _shell


def _start_anew() -> None:
    """A process that was forked shares no line with its parent."""
    global _shell  # noqa: PLW0603 - one shell a process
    _shell = ThreadShell()


os.register_at_fork(after_in_child=_start_anew)
