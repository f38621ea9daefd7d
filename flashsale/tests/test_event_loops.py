"""What each event loop has one of."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from flashsale.event_loops import one_a_loop


async def ask(of_this_loop: object) -> list[object]:
    return [of_this_loop(), await asyncio.to_thread(lambda: None) or of_this_loop()]


def test_a_loop_is_given_its_own_and_always_the_same() -> None:
    of_this_loop = one_a_loop(object)
    with asyncio.Runner() as first, asyncio.Runner() as second:
        ones = first.run(ask(of_this_loop))
        others = second.run(ask(of_this_loop))
        again = first.run(ask(of_this_loop))

    assert len({*ones, *again}) == 1
    assert len({*others}) == 1
    assert ones[0] is not others[0]


def test_loops_of_several_threads_do_not_get_each_others() -> None:
    of_this_loop = one_a_loop(object)

    async def ask_often() -> set[object]:
        found = set()
        for _ in range(2_000):
            found.add(of_this_loop())
            await asyncio.sleep(0)
        return found

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(asyncio.run, [ask_often() for _ in range(4)]))

    assert [len(own) for own in found] == [1, 1, 1, 1]
    assert len(set().union(*found)) == 4


def test_without_a_loop_there_is_none() -> None:
    with pytest.raises(RuntimeError):
        one_a_loop(object)()
