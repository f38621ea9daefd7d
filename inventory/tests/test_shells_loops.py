"""Tasks that wait for one pool go together, and a hot pool keeps no other one waiting."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_django import Settings

from inventory import api, keys, protocol
from inventory.shells import loops
from inventory.tests import given
from inventory.tests.books import checked_books


def version(pool_id: str) -> int:
    return int(given.client().hget(keys.pool(pool_id), "version") or 0)


def crowd(pool_id: str, count: int) -> list[asyncio.Task[api.Reservation]]:
    """So many buyers, each of whom presses now."""
    return [
        asyncio.create_task(api.areserve(pool_id, buyer=f"buyer {number}", units=1))
        for number in range(count)
    ]


async def told(tasks: Sequence[asyncio.Task[api.Reservation]]) -> list[str]:
    """ "held", the code of a refusal, or the name of what was raised."""
    async with asyncio.timeout(10):
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    return [
        "held" if isinstance(outcome, api.Reservation)
        else getattr(outcome, "code", type(outcome).__name__)
        for outcome in outcomes
    ]  # fmt: skip


class TestAGroup:
    async def test_is_all_who_wait(self) -> None:
        pool_id = given.an_open_pool(units=60)
        before = version(pool_id)
        pressed = crowd(pool_id, 100)
        assert await told(pressed) == ["held"] * 60 + ["out_of_stock"] * 40
        assert version(pool_id) == before + 1
        assert [task.result().hold.buyer for task in pressed[:60]] == [
            f"buyer {number}" for number in range(60)
        ]
        assert checked_books(pool_id).counters == (60, 0, 60, 0, 0)

    async def test_has_at_most_its_size_and_the_rest_goes_next(self, settings: Settings) -> None:
        settings.STOCK_GROUP_SIZE = 4
        pool_id = given.an_open_pool(units=10)
        before = version(pool_id)
        assert await told(crowd(pool_id, 10)) == ["held"] * 10
        assert version(pool_id) == before + 3

    async def test_is_not_disturbed_by_those_who_stop_waiting(self) -> None:
        """What they pressed is done, like that of a browser that has gone."""
        pool_id = given.an_open_pool(units=20)
        pressed = crowd(pool_id, 20)
        await asyncio.sleep(0)
        for task in pressed[::4]:
            task.cancel()
        expected = ["CancelledError" if n % 4 == 0 else "held" for n in range(20)]
        assert await told(pressed) == expected
        assert checked_books(pool_id).counters == (20, 0, 20, 0, 0)

    async def test_of_which_nobody_waits_any_more_leaves_the_shell_as_it_was(self) -> None:
        pool_id = given.an_open_pool(units=20)
        pressed = crowd(pool_id, 5)
        await asyncio.sleep(0)
        for task in pressed:
            task.cancel()
        assert await told(pressed) == ["CancelledError"] * 5
        assert (await api.areserve(pool_id, buyer="next", units=2)).hold.units == 2
        assert checked_books(pool_id).counters == (20, 13, 7, 0, 0)

    async def test_that_was_refused_as_the_pool_is_missing_leaves_no_trace(self) -> None:
        assert await told(crowd("nowhere", 3)) == ["unavailable"] * 3
        assert [*given.client().scan_iter("*")] == []


class TestAFault:
    async def test_of_the_rules_reaches_everybody_who_waits_and_the_shell_goes_on(
        self, monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        settings.STOCK_GROUP_SIZE = 3
        pool_id = given.an_open_pool()
        decide, groups = protocol.decide, []

        def faulty(seen: object, requests: Sequence[object]) -> object:
            groups.append(len(requests))
            if len(groups) == 1:
                raise ZeroDivisionError
            return decide(seen, requests)  # type: ignore[arg-type]

        monkeypatch.setattr(protocol, "decide", faulty)
        assert await told(crowd(pool_id, 5)) == ["ZeroDivisionError"] * 3 + ["held"] * 2
        assert groups == [3, 2]
        assert checked_books(pool_id).counters == (10, 8, 2, 0, 0)

    async def test_of_a_request_that_cannot_be_said_reaches_its_group_and_the_shell_goes_on(
        self, settings: Settings
    ) -> None:
        settings.STOCK_GROUP_SIZE = 3
        pool_id = given.an_open_pool()
        pressed = [asyncio.create_task(api.areserve(pool_id, buyer="\ud800", units=1))]
        pressed += crowd(pool_id, 4)
        assert await told(pressed) == ["UnicodeEncodeError"] * 3 + ["held"] * 2
        assert checked_books(pool_id).counters == (10, 8, 2, 0, 0)

    async def test_of_the_line_is_noticed_and_the_next_has_another(self) -> None:
        pool_id = given.an_open_pool()
        await api.areserve(pool_id, buyer="ann", units=1)
        (line,) = [line for lines in loops.shell().lines.idle.values() for line in lines]
        (number,) = await line.ask([("CLIENT", "ID")])
        given.client().client_kill_filter(_id=number)
        while line.is_open:
            await asyncio.sleep(0.001)
        await api.areserve(pool_id, buyer="bob", units=1)
        assert checked_books(pool_id).counters == (10, 8, 2, 0, 0)


class TestAHotPool:
    async def test_keeps_no_other_pool_waiting(self, settings: Settings) -> None:
        """Hundreds wait for it when one request comes for another pool, and is answered before."""
        settings.STOCK_GROUP_SIZE = 32
        hot, quiet = given.an_open_pool(units=600), given.an_open_pool()
        rush = crowd(hot, 600)
        await asyncio.sleep(0)
        await api.areserve(quiet, buyer="ann", units=1)
        assert sum(task.done() for task in rush) < 300
        assert await told(rush) == ["held"] * 600

    async def test_with_groups_of_hundreds_neither(self) -> None:
        hot, quiet = given.an_open_pool(units=1_200), given.an_open_pool()
        rush = crowd(hot, 1_200)
        await asyncio.sleep(0)
        await api.areserve(quiet, buyer="ann", units=1)
        assert sum(task.done() for task in rush) < 1_200
        await told(rush)


def test_each_event_loop_has_a_shell_of_its_own() -> None:
    pool_id = given.an_open_pool(units=30)

    async def press(name: str) -> tuple[int, list[str]]:
        pressed = [
            asyncio.create_task(api.areserve(pool_id, buyer=f"{name} {number}", units=1))
            for number in range(20)
        ]
        return id(loops.shell()), await told(pressed)

    with ThreadPoolExecutor(4) as crew:
        answers = list(crew.map(lambda name: asyncio.run(press(name)), "abcd"))
    codes = [code for _, codes in answers for code in codes]
    assert len({shell for shell, _ in answers}) == 4
    assert (codes.count("held"), codes.count("out_of_stock")) == (30, 50)
    assert checked_books(pool_id).counters == (30, 0, 30, 0, 0)
