"""What the real conversation says next, after all that it has heard.

A generator can't be copied, so it is told everything again from the beginning of its round: it
does nothing but to answer what it hears, and to the same words it gives the same answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flashsale.wire import BrokenLine, Command
from inventory.asking import Ask, Conversation, Pause
from inventory.lineup import Lineup, Ticket
from inventory.protocol import transact
from inventory.requests import Request
from inventory.rules import Outcome
from inventory.turn import Turn

POOL = "pool"


@dataclass(frozen=True, slots=True)
class Heard:
    """The replies to all that was asked at once; None: the line broke.

    `is_weary`: whoever waits has waited for STOCK_PATIENCE_SECONDS by then.
    """

    replies: tuple[Any, ...] | None
    is_weary: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """A group, and what its shell knows before a round of it."""

    group: tuple[Request, ...]
    is_remembered: bool = False
    was_sold_out: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """The commands that go out next in one write, or the outcomes that were told.

    `lost`: a round was lost by the last that was heard, and this is the first ask of the next.
    """

    commands: tuple[Command, ...] = ()
    is_anew: bool = False
    outcomes: tuple[Outcome, ...] = ()
    was_sold_out: bool = False
    lost: bool = False


class ModelTicket(Ticket):
    """Somebody who notes what they are told."""

    __slots__ = ("told",)

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.told: list[Outcome] = []

    def deliver(self, outcome: Outcome) -> None:
        self.told.append(outcome)


class NoTurn(Turn):
    """Nobody ever waits for a turn; counts the rounds that were lost."""

    def __init__(self, pool_id: str) -> None:
        super().__init__(pool_id)
        self.rounds = 0

    def lost(self) -> None:
        self.rounds += 1


def talk(start: Start, heard: tuple[Heard, ...]) -> Talk:
    """What a conversation that began so, and has heard this, says next."""
    lineup: Lineup[ModelTicket] = Lineup(POOL)
    lineup.turn = turn = NoTurn(POOL)
    lineup.was_sold_out = start.was_sold_out
    tickets = [ModelTicket(request) for request in start.group]
    for ticket in tickets:
        ticket.is_remembered = start.is_remembered
    lineup.waiting.extend(tickets)
    conversation = transact(lineup)
    lost_before = 0
    try:
        said = next(conversation)
        for one in heard:
            lost_before = turn.rounds
            for ticket in tickets:
                ticket.give_up_at = -math.inf if one.is_weary else math.inf
            said = _answered(conversation, one)
    except StopIteration:
        (told,) = zip(*[ticket.told for ticket in tickets], strict=True)
        return Talk(outcomes=told, was_sold_out=lineup.was_sold_out)
    finally:
        conversation.close()
    if isinstance(said, Pause):
        raise TypeError("nobody waits for a turn here")
    return Talk(tuple(said.commands), said.anew, lost=turn.rounds > lost_before)


def _answered(conversation: Conversation, heard: Heard) -> Ask | Pause:
    if heard.replies is None:
        return conversation.throw(BrokenLine("the line broke"))
    return conversation.send(_lists(heard.replies))


def _lists(replies: Sequence[Any]) -> list[Any]:
    """The replies as a line gives them."""
    return [_lists(reply) if isinstance(reply, tuple) else reply for reply in replies]
