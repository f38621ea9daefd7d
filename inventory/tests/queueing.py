"""Threads that queue for one pool of one shell, so that a test knows who goes with whom."""

import threading
import time
from collections.abc import Callable

import pytest

from inventory import writing
from inventory.shells import threads

SECONDS = 10.0
Act = Callable[[], object]


def wait_until(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < give_up_at, "it never was so"
        time.sleep(0.0005)


def waiting_for(pool_id: str) -> int:
    """How many wait in the line-up of this process's threads."""
    return len(threads.shell()._lineups.of(pool_id).waiting)


def in_line(
    monkeypatch: pytest.MonkeyPatch, pool_id: str, *acts: Act, meanwhile: Act = lambda: None
) -> list[object]:
    """What each act returned or raised. None waits for ever.

    The first leads alone, and stands before its EXEC until all others have queued, in this order,
    and `meanwhile` has been done. Each runs in a thread that is named by its number.
    """
    outcomes: list[object] = [None] * len(acts)
    arrived, go_on = threading.Event(), threading.Event()
    transaction = writing.transaction

    def gated(*arguments: object, **also: object) -> object:
        if not arrived.is_set():
            arrived.set()
            assert go_on.wait(SECONDS)
        return transaction(*arguments, **also)  # type: ignore[arg-type]

    def run(number: int) -> None:
        try:
            outcomes[number] = acts[number]()
        except BaseException as error:  # noqa: BLE001 - interruptions are what some tests are about
            outcomes[number] = error

    with monkeypatch.context() as patched:
        patched.setattr(writing, "transaction", gated)
        crew = [
            threading.Thread(target=run, args=(number,), name=str(number), daemon=True)
            for number in range(len(acts))
        ]
        crew[0].start()
        assert arrived.wait(SECONDS)
        for number, thread in enumerate(crew[1:], start=1):
            thread.start()
            wait_until(lambda number=number: waiting_for(pool_id) == number)
        meanwhile()
        go_on.set()
        for thread in crew:
            thread.join(SECONDS)
            assert not thread.is_alive(), f"{thread.name} waits for ever"
    return outcomes
