"""Many threads of one process, each with its own connection to the database."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def rate(things: Sequence[T], do: Callable[[T], object], *, threads: int) -> float:
    """How many of the things were done a second, by so many threads, each taking the next one.

    Threads have their connections before the clock starts. Raises the first error of any.
    """
    left = iter(things)
    taking = threading.Lock()
    start = threading.Barrier(threads + 1)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            try:
                connection.ensure_connection()
            finally:
                start.wait()
            while not errors:
                with taking:
                    thing = next(left, None)
                if thing is None:
                    break
                do(thing)
        except BaseException as error:  # noqa: BLE001 - raised by whoever waits for the threads
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    start.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - began
    if errors:
        raise errors[0]
    return len(things) / seconds
