"""Many sockets in one process, which notes what arrives and when, and looks into it afterwards.

Plain non-blocking sockets: a message costs some ten microseconds, so that the server and not
its audience is measured. Times are seconds of the monotonic clock, which all processes share.
"""

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.websockets.dialects import Dialect
from bench.websockets.frames import CLOSE, PING, PONG, TEXT, split, to_server
from flashsale.development.failing import CannotRun

HOST = "127.0.0.1"
OPENING_SECONDS = 20.0
POLL_SECONDS = 0.05
CHUNK = 65_536
ANY_KEY = "dGhlIHNhbXBsZSBub25jZQ=="
END_OF_HEADERS = b"\r\n\r\n"


@dataclass(slots=True)
class Watcher:
    """One socket; `arrived` has each snapshot with the second in which it came."""

    connection: socket.socket
    rest: bytes = b""
    arrived: list[tuple[float, bytes]] = field(default_factory=list)


@dataclass(slots=True)
class Crowd:
    """Everybody who watches one server."""

    port: int
    dialect: Dialect
    watchers: list[Watcher] = field(default_factory=list)
    lost: int = 0
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def open_one(self) -> None:
        """One more socket is open. Raises CannotRun where the server refuses it."""
        connection = socket.create_connection((HOST, self.port), timeout=OPENING_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(_handshake(self.dialect.path, port=self.port))
        received = b""
        while END_OF_HEADERS not in received:
            chunk = connection.recv(CHUNK)
            received += chunk
            if not chunk:
                break
        headers, _, rest = received.partition(END_OF_HEADERS)
        if not headers.startswith(b"HTTP/1.1 101"):
            raise CannotRun(f"A websocket was refused: {received[:200]!r}")
        connection.setblocking(False)
        watcher = Watcher(connection)
        self.watchers.append(watcher)
        self._selector.register(connection, selectors.EVENT_READ, watcher)
        self._take(watcher, rest)

    def watch(self, *, until: Callable[[], bool]) -> None:
        """What arrives is noted, until `until` is true; it is asked often."""
        while not until():
            for key, _ in self._selector.select(POLL_SECONDS):
                self._read(key.data)

    def messages(self) -> int:
        """How many snapshots have arrived at all of them."""
        return sum(len(watcher.arrived) for watcher in self.watchers)

    def leave(self) -> None:
        """Nobody watches any more."""
        for watcher in self.watchers:
            watcher.connection.close()
        self._selector.close()

    def _read(self, watcher: Watcher) -> None:
        try:
            chunk = watcher.connection.recv(CHUNK)
        except BlockingIOError:
            return
        except ConnectionError:
            chunk = b""
        if chunk:
            self._take(watcher, chunk)
        else:
            self._lose(watcher)

    def _take(self, watcher: Watcher, chunk: bytes) -> None:
        now = time.monotonic()
        frames, watcher.rest = split(watcher.rest + chunk if watcher.rest else chunk)
        for opcode, payload in frames:
            if opcode == TEXT:
                self._take_text(watcher, payload, now=now)
            elif opcode == PING:
                watcher.connection.send(to_server(PONG, payload))
            elif opcode == CLOSE:
                self._lose(watcher)

    def _take_text(self, watcher: Watcher, message: bytes, *, now: float) -> None:
        reply = self.dialect.replies.get(message[:1])
        if reply is not None:
            watcher.connection.send(to_server(TEXT, reply))
        snapshot = self.dialect.snapshot(message)
        if snapshot is not None:
            watcher.arrived.append((now, snapshot))

    def _lose(self, watcher: Watcher) -> None:
        if watcher.connection in self._selector.get_map():
            self._selector.unregister(watcher.connection)
            self.lost += 1


def _handshake(path: str, *, port: int) -> bytes:
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {HOST}:{port}",
        f"Origin: http://{HOST}:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {ANY_KEY}",
    )
    return "\r\n".join(lines).encode() + END_OF_HEADERS
