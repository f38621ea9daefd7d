"""Shells that compete for one pool, as processes do: in turn, they lose next to nothing."""

import time
from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest
from pytest_django import Settings

from inventory import api, keys
from inventory.shells import threads
from inventory.shells.threads import ThreadShell
from inventory.tests import given
from inventory.tests.books import checked_books
from inventory.tests.races import at_once
from inventory.turn import Turn

SHELLS = 8
UNITS = 240

BeforeExec = Callable[..., None]


def press_until_sold_out(pool_id: str, name: int) -> Counter[str]:
    """How many presses of new buyers were answered how, the last of them with a refusal."""
    answers: Counter[str] = Counter()
    for number in count():
        try:
            api.reserve(pool_id, buyer=f"buyer {name}.{number}", units=1)
        except api.StockError as refusal:
            answers[refusal.code] += 1
            return answers
        answers["held"] += 1
    raise AssertionError


def rush() -> tuple[Counter[str], int, int]:
    """How all presses were answered, the rounds that were lost, and the transactions."""
    pool_id = given.an_open_pool(units=UNITS)
    lost, version = Turn.lost_rounds, api.stock(pool_id).version
    crowd = [lambda name=name: press_until_sold_out(pool_id, name) for name in range(SHELLS)]
    answers = sum(at_once(*crowd), Counter())  # type: ignore[arg-type]
    books = checked_books(pool_id)
    assert books.counters == (UNITS, 0, UNITS, 0, 0)
    return answers, Turn.lost_rounds - lost, books.pool.version - version


@pytest.mark.usefixtures("a_shell_for_each_thread")
class TestEightShells:
    def test_sell_exactly_what_exists_and_lose_few_rounds(self) -> None:
        answers, lost, transactions = rush()
        assert answers == {"held": UNITS, "out_of_stock": SHELLS}, "nobody for contention"
        assert transactions == UNITS
        assert lost < transactions / 2

    def test_without_turns_they_would_lose_more_than_they_win(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The negative control: the same rush, and nobody asks whose turn it is."""
        monkeypatch.setattr(Turn, "ask", lambda _: [])
        monkeypatch.setattr(Turn, "pass_on", lambda _: [])
        monkeypatch.setattr(Turn, "is_to_be_waited_for", False)
        _, lost, transactions = rush()
        assert lost > transactions


class Seconds:
    """How long something took."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def passed(self) -> float:
        return time.monotonic() - self._began


def shell_that_has_lost(pool_id: str, before_exec: BeforeExec) -> None:
    """This thread's shell has lost a round of this pool, so that it plays in turn."""
    lost = Turn.lost_rounds
    before_exec(lambda: given.client().hincrby(keys.pool(pool_id), "version", 1))
    given.a_hold(pool_id)
    assert Turn.lost_rounds == lost + 1


class TestADeadOwner:
    def test_delays_the_others_by_two_turns_at_most_and_once(
        self, before_exec: BeforeExec, settings: Settings
    ) -> None:
        settings.STOCK_TURN_SECONDS = 0.3
        pool_id = given.an_open_pool()
        shell_that_has_lost(pool_id, before_exec)
        given.client().set(keys.turn(pool_id), b"dead", px=60_000)
        given.client().delete(keys.next_turn(pool_id))
        waiting = Seconds()
        given.a_hold(pool_id)
        # Once to learn whose turn it is, once to see that it still is.
        assert 0.3 <= waiting.passed < 0.3 * 10
        assert given.client().get(keys.turn(pool_id)) != b"dead"
        given.a_hold(pool_id)
        assert checked_books(pool_id).counters == (10, 7, 3, 0, 0)

    def test_delays_nobody_who_competes_with_nobody(self, settings: Settings) -> None:
        settings.STOCK_TURN_SECONDS = 2.0
        pool_id = given.an_open_pool()
        given.client().set(keys.turn(pool_id), b"dead", px=60_000)
        waiting = Seconds()
        given.a_hold(pool_id)
        assert waiting.passed < 2.0


class TestATurn:
    def test_is_given_to_the_one_who_waits_at_once(
        self, before_exec: BeforeExec, settings: Settings
    ) -> None:
        """Ours waits; somebody's EXEC passes the turn on; ours does not wait for its end."""
        settings.STOCK_TURN_SECONDS = 3.0
        pool_id = given.an_open_pool()
        shell_that_has_lost(pool_id, before_exec)
        other = ThreadShell()
        lineup = other._lineups.of(pool_id)
        lineup.turn.lost()
        assert lineup.turn.hear([None])
        given.client().set(keys.turn(pool_id), b"other's", px=60_000)
        given.client().delete(keys.next_turn(pool_id))
        waiting = Seconds()

        def pass_on() -> object:
            while not given.client().info("clients")["blocked_clients"]:
                time.sleep(0.002)
            pipe = given.client().pipeline(transaction=True)
            for command in lineup.turn.pass_on():
                pipe.execute_command(*command)
            return pipe.execute()

        at_once(pass_on, lambda: given.a_hold(pool_id))
        assert waiting.passed < 1.5
        assert checked_books(pool_id).counters == (10, 8, 2, 0, 0)

    def test_is_passed_on_by_those_who_find_the_pool_sold_out(
        self, before_exec: BeforeExec
    ) -> None:
        pool_id = given.an_open_pool(units=2)
        for _ in range(2):
            api.settle(pool_id, order=given.a_claim(pool_id).order)
        lineup = threads.shell()._lineups.of(pool_id)
        lineup.turn.lost()
        with pytest.raises(api.OutOfStock):
            given.a_hold(pool_id)
        number = given.client().get(keys.turn(pool_id))
        assert number is not None
        assert given.client().lrange(keys.next_turn(pool_id), 0, -1) == [number]

    @pytest.mark.parametrize("key", [keys.turn, keys.next_turn])
    def test_is_no_more_than_advice_if_somebody_writes_to_its_keys(
        self, before_exec: BeforeExec, key: Callable[[str], str]
    ) -> None:
        pool_id = given.an_open_pool()
        shell_that_has_lost(pool_id, before_exec)
        for number in range(4):
            given.client().delete(key(pool_id))
            given.client().hset(key(pool_id), "of another", "type")
            if number % 2:
                threads.shell()._lineups.of(pool_id).turn.lost()
            waiting = Seconds()
            given.a_hold(pool_id)
            assert waiting.passed < 1.0
        assert checked_books(pool_id).counters == (10, 5, 5, 0, 0)

    def test_leaves_nothing_behind(self, before_exec: BeforeExec) -> None:
        pool_id = given.an_open_pool()
        shell_that_has_lost(pool_id, before_exec)
        for key in (keys.turn(pool_id), keys.next_turn(pool_id)):
            assert 0 < given.client().pttl(key) <= 1_000
