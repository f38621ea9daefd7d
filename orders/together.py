"""Calls that wait in one process go to the database together.

Whoever comes first leads: it does its own call and those of all who wait for the same, as one,
and hands the lead on. So nothing runs in the background, and who is alone waits for nobody. Under
load, one transaction is of many orders, and they share what it costs.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from flashsale.middleware import will_pass

T = TypeVar("T")

MOST_IN_A_GROUP = 100
MOMENT_SECONDS = 0.0005
PATIENCE_SECONDS = 0.003


class _Call(Generic[T]):
    """One thing, and the thread that sleeps until it is done or has to lead."""

    __slots__ = ("awake", "error", "is_done", "leads", "thing")

    def __init__(self, thing: T) -> None:
        self.thing = thing
        self.is_done = False
        self.leads = False
        self.error: Exception | None = None
        self.awake = threading.Lock()
        self.awake.acquire()


class Together(Generic[T]):
    """Called with one thing, `do` has been done with it, maybe together with others'.

    `do` is done with several things wholly or, where it raises, not at all; or it may be
    repeated. A group that failed is done again in halves, so that an error is raised only to the
    one whose it is. That a database is away or overrun is everybody's. Not to be called inside a
    transaction: another thread may do it, on its own connection.
    """

    def __init__(self, do: Callable[[Sequence[T]], None]) -> None:
        self._do = do
        self.waiting: deque[_Call[T]] = deque()
        _turns.lineups.append(self)

    def __call__(self, thing: T) -> None:
        call = _Call(thing)
        with _turns.mutex:
            self.waiting.append(call)
            if not _turns.is_taken:
                _turns.hand_on()
        try:
            while not call.is_done:
                call.awake.acquire()
                if call.leads:
                    self._lead(call)
        except BaseException:
            self._leave(call)
            raise
        if call.error is not None:
            raise call.error

    def _lead(self, call: _Call[T]) -> None:
        """One group is done, the leader's own call in it, or goes later; somebody else leads."""
        _turns.let_come()
        with _turns.mutex:
            if _turns.longest() is not self:
                call.leads = False
                _turns.hand_on()
                return
            size = min(len(self.waiting), MOST_IN_A_GROUP)
            group = [self.waiting.popleft() for _ in range(size)]
            _turns.last_size = size
        try:
            self._do_all(group)
        finally:
            with _turns.mutex:
                # Left undone where the leader was interrupted: these wait for the next one.
                others = [other for other in group if other is not call]
                self.waiting.extendleft(other for other in reversed(others) if not other.is_done)
                _turns.hand_on()
            for other in others:
                if other.is_done:
                    other.awake.release()

    def _do_all(self, group: Sequence[_Call[T]]) -> None:
        """Each call of the group is done, or has its error."""
        try:
            self._do([call.thing for call in group])
        except Exception as error:  # noqa: BLE001 - raised to whose it is
            if len(group) > 1 and not will_pass(error):
                middle = len(group) // 2
                self._do_all(group[:middle])
                self._do_all(group[middle:])
                return
            for call in group:
                call.error = error
        for call in group:
            call.is_done = True

    def _leave(self, call: _Call[T]) -> None:
        """Nobody counts on a thread that was interrupted before it had led or was served."""
        with _turns.mutex:
            if call in self.waiting:
                self.waiting.remove(call)
                if call.leads:
                    _turns.hand_on()


class _Turns:
    """One group of a process is with the database at a time; next is the longest lineup.

    So orders that were in one group come to their next step together, and are one group again.
    """

    def __init__(self) -> None:
        self.lineups: list[Together[Any]] = []
        self.start_anew()
        os.register_at_fork(after_in_child=self.start_anew)

    def start_anew(self) -> None:
        """A process that was forked knows nobody who waits."""
        self.mutex = threading.Lock()
        self.is_taken = False
        self.last_size = 0
        for lineup in self.lineups:
            lineup.waiting.clear()

    def let_come(self) -> None:
        """Who went together before is waited for, as long as somebody comes every few moments."""
        came, over_at = 0, 0.0
        while came < self.last_size:
            waiting = sum(len(lineup.waiting) for lineup in self.lineups)
            if came < waiting:
                came, over_at = waiting, time.monotonic() + PATIENCE_SECONDS
            elif time.monotonic() > over_at:
                return
            else:
                time.sleep(MOMENT_SECONDS)

    def hand_on(self) -> None:
        """The first of the longest lineup leads, if anybody waits. To be called under `mutex`."""
        longest = self.longest()
        self.is_taken = bool(longest.waiting)
        if self.is_taken:
            longest.waiting[0].leads = True
            longest.waiting[0].awake.release()

    def longest(self) -> Together[Any]:
        return max(self.lineups, key=lambda lineup: len(lineup.waiting))


_turns = _Turns()
