"""Calls that wait go together; each hears its own error; nobody waits for ever."""

import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import IntegrityError, OperationalError

from orders.together import Together


class Book:
    """What was done, group by group; the thing "slow" is done when `go_on` is called."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.may_go_on = threading.Event()
        self.has_begun = threading.Event()

    def write(self, things: Sequence[str]) -> None:
        if things == ["slow"]:
            self.has_begun.set()
            self.may_go_on.wait(30)
        self.groups.append(list(things))
        if "taken" in things:
            raise IntegrityError
        if "away" in things:
            raise OperationalError
        if "interrupted" in things and self.groups.count(list(things)) == 1:
            raise KeyboardInterrupt


def after_a_slow_one(book: Book, *others: tuple[Together[str], str]) -> list[Future[None]]:
    """What became of the calls, in this order, that came while "slow" was being done."""
    with ThreadPoolExecutor(len(others) + 1) as threads:
        slow = threads.submit(others[0][0], "slow")
        assert book.has_begun.wait(30)
        calls = []
        for number, (together, thing) in enumerate(others, start=1):
            calls.append(threads.submit(together, thing))
            while sum(len(each.waiting) for each in {each for each, _ in others}) < number:
                time.sleep(0.001)
        book.may_go_on.set()
        slow.result(30)
    return calls


def test_who_is_alone_is_served_at_once_by_its_own_thread() -> None:
    served_by = []
    together = Together[str](lambda _: served_by.append(threading.get_ident()))

    together("one")

    assert served_by == [threading.get_ident()]


def test_all_who_wait_go_together_in_the_order_in_which_they_came() -> None:
    book = Book()
    together = Together(book.write)

    calls = after_a_slow_one(book, (together, "a"), (together, "b"), (together, "c"))

    assert book.groups == [["slow"], ["a", "b", "c"]]
    assert [call.exception() for call in calls] == [None, None, None]


def test_an_error_is_raised_only_to_the_one_whose_it_is() -> None:
    book = Book()
    together = Together(book.write)

    calls = after_a_slow_one(book, *((together, name) for name in ("a", "b", "taken", "c")))

    assert [type(call.exception()) for call in calls] == [
        type(None), type(None), IntegrityError, type(None),
    ]  # fmt: skip
    assert book.groups[1:] == [
        ["a", "b", "taken", "c"], ["a", "b"], ["taken", "c"], ["taken"], ["c"],
    ]  # fmt: skip


def test_a_database_that_is_away_is_told_to_all_and_asked_once() -> None:
    book = Book()
    together = Together(book.write)

    calls = after_a_slow_one(book, (together, "a"), (together, "away"), (together, "b"))

    assert [type(call.exception()) for call in calls] == [OperationalError] * 3
    assert book.groups == [["slow"], ["a", "away", "b"]]


def test_the_longest_lineup_is_next_and_one_group_goes_at_a_time() -> None:
    book = Book()
    short, long = Together(book.write), Together(book.write)

    after_a_slow_one(book, (short, "a"), (long, "b"), (long, "c"))

    assert book.groups == [["slow"], ["b", "c"], ["a"]]


def test_nobody_is_left_waiting_by_a_leader_who_was_interrupted() -> None:
    book = Book()
    together = Together(book.write)

    calls = after_a_slow_one(book, (together, "interrupted"), (together, "a"), (together, "b"))

    assert type(calls[0].exception()) is KeyboardInterrupt
    assert [call.exception() for call in calls[1:]] == [None, None]
    assert book.groups == [["slow"], ["interrupted", "a", "b"], ["a", "b"]]


def test_a_process_that_was_forked_while_somebody_led_waits_for_nobody() -> None:
    book = Book()
    together = Together(book.write)
    parent = threading.Thread(target=together, args=["slow"])
    parent.start()
    assert book.has_begun.wait(30)

    child = os.fork()
    if child == 0:
        together("child")
        os._exit(len(book.groups))

    book.may_go_on.set()
    parent.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


@pytest.mark.parametrize("callers", [40])
def test_every_call_is_done_once_and_most_of_them_together(callers: int) -> None:
    """Many threads, several calls each: nothing is lost or done twice."""
    groups: list[list[int]] = []

    def note(things: Sequence[int]) -> None:
        time.sleep(0.002)
        groups.append(list(things))

    together = Together(note)

    def call(first: int) -> None:
        for number in range(first, first + 5):
            together(number)

    with ThreadPoolExecutor(callers) as threads:
        list(threads.map(call, range(0, 5 * callers, 5)))

    done = [number for group in groups for number in group]
    assert sorted(done) == list(range(5 * callers))
    assert len(groups) < len(done) / 4
