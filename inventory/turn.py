"""Whose turn it is, in a pool that several processes press on at once. No input or output here.

WATCH alone lets one of N competing processes win a round, and the others have worked for
nothing. So a process that lost a round plays the next ones in turn:

    1. A and B have read; A's EXEC succeeds, B's does not: B has lost
    2. B sees in `turn:{pool}` that nobody has a turn, and takes it: it plays at once
    3. C has lost too and sees that somebody has it. It asks BLPOP next:{pool} and, in the same
       write, WATCH and all its reads: Redis does not answer before it is C's turn
    4. B's EXEC passes the turn on: SET turn:{pool}, RPUSH next:{pool}
    5. at that moment Redis gives it to the one who waits longest, and does C's reads at once

So a turn costs one round trip, nobody polls, and nobody is overtaken. It is advice: WATCH alone
protects the pool. Whoever has waited STOCK_TURN_SECONDS in vain, while nobody has passed the turn
on, takes it: its owner may have died. Each turn has a number of its own, kept in `turn:{pool}`,
so that whoever was slow and not dead sees that theirs is over: there are never two for long.
"""

import secrets
import time
from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings

from flashsale.wire import Command
from inventory import keys

COMPETITION_SECONDS = 0.2
"""For how long after a lost round, or a turn of somebody else's, a pool is played in turn."""

LEASE_MS = 1_000
"""When a turn that nobody takes is forgotten; later than anybody who competes asks for it."""


class Turn:
    """What one shell knows of one pool's turn."""

    lost_rounds: ClassVar[int] = 0
    """How often others were faster, in this process, since it began."""

    def __init__(self, pool_id: str) -> None:
        self._turn = keys.turn(pool_id)
        self._next = keys.next_turn(pool_id)
        self._competes_until = 0.0
        self._waits = False
        self._is_ours = False
        self._number: bytes | None = None
        self._passed: bytes | None = None

    def lost(self) -> None:
        """A round was lost: the next one is played in turn."""
        Turn.lost_rounds += 1
        self._compete()

    @property
    def is_to_be_waited_for(self) -> bool:
        """Others play in turn, and so will we; meanwhile more may join our group."""
        return self._waits and not self._is_ours and self._competes

    def ask(self) -> list[Command]:
        """The commands that ask for the turn, or wait for it; none where nobody competes."""
        if self.is_to_be_waited_for:
            return [("BLPOP", self._next, settings.STOCK_TURN_SECONDS), ("GET", self._turn)]
        if self._is_ours or self._competes:
            return [("GET", self._turn)]
        self._waits = False
        return []

    def hear(self, replies: Sequence[Any]) -> bool:
        """Whether it is our turn, by what Redis says to `ask`."""
        number = replies[-1] if isinstance(replies[-1], bytes) else None
        if len(replies) == 2:  # noqa: PLR2004 - we have waited
            given = replies[0][1] if isinstance(replies[0], list) else number
            if replies[0] is None:
                # In vain: its owner is dead if it still is the turn that we knew of.
                given = self._number
            self._is_ours = number is None or given == number
            if given != self._passed:
                self._compete()
        else:
            self._is_ours = number is None or (self._is_ours and number == self._number)
        self._number = number
        self._waits = True
        return self._is_ours

    def pass_on(self) -> list[Command]:
        """The commands, for the EXEC, that give our turn to the next who waits."""
        if not self._is_ours:
            return []
        self._passed = secrets.token_bytes(6)
        return [
            ("SET", self._turn, self._passed, "PX", LEASE_MS),
            ("DEL", self._next),
            ("RPUSH", self._next, self._passed),
            ("PEXPIRE", self._next, LEASE_MS),
        ]

    def is_over(self) -> None:
        """It is somebody else's turn, if anybody's."""
        self._is_ours = False

    @property
    def _competes(self) -> bool:
        return time.monotonic() < self._competes_until

    def _compete(self) -> None:
        self._competes_until = time.monotonic() + COMPETITION_SECONDS
