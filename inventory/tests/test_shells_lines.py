"""Whose lines they are: used again, never by two at once, never by a process that was forked."""

import json
import os
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from flashsale.wire import address_of
from inventory import api
from inventory.requests import new_write_id
from inventory.shells import threads
from inventory.tests import given
from inventory.tests.books import checked_books


def connections_made() -> int:
    return int(given.client().info("stats")["total_connections_received"])


def in_a_fork(act: Callable[[], object]) -> object:
    """What the act returned in a process that was forked off this one."""
    told, tell = os.pipe()
    process_id = os.fork()
    if process_id == 0:
        try:
            os.write(tell, json.dumps(act()).encode())
        except BaseException as error:  # noqa: BLE001 - nothing of pytest may run in here
            os.write(tell, json.dumps(repr(error)).encode())
        finally:
            os._exit(0)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(process_id, 0)
    return json.loads(answer)


def line_numbers() -> list[int]:
    """What Redis calls the idle lines of this process's shell."""
    idle = threads.shell().lines.idle[address_of(settings.STOCK_REDIS_URL)]
    return [line.ask([("CLIENT", "ID")])[0] for line in idle if line.is_open]


def test_one_is_enough_for_verbs_one_after_the_other() -> None:
    pool_id = given.an_open_pool()
    before = connections_made()
    for _ in range(20):
        api.release(pool_id, buyer="nobody")
    assert connections_made() == before


def test_there_are_no_more_than_verbs_at_the_same_moment() -> None:
    pools = [given.an_open_pool() for _ in range(4)]
    before = connections_made()

    def press(pool_id: str) -> None:
        for number in range(20):
            api.reserve(pool_id, buyer=f"buyer {number}", units=1)
            api.release(pool_id, buyer=f"buyer {number}")

    with ThreadPoolExecutor(4) as crew:
        list(crew.map(press, pools))
    assert connections_made() - before <= 3
    assert {checked_books(pool_id).counters for pool_id in pools} == {(10, 10, 0, 0, 0)}


def test_one_that_redis_closed_meanwhile_is_noticed_and_replaced() -> None:
    pool_id = given.an_open_pool()
    for number in line_numbers():
        given.client().client_kill_filter(_id=number)
    assert given.a_hold(pool_id).units == 1


def test_a_fork_has_its_own() -> None:
    """Parent and children press at the same time, and nobody reads another's answer."""
    pool_id = given.an_open_pool(units=100)
    ours = line_numbers()

    def press(name: str, times: int) -> list[str]:
        return [api.reserve(pool_id, buyer=f"{name} {n}", units=1).hold.buyer for n in range(times)]

    def child(name: str) -> object:
        return in_a_fork(lambda: [press(name, 20), line_numbers()])

    with ThreadPoolExecutor(3) as crew:
        children = [crew.submit(child, name) for name in ("ann", "bob", "cid")]
        assert press("dan", 40) == [f"dan {n}" for n in range(40)]
        answers = [forked.result() for forked in children]
    for name, (buyers, theirs) in zip(("ann", "bob", "cid"), answers, strict=True):
        assert buyers == [f"{name} {n}" for n in range(20)]
        assert not set(theirs) & set(ours)
    assert checked_books(pool_id).counters == (100, 0, 100, 0, 0)


def test_a_fork_names_its_writes_by_itself() -> None:
    """And so does a process in which somebody has seeded Python's own numbers."""
    random.seed(7)
    ours = [new_write_id() for _ in range(3)]
    random.seed(7)
    theirs = in_a_fork(lambda: [new_write_id() for _ in range(3)])
    assert isinstance(theirs, list)
    assert len({*ours, *theirs, *[new_write_id() for _ in range(3)]}) == 9
