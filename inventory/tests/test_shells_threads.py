"""Threads that wait for one pool go together; the lead is handed on, whatever becomes of one."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_django import Settings

from flashsale.wire import BlockingLine, Command, Replies
from inventory import api, keys, lineup, protocol
from inventory.shells.threads import ThreadShell, ThreadTicket
from inventory.tests import given
from inventory.tests.books import checked_books
from inventory.tests.queueing import SECONDS, Act, in_line, wait_until, waiting_for
from inventory.tests.races import reserving


def crowd(pool_id: str, count: int) -> list[Act]:
    return [reserving(pool_id, f"buyer {number}") for number in range(count)]


def told(outcomes: Sequence[object]) -> list[str]:
    """ "held", the code of a refusal, or the name of what was raised."""
    return [
        "held" if isinstance(outcome, api.Reservation)
        else getattr(outcome, "code", type(outcome).__name__)
        for outcome in outcomes
    ]  # fmt: skip


def version(pool_id: str) -> int:
    return int(given.client().hget(keys.pool(pool_id), "version") or 0)


class TestAGroup:
    def test_is_all_who_came_while_another_was_under_way(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pool_id = given.an_open_pool(units=6)
        before = version(pool_id)
        outcomes = in_line(monkeypatch, pool_id, *crowd(pool_id, 9))
        assert told(outcomes) == ["held"] * 6 + ["out_of_stock"] * 3, "first come, first served"
        assert version(pool_id) == before + 2
        assert [outcome.hold.buyer for outcome in outcomes[:6]] == [f"buyer {n}" for n in range(6)]
        assert checked_books(pool_id).counters == (6, 0, 6, 0, 0)

    def test_has_at_most_its_size_and_the_rest_goes_next(
        self, monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        settings.STOCK_GROUP_SIZE = 2
        pool_id = given.an_open_pool(units=9)
        before = version(pool_id)
        assert told(in_line(monkeypatch, pool_id, *crowd(pool_id, 9))) == ["held"] * 9
        assert version(pool_id) == before + 1 + 4

    def test_of_different_verbs_gives_each_its_own_answer(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pool_id, buyer = given.an_open_pool(), given.a_buyer()
        before = version(pool_id)
        outcomes = in_line(
            monkeypatch,
            pool_id,
            reserving(pool_id, buyer, units=3),
            lambda: api.set_units(pool_id, buyer=buyer, units=2).hold.units,
            lambda: api.release(pool_id, buyer=buyer),
            lambda: api.add_units(pool_id, units=5, operation="delivery"),
            lambda: api.settle(pool_id, order="unknown"),
        )
        assert outcomes[1:4] == [2, 2, True]
        assert told(outcomes[4:]) == ["claim_refused"]
        assert version(pool_id) == before + 2

    def test_that_was_raced_is_decided_anew_as_a_whole(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pool_id = given.an_open_pool(units=3)

        def somebody_elses() -> None:
            ThreadShell().execute(pool_id, [protocol.Reserve(buyer="other", units=1, token="t")])

        outcomes = in_line(monkeypatch, pool_id, *crowd(pool_id, 4), meanwhile=somebody_elses)
        assert told(outcomes) == ["held"] * 2 + ["out_of_stock"] * 2
        assert checked_books(pool_id).counters == (3, 0, 3, 0, 0)


class TestManyPools:
    def test_two_hundred_are_pressed_by_sixteen_threads(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """More than the shell remembers: line-ups are forgotten, but none that is in use."""
        monkeypatch.setattr(lineup, "MOST_LINEUPS", 20)
        pools = [given.an_open_pool(units=10) for _ in range(200)]

        def press(number: int) -> list[str]:
            order = pools[number * 12 :] + pools[: number * 12]
            return [told([at(reserving(pool, f"buyer {number}"))])[0] for pool in order]

        with ThreadPoolExecutor(16) as crew:
            answers = list(crew.map(press, range(16)))
        assert sum(line.count("held") for line in answers) == 2_000
        assert sum(line.count("out_of_stock") for line in answers) == 1_200
        assert {checked_books(pool).counters for pool in pools} == {(10, 0, 10, 0, 0)}


def at(act: Act) -> object:
    try:
        return act()
    except api.StockError as refusal:
        return refusal


Interrupt = Callable[[str, str], None]


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Iterator[Interrupt]:
    """`interrupt(thread, when)`: it gets a KeyboardInterrupt "before" or "after" its EXEC, once."""
    ask, due = BlockingLine.ask, {}

    def interrupted(line: BlockingLine, commands: Sequence[Command]) -> Replies:
        when = due.pop(threading.current_thread().name, None) if commands[-1][0] == "EXEC" else None
        if when == "before":
            raise KeyboardInterrupt
        replies = ask(line, commands)
        if when == "after":
            raise KeyboardInterrupt
        return replies

    monkeypatch.setattr(BlockingLine, "ask", interrupted)
    yield due.__setitem__
    assert not due, "nobody was interrupted"


class TestTheLead:
    def test_may_be_handed_to_a_thread_that_is_not_asleep_yet(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        1. A leads; B queues, and is not asleep yet
        2. A is done and hands the lead to B
        3. B goes on: it leads, and its own answer is the first thing that it tells
        """
        see_through = ThreadShell._see_through

        def slowly(shell: ThreadShell, line: object, ticket: ThreadTicket) -> None:
            if threading.current_thread().name == "1":
                wait_until(lambda: ticket.leads)
            see_through(shell, line, ticket)  # type: ignore[arg-type]

        monkeypatch.setattr(ThreadShell, "_see_through", slowly)
        pool_id = given.an_open_pool()
        assert told(in_line(monkeypatch, pool_id, *crowd(pool_id, 3))) == ["held"] * 3

    @pytest.mark.parametrize(("when", "held"), [("before", 2), ("after", 3)])
    def test_of_one_who_is_interrupted_is_handed_on(
        self, monkeypatch: pytest.MonkeyPatch, interrupt: Interrupt, when: str, held: int
    ) -> None:
        pool_id = given.an_open_pool()
        interrupt("0", when)
        outcomes = in_line(monkeypatch, pool_id, *crowd(pool_id, 3))
        assert told(outcomes) == ["KeyboardInterrupt", "held", "held"]
        assert checked_books(pool_id).counters[2] == held

    @pytest.mark.parametrize(("when", "held"), [("before", 1), ("after", 4)])
    def test_of_a_group_whose_leader_is_interrupted(
        self, monkeypatch: pytest.MonkeyPatch, interrupt: Interrupt, when: str, held: int
    ) -> None:
        """The others can't know what became of it, and are told so; who asks again is served."""
        pool_id = given.an_open_pool()
        interrupt("1", when)
        outcomes = in_line(monkeypatch, pool_id, *crowd(pool_id, 4))
        assert told(outcomes) == ["held", "KeyboardInterrupt", "unavailable", "unavailable"]
        assert checked_books(pool_id).counters[2] == held
        again = [at(act) for act in crowd(pool_id, 4)]
        assert told(again) == ["held"] * 4
        assert checked_books(pool_id).counters == (10, 6, 4, 0, 0)

    def test_is_not_given_to_one_who_was_interrupted_asleep(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sleep, now = ThreadTicket.sleep, threading.Event()

        def interrupted(ticket: ThreadTicket) -> None:
            if threading.current_thread().name != "1":
                return sleep(ticket)
            assert now.wait(SECONDS)
            raise KeyboardInterrupt

        def wake() -> None:
            now.set()
            wait_until(lambda: waiting_for(pool_id) == 1)

        monkeypatch.setattr(ThreadTicket, "sleep", interrupted)
        pool_id = given.an_open_pool()
        outcomes = in_line(monkeypatch, pool_id, *crowd(pool_id, 3), meanwhile=wake)
        assert told(outcomes) == ["held", "KeyboardInterrupt", "held"]
        assert checked_books(pool_id).counters == (10, 8, 2, 0, 0)

    def test_goes_on_from_one_who_is_interrupted_when_it_is_handed_to_them(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sleep = ThreadTicket.sleep

        def interrupted(ticket: ThreadTicket) -> None:
            sleep(ticket)
            if threading.current_thread().name == "1":
                raise KeyboardInterrupt

        monkeypatch.setattr(ThreadTicket, "sleep", interrupted)
        pool_id = given.an_open_pool()
        outcomes = in_line(monkeypatch, pool_id, *crowd(pool_id, 3))
        assert told(outcomes) == ["held", "KeyboardInterrupt", "held"]
        assert waiting_for(pool_id) == 0


class TestAFault:
    def test_of_the_rules_reaches_everybody_who_waits_and_the_shell_goes_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pool_id = given.an_open_pool()
        decide, groups = protocol.decide, []

        def faulty(seen: object, requests: Sequence[object]) -> object:
            groups.append(len(requests))
            if len(groups) == 2:
                raise ZeroDivisionError
            return decide(seen, requests)  # type: ignore[arg-type]

        monkeypatch.setattr(protocol, "decide", faulty)
        outcomes = in_line(monkeypatch, pool_id, *crowd(pool_id, 4))
        assert told(outcomes) == ["held"] + ["ZeroDivisionError"] * 3
        assert groups == [1, 3]
        assert checked_books(pool_id).counters == (10, 9, 1, 0, 0), "nothing half done"
        assert given.a_hold(pool_id).units == 1

    def test_of_a_request_that_cannot_be_said_reaches_everybody_and_the_shell_goes_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pool_id = given.an_open_pool()
        acts = [*crowd(pool_id, 2), reserving(pool_id, "\ud800"), reserving(pool_id, "late")]
        outcomes = in_line(monkeypatch, pool_id, *acts)
        assert told(outcomes) == ["held"] + ["UnicodeEncodeError"] * 3
        assert checked_books(pool_id).counters == (10, 9, 1, 0, 0)
        assert given.a_hold(pool_id).units == 1

    def test_of_the_line_reaches_only_the_group_that_was_under_way(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def cut() -> None:
            given.client().client_kill_filter(_type="normal", skipme=True)

        pool_id = given.an_open_pool()
        outcomes = in_line(monkeypatch, pool_id, *crowd(pool_id, 4), meanwhile=cut)
        assert told(outcomes) == ["held"] * 4, "fenced, and done again"
        assert checked_books(pool_id).counters == (10, 6, 4, 0, 0)
