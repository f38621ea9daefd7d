"""Several requests in the same moment, each on a thread with its own database connection."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

T = TypeVar("T")
Result = TypeVar("Result")


def at_once(things: Sequence[T], do: Callable[[T], Result]) -> list[Result]:
    """What `do` returned for each of the things; all threads start together."""
    barrier = Barrier(len(things))

    def run(thing: T) -> Result:
        try:
            barrier.wait(timeout=30)
            return do(thing)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(things)) as threads:
        return list(threads.map(run, things))
