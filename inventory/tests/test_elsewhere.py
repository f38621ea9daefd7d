"""What a conversation does when its server says that another one has to be asked; scripted."""

import pytest
from pytest_django import Settings

from flashsale.wire import BrokenLine, Command, Elsewhere, Replies
from inventory import api, codec, keys
from inventory.asking import Ask, Pause
from inventory.lineup import Lineup, Ticket
from inventory.protocol import ELSEWHERE_SECONDS, transact
from inventory.requests import Reserve
from inventory.rules import Outcome

POOL = "pool"
MOVED = Elsewhere("MOVED 3999 h:6381", server=("h", 6381))
NOW = [b"1700000000", b"0"]
SAYS = dict.fromkeys(codec.POOL_FIELDS, b"0") | {
    "units": b"5", "available": b"5", "per_buyer_limit": b"5", "hold_seconds": b"600",
    "closes_at": b"",
}  # fmt: skip


class Told(Ticket):
    """Somebody who reserves a unit."""

    def __init__(self, buyer: str = "ann") -> None:
        super().__init__(Reserve(buyer=buyer, units=1, token="token"))
        self.outcomes: list[Outcome] = []

    def deliver(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


class Talk:
    """A conversation for those who wait, and what it asked last."""

    def __init__(self, *tickets: Told) -> None:
        self.lineup: Lineup[Told] = Lineup(POOL)
        self.lineup.waiting.extend(tickets)
        self._conversation = transact(self.lineup)
        self.asked: Ask | Pause = next(self._conversation)
        self.is_over = False

    def hear(self, replies: Replies | Exception) -> None:
        try:
            if isinstance(replies, Exception):
                self.asked = self._conversation.throw(replies)
            else:
                self.asked = self._conversation.send(replies)
        except StopIteration:
            self.is_over = True

    @property
    def commands(self) -> list[Command]:
        assert isinstance(self.asked, Ask)
        return list(self.asked.commands)

    @property
    def first(self) -> list[Command]:
        assert isinstance(self.asked, Ask)
        return list(self.asked.first)

    def read(self) -> None:
        """It hears that the pool has five free units and the buyers have none."""
        assert [name for name, *_ in self.commands][:2] == ["UNWATCH", "WATCH"]
        buyers = len(self.commands[-1]) - 1
        nothing = [None] * buyers
        self.hear([b"OK", b"OK", NOW, list(SAYS.values()), nothing, nothing, nothing])

    def write(self) -> None:
        """It hears that its EXEC was done."""
        inside = len(self.commands) - 2
        self.hear([b"OK", *[b"QUEUED"] * inside, [1] * inside])


def test_the_list_of_a_buyers_pools_is_written_first_and_not_among_the_pools_commands() -> None:
    talk = Talk(Told("ann"), Told("bob"))
    assert talk.first == [
        command
        for buyer in ("ann", "bob")
        for command in (
            ("SADD", keys.pools_of(buyer), POOL),
            ("EXPIRE", keys.pools_of(buyer), 30 * 86_400),
        )
    ]
    assert all("{pool}" in str(command) for command in talk.commands[3:])


def test_a_round_that_nobody_did_is_played_again_after_a_moment_with_what_comes_first() -> None:
    ann = Told()
    talk = Talk(ann)
    commands, first = talk.commands, talk.first
    talk.hear(MOVED)
    assert talk.asked == Pause(ELSEWHERE_SECONDS)
    talk.hear([])
    assert (talk.commands, talk.first) == (commands, first)
    talk.read()
    assert talk.commands[0] == ("MULTI",)
    talk.write()
    assert talk.is_over
    assert [type(outcome) for outcome in ann.outcomes] == [api.Reservation]


def test_a_transaction_that_was_refused_is_decided_anew_by_those_who_came_meanwhile_too() -> None:
    ann, bob = Told("ann"), Told("bob")
    talk = Talk(ann)
    talk.read()
    talk.hear(MOVED)
    talk.lineup.waiting.append(bob)
    talk.hear([])
    assert [command[1] for command in talk.first[::2]] == [keys.pools_of("bob")], "ann's is there"
    talk.read()
    talk.write()
    assert [outcome.hold.buyer for who in (ann, bob) for outcome in who.outcomes] == ["ann", "bob"]


def test_who_has_waited_for_too_long_is_told_why(settings: Settings) -> None:
    settings.STOCK_PATIENCE_SECONDS = 0.0
    ann = Told()
    talk = Talk(ann)
    talk.hear(MOVED)
    talk.hear([])
    assert talk.is_over
    (outcome,) = ann.outcomes
    assert isinstance(outcome, api.StockUnavailable)
    assert outcome.__cause__ is MOVED


@pytest.mark.parametrize("away", [MOVED, BrokenLine("nobody there")])
def test_a_lost_answer_is_not_asked_for_again_where_no_server_can_tell(away: Exception) -> None:
    """The write may be done: only the fence, on the pool's present server, could say."""
    ann = Told()
    talk = Talk(ann)
    talk.read()
    talk.hear(BrokenLine("Redis hung up"))
    assert isinstance(talk.asked, Ask)
    assert talk.asked.anew
    talk.hear(away)
    assert talk.is_over
    assert [type(outcome) for outcome in ann.outcomes] == [api.StockUnavailable]


def test_a_line_that_breaks_before_anything_was_written_is_unavailable_at_once() -> None:
    ann = Told()
    talk = Talk(ann)
    talk.hear(BrokenLine("Redis hung up"))
    assert talk.is_over
    assert [type(outcome) for outcome in ann.outcomes] == [api.StockUnavailable]
