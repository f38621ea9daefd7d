"""One process in the middle of its work: as much of it as decides what it will do next."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flashsale.wire import Command
from inventory.errors import PoolMissing, ReservationContention, StockError, StockUnavailable
from inventory.records import Claim, Hold, Reservation
from inventory.rules import Outcome
from inventory.tests.model_checking.lines import NEW_LINE, Line
from inventory.tests.model_checking.talking import Heard


class Answer(StrEnum):
    HELD = "held"
    AS_IT_WAS = "as it was"
    CLAIMED = "claimed"
    DONE = "done"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"  # and nothing was done
    UNKNOWN = "unknown"  # unavailable, with an EXEC that may have been done or may still be
    BASELESS = "baseless"  # refused, but at no moment since it was asked would that have been true
    BROKEN = "broken"  # the conversation itself failed


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told; `what` is the hold, the refusal's name, or what the verb returns."""

    answer: Answer
    what: Hold | str


@dataclass(frozen=True, slots=True)
class Actor:
    """`at` is the group that it asks; `heard` all asks that were answered in this round of it, and
    `replies` the answers to the present ask so far.

    `could`: (which request, refusal) of what somebody alone would have been refused with at some
    moment since the group was asked; empty before that. `in_doubt`: an EXEC was sent, and nobody
    knows whether it was done or will be.
    """

    number: int
    at: int = 0
    is_remembered: bool = False
    was_sold_out: bool = False
    heard: tuple[Heard, ...] = ()
    replies: tuple[Any, ...] = ()
    line: Line = NEW_LINE
    in_doubt: bool = False
    could: frozenset[tuple[int, str]] = frozenset()
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Late:
    """A transaction that is under way on a line that its sender has given up."""

    number: int
    commands: tuple[Command, ...]
    line: Line


BEGUN = (-1, "")
"""In `could` of everybody who has begun."""


def told_of(outcome: Outcome, *, which: int, actor: Actor) -> Told:
    """What the outcome means to whoever is told it, and whether it has a reason."""
    if isinstance(outcome, Reservation):
        return Told(Answer.HELD if outcome.changed else Answer.AS_IT_WAS, outcome.hold)
    if isinstance(outcome, Claim):
        return Told(Answer.CLAIMED, outcome.order)
    if isinstance(outcome, StockError):
        return _told_no(outcome, which=which, actor=actor)
    if isinstance(outcome, Exception):
        return Told(Answer.BROKEN, repr(outcome))
    return Told(Answer.DONE, str(outcome))


def _told_no(refusal: StockError, *, which: int, actor: Actor) -> Told:
    name = type(refusal).__name__
    if isinstance(refusal, StockUnavailable) and not isinstance(refusal, PoolMissing):
        return Told(Answer.UNKNOWN if actor.in_doubt else Answer.UNAVAILABLE, name)
    if isinstance(refusal, ReservationContention) or (which, _reason(name)) in actor.could:
        return Told(Answer.REFUSED, name)
    return Told(Answer.BASELESS, name)


def refusals(outcomes: tuple[Outcome, ...]) -> frozenset[tuple[int, str]]:
    """For `Actor.could`."""
    refused = ((n, one) for n, one in enumerate(outcomes) if isinstance(one, StockError))
    return frozenset([BEGUN, *((n, _reason(type(one).__name__)) for n, one in refused)])


def _reason(name: str) -> str:
    """Where nothing is free and nothing is held, a reserve is refused without an EXEC, and which
    of the two reasons it is told may come from a torn read. That nothing was to be had is true.
    """
    return "nothing to be had" if name in ("OutOfStock", "PurchaseLimit") else name
