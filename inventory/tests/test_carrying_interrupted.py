"""A carrier that dies, and two at once: each movement is in the database once."""

import multiprocessing
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from inventory import api
from inventory.ledger import rows
from inventory.ledger.entries import Entry
from inventory.tests import dying_carrier, given
from inventory.tests.carried import ids, in_database, in_redis, written_ago

pytestmark = pytest.mark.django_db(transaction=True)

CARRIERS = 4
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([dying_carrier.__name__])


def an_old_ledger(*, entries: int = 20) -> tuple[str, list[Entry]]:
    """A pool whose entries are all to be carried, and to be removed after that."""
    pool_id = given.an_open_pool(units=entries)
    for _ in range(entries - 1):
        given.a_hold(pool_id)
    written_ago(pool_id)
    return pool_id, in_redis(pool_id)


@pytest.mark.parametrize("pages", [1, 2])
def test_who_is_killed_leaves_each_movement_once(pages: int) -> None:
    """In the middle of the inserts, and between the last of them and the removal."""
    pool_id, entries = an_old_ledger()
    process = processes.Process(
        target=dying_carrier.carry_and_die,
        args=(pool_id, connection.settings_dict["NAME"]),
        kwargs={"after_inserts": pages},
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert in_redis(pool_id) == entries, "nothing was removed"
    assert in_database(pool_id) == ids(entries)[: 10 * pages]

    assert api.carry_movements([pool_id]) == 20 - 10 * pages

    assert in_database(pool_id) == ids(entries)
    assert in_redis(pool_id) == []


def test_a_database_that_takes_nothing_costs_no_entry(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pool_id, entries = an_old_ledger()

    def refuse(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as away:
        away.setattr(rows, "insert", refuse)
        assert api.carry_movements([pool_id]) == 0
    assert "could not be carried" in caplog.text
    assert in_redis(pool_id) == entries

    assert api.carry_movements([pool_id]) == 20
    assert in_database(pool_id) == ids(entries)


def test_carriers_at_the_same_time_leave_each_movement_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """All have read the same entries before the first of them inserts any."""
    pool_id, entries = an_old_ledger(entries=300)
    together = threading.Barrier(CARRIERS, timeout=30)
    arrived = threading.local()
    insert = rows.insert

    def insert_together(pool_id: str, some: Sequence[Entry]) -> None:
        if not hasattr(arrived, "once"):
            arrived.once = True
            together.wait()
        insert(pool_id, some)

    monkeypatch.setattr(rows, "insert", insert_together)

    def carry(_: int) -> int:
        try:
            return api.carry_movements([pool_id])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CARRIERS) as threads:
        found = list(threads.map(carry, range(CARRIERS)))

    assert found == [300] * CARRIERS, "each had all of them to insert"
    assert in_database(pool_id) == ids(entries)
    assert in_redis(pool_id) == []
    assert caplog.text == ""
