"""`kill -9`, from outside: how many moments an act has, and the act up to one of them."""

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from django.db import connection

from orders.tests import killed

MOST_SECONDS = 60
DEAD_AFTER_SECONDS = 0.5
LOOK_AGAIN_SECONDS = 0.05

# Django is loaded once, in a process of its own; each that will be killed is forked from it.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([killed.__name__])


def kill(act: Callable[..., object], subject: object, *, moment: int) -> list[str]:
    """Another process has done the act up to its nth moment and was killed, or all of it.

    Returns the names of the moments that came.
    """
    told, telling = processes.Pipe(duplex=False)
    process = processes.Process(
        target=killed.do,
        args=(act.__name__, subject, connection.settings_dict["NAME"], moment, telling),
    )
    process.start()
    telling.close()
    names = list(_heard(told))
    process.join(MOST_SECONDS)
    assert process.exitcode in (0, -signal.SIGKILL), f"{act.__name__} ended by itself"
    assert (process.exitcode != 0) == (0 < moment <= len(names))
    forget_transactions_of_the_dead()
    return names


def kill_at_each_moment(
    act: Callable[..., object], subject: Callable[[], object], *, step: int = 1
) -> Iterator[tuple[str, object]]:
    """The name of each moment, with a new subject whose act was killed at it.

    The last is the one whose act went through, without a moment.
    """
    for moment in count(1, step):
        one = subject()
        names = kill(act, one, moment=moment)
        is_killed = len(names) >= moment
        yield (f"{moment}, {names[-1]}" if is_killed else "", one)
        if not is_killed:
            return


def _heard(told: Connection) -> Iterator[str]:
    with told, suppress(EOFError):
        while True:
            yield told.recv()


def forget_transactions_of_the_dead() -> None:
    """The time has passed that MongoDB keeps the open transaction of a client that is gone.

    It is transactionLifetimeLimitSeconds, 60 by default, whatever becomes of the connection. The
    others notice that a client is gone, and roll back.
    """
    if connection.vendor != "mongodb":
        return
    connection.ensure_connection()
    admin = connection.connection.admin
    # Other tests' processes use this server too: who lives goes on with its transaction at once.
    while waiting := _waiting_transactions(admin):
        dead = [
            session["lsid"] for session in waiting if _seconds_idle(session) > DEAD_AFTER_SECONDS
        ]
        if dead:
            admin.command("killSessions", [{"id": lsid["id"]} for lsid in dead])
        time.sleep(LOOK_AGAIN_SECONDS)


def _waiting_transactions(admin: Any) -> list[dict[str, Any]]:
    """The sessions whose transaction is open while nothing is asked in it."""
    is_waiting = {"active": False, "transaction": {"$exists": True}}
    found = admin.aggregate([{"$currentOp": {"idleSessions": True}}, {"$match": is_waiting}])
    return list(found)


def _seconds_idle(session: dict[str, Any]) -> float:
    return float(session["transaction"]["timeInactiveMicros"]) / 1_000_000
