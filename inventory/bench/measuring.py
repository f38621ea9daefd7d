"""One run: processes of clients press at once, and what they were told is checked."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from typing import Any

from django.conf import settings

from inventory.bench import clients
from inventory.bench.checking import check, held_before
from inventory.bench.failing import BenchFailed
from inventory.bench.figures import Figures, figures
from inventory.bench.load import Load, Tally

# Forked from a process that has imported the engine and done nothing: no thread, lock or
# connection of ours is in the children, and sixteen of them start in a moment.
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload([clients.__name__, os.environ["DJANGO_SETTINGS_MODULE"]])

LOOK_SECONDS = 0.1
SLOWNESS_SECONDS = 30

Tell = Callable[[float], object]


def measure(load: Load, *, passed: Tell = lambda seconds: None) -> Figures:
    """The load was pressed, and its pools hold exactly what was told.

    `passed` is called again and again with the seconds since the last time. Raises BenchFailed
    where a process died or a pool's books are wrong.
    """
    before = held_before(load.pools)
    with _started(load) as children:
        tally = _tally(load, children, passed)
    check(tally.told, before=before)
    return figures(load, tally)


@contextmanager
def _started(load: Load) -> Iterator[list[Connection]]:
    """Inside, the processes are ready and wait to be told; afterwards, none is left."""
    lines, processes = [], []
    try:
        for number in range(load.processes):
            ours, theirs = CONTEXT.Pipe()
            process: Any = CONTEXT.Process(target=clients.run, args=(load, number, theirs))
            process.start()
            theirs.close()
            processes.append(process)
            lines.append(ours)
        for line in lines:
            _heard(line)
        yield lines
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _tally(load: Load, lines: Sequence[Connection], passed: Tell) -> Tally:
    total = Tally()
    began = told_at = time.monotonic()
    give_up_at = began + load.seconds + settings.STOCK_PATIENCE_SECONDS + SLOWNESS_SECONDS
    for line in lines:
        line.send(True)
    waiting: list[Any] = list(lines)
    while waiting:
        for answered in connection.wait(waiting, LOOK_SECONDS):
            total.add(_heard(answered))
            waiting.remove(answered)
        now = time.monotonic()
        passed(now - told_at)
        told_at = now
        if now > give_up_at:
            raise BenchFailed(f"{len(waiting)} processes did not end when their time was up.")
    return total


def _heard(line: Any) -> Any:
    try:
        return line.recv()
    except EOFError:
        raise BenchFailed("a process of clients died; what it said stands above.") from None
