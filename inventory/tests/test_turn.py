"""Whose turn it is, transition by transition. `turn.py` does no input or output, nor do these."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from pytest_django import Settings
from redis.exceptions import ResponseError

from flashsale.wire import Command
from inventory import turn
from inventory.turn import Turn

NOBODY = None
LOOK: list[Command] = [("GET", "turn:{p}")]
WAIT: list[Command] = [("BLPOP", "next:{p}", 0.1), ("GET", "turn:{p}")]


@dataclass
class Clock:
    seconds: float = 1_000.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Clock:
    settings.STOCK_TURN_SECONDS = 0.1
    clock = Clock()
    monkeypatch.setattr(turn, "time", clock)
    return clock


@dataclass
class Redis:
    """What Redis keeps of turns, and says to those who ask."""

    number: bytes | None = None
    next: bytes | None = None

    def looks(self, who: Turn) -> bool:
        """Whether it is theirs, who asked without waiting."""
        assert who.ask() == LOOK
        return who.hear([self.number])

    def gives(self, who: Turn) -> bool:
        """Whether it is theirs, who waited and was given what is next; nothing: in vain."""
        assert who.ask() == WAIT
        given = None if self.next is None else [b"next:{p}", self.next]
        self.next = None
        return who.hear([given, self.number])

    def is_told(self, commands: Sequence[Command]) -> None:
        """An EXEC with the commands that pass a turn on."""
        put, forget, push, ends = commands
        number = put[2]
        assert put == ("SET", "turn:{p}", number, "PX", 1_000)
        assert forget == ("DEL", "next:{p}")
        assert push == ("RPUSH", "next:{p}", number)
        assert ends == ("PEXPIRE", "next:{p}", 1_000)
        assert isinstance(number, bytes)
        self.number = self.next = number


def a_loser() -> Turn:
    """Somebody who has lost a round."""
    loser = Turn("p")
    loser.lost()
    return loser


def one_who_waits(redis: Redis) -> Turn:
    """Somebody who has lost a round, and found it somebody else's turn."""
    waits = a_loser()
    assert not redis.looks(waits)
    return waits


class TestWhereNobodyCompetes:
    def test_nothing_is_asked_and_nothing_passed_on(self) -> None:
        alone = Turn("p")
        assert alone.ask() == []
        assert alone.pass_on() == []
        assert not alone.is_to_be_waited_for

    def test_again_once_nobody_was_met_for_a_while(self, clock: Clock) -> None:
        redis = Redis(number=b"x")
        waits = one_who_waits(redis)
        clock.seconds += turn.COMPETITION_SECONDS - 0.01
        assert waits.ask() == WAIT
        clock.seconds += 0.02
        assert waits.ask() == []
        assert waits.pass_on() == []
        waits.lost()
        assert waits.ask() == LOOK, "and begins anew"


class TestWhoLostARound:
    def test_takes_a_turn_that_nobody_has(self) -> None:
        loser = a_loser()
        assert Redis(number=NOBODY).looks(loser)
        assert not loser.is_to_be_waited_for
        assert loser.pass_on() != []

    def test_waits_for_one_that_somebody_has(self) -> None:
        waits = one_who_waits(Redis(number=b"somebody's"))
        assert waits.is_to_be_waited_for
        assert waits.pass_on() == []
        assert waits.ask() == WAIT

    def test_is_counted(self) -> None:
        before = Turn.lost_rounds
        a_loser()
        assert Turn.lost_rounds == before + 1


class TestATurnThatIsPassedOn:
    def test_is_his_who_waited(self) -> None:
        redis = Redis()
        first = a_loser()
        assert redis.looks(first)
        redis.is_told(first.pass_on())
        first.is_over()
        second = one_who_waits(redis)
        assert redis.gives(second)
        redis.is_told(second.pass_on())
        second.is_over()
        assert first.ask() == WAIT, "who had it queues like everybody else"
        assert redis.gives(first)

    def test_has_another_number_each_time(self) -> None:
        redis = Redis()
        player, numbers = a_loser(), set()
        assert redis.looks(player)
        for _ in range(5):
            redis.is_told(player.pass_on())
            numbers.add(redis.number)
            player.is_over()
            assert redis.gives(player)
        assert len(numbers) == 5

    def test_is_over_for_whoever_passed_it_on(self) -> None:
        player = a_loser()
        assert Redis().looks(player)
        player.is_over()
        assert player.pass_on() == []

    def test_to_oneself_is_no_competition(self, clock: Clock) -> None:
        redis = Redis()
        player = a_loser()
        assert redis.looks(player)
        clock.seconds += turn.COMPETITION_SECONDS / 2
        redis.is_told(player.pass_on())
        player.is_over()
        assert redis.gives(player), "nobody else wanted it"
        clock.seconds += turn.COMPETITION_SECONDS / 2 + 0.01
        player.is_over()
        assert player.ask() == []

    def test_by_somebody_else_is(self, clock: Clock) -> None:
        redis = Redis(number=b"theirs")
        waits = one_who_waits(redis)
        clock.seconds += turn.COMPETITION_SECONDS / 2
        redis.number = redis.next = b"passed on"
        assert redis.gives(waits)
        clock.seconds += turn.COMPETITION_SECONDS / 2 + 0.01
        waits.is_over()
        assert waits.ask() == WAIT

    def test_but_is_not_the_present_one_is_nobodys(self) -> None:
        """
        1. A passes on 1, and nobody waits for it
        2. B, who waited for too long, has taken A's turn and passes on 2
        3. C was given 1 in between: it is over, and C waits on
        """
        redis = Redis(number=b"1")
        waits = one_who_waits(redis)
        redis.number, redis.next = b"2", b"1"
        assert not redis.gives(waits)
        assert waits.is_to_be_waited_for
        redis.next = b"2"
        assert redis.gives(waits)


