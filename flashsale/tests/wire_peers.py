"""Both kinds of lines, asked alike; and a server that says what a test wants it to say."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Sequence
from typing import TypeAlias

from flashsale.wire import BlockingLine, Command, LoopedLine, Replies, address_of

ANSWER_SECONDS = 0.2
CONNECT_SECONDS = 0.3

Asked: TypeAlias = Callable[..., list[Replies]]
"""`asked(url, commands, …)`: the replies to each list of commands, asked one after the other."""


def by_thread(url: str, *asks: Sequence[Command]) -> list[Replies]:
    """What is said to a BlockingLine of its own."""
    line = BlockingLine(
        address_of(url), connect_seconds=CONNECT_SECONDS, answer_seconds=ANSWER_SECONDS
    )
    try:
        return [line.ask(commands) for commands in asks]
    finally:
        line.close()


def by_loop(url: str, *asks: Sequence[Command]) -> list[Replies]:
    """What is said to a LoopedLine of its own."""

    async def ask() -> list[Replies]:
        line = await a_looped_line(url)
        try:
            return [await line.ask(commands) for commands in asks]
        finally:
            line.close()

    return asyncio.run(ask())


async def a_looped_line(url: str, *, answer_seconds: float = ANSWER_SECONDS) -> LoopedLine:
    return await LoopedLine.connect(
        address_of(url), connect_seconds=CONNECT_SECONDS, answer_seconds=answer_seconds
    )


class Peer:
    """Says the same pieces, each in a segment of its own, to the first request of every connection.

    Afterwards it hangs up, or says nothing more.
    """

    def __init__(self, *pieces: bytes, hangs_up: bool = False) -> None:
        self._pieces = pieces
        self._hangs_up = hangs_up
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self._listener.getsockname()[1]}/0"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """No more connections are taken."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.recv(1 << 16)
            for piece in self._pieces:
                client.sendall(piece)
            while not self._hangs_up and client.recv(1 << 16):
                pass