class TestTwoTurns:
    def test_taken_at_the_same_moment_are_soon_one(self) -> None:
        redis = Redis()
        first, second = a_loser(), a_loser()
        assert redis.looks(first)
        assert redis.looks(second), "nobody has it yet"
        redis.is_told(first.pass_on())  # the first EXEC that succeeds; the other's answers nil
        first.is_over()
        second.lost()
        assert not redis.looks(second)
        assert second.pass_on() == []
        assert redis.gives(second), "it waits, and is next"

    def test_of_a_dead_one_taken_at_the_same_moment_are_soon_one(self) -> None:
        redis = Redis(number=b"dead")
        first, second = one_who_waits(redis), one_who_waits(redis)
        assert redis.gives(first)
        assert redis.gives(second)
        redis.is_told(first.pass_on())
        second.lost()
        assert not redis.looks(second)

    def test_who_lost_to_somebody_without_one_keeps_it(self) -> None:
        redis = Redis(number=b"theirs")
        player = one_who_waits(redis)
        redis.number = redis.next = b"mine"
        assert redis.gives(player)
        player.pass_on()  # and the EXEC answers nil, so that nobody hears of it
        player.lost()
        assert redis.looks(player)

    def test_who_was_slow_sees_that_theirs_is_over(self) -> None:
        """
        1. A has the turn, and hangs
        2. B has waited for STOCK_TURN_SECONDS, plays, and passes a new turn on
        3. A goes on, loses the round, and sees another number
        """
        redis = Redis(number=b"theirs")
        slow = one_who_waits(redis)
        redis.number = redis.next = b"slow one's"
        assert redis.gives(slow)
        other = one_who_waits(redis)
        assert redis.gives(other), "after STOCK_TURN_SECONDS"
        redis.is_told(other.pass_on())
        slow.lost()
        assert not redis.looks(slow)


class TestADeadOwner:
    def test_is_waited_for_no_longer_than_the_turn_lasts(self, settings: Settings) -> None:
        settings.STOCK_TURN_SECONDS = 0.25
        redis = Redis(number=b"dead")
        waits = one_who_waits(redis)
        assert waits.ask()[0] == ("BLPOP", "next:{p}", 0.25)
        assert waits.hear([None, b"dead"])
        assert waits.pass_on() != []

    def test_is_forgotten_with_the_lease(self) -> None:
        redis = Redis(number=b"dead")
        waits = one_who_waits(redis)
        redis.number = NOBODY
        assert redis.gives(waits)
        assert redis.looks(a_loser())

    def test_who_was_replaced_while_we_waited_in_vain_is_waited_for(self) -> None:
        """The turn was passed on meanwhile, so somebody who plays is alive."""
        redis = Redis(number=b"dead")
        waits = one_who_waits(redis)
        redis.number = b"another's"
        assert not redis.gives(waits)
        assert waits.ask() == WAIT
        assert redis.gives(waits), "and that one has died, too"


class TestWhatIsNoTurn:
    def test_a_key_of_another_type_is_nobodys_turn(self) -> None:
        wrong = ResponseError("WRONGTYPE")
        loser = a_loser()
        assert loser.ask() == LOOK
        assert loser.hear([wrong])
        loser.is_over()
        assert loser.ask() == WAIT
        assert loser.hear([None, wrong])

    def test_a_list_of_another_type_is_not_waited_for(self) -> None:
        waits = one_who_waits(Redis(number=b"x"))
        assert waits.ask() == WAIT
        assert waits.hear([ResponseError("WRONGTYPE"), b"x"])
