"""A TCP proxy in front of PostgreSQL or MongoDB that is cut at a request of our choice."""

import contextlib
import select
import socket
import struct
import threading

from django.db import connection

PIECE = 1 << 16
PG_HELLOS = (80877103, 80877104, 196608, 196610)  # SSLRequest, GSSENCRequest, 3.0, 3.2
MONGO_TALK = (b"hello", b"ismaster", b"isMaster", b"endSessions", b"killCursors")


class Proxied:
    """PostgreSQL or MongoDB behind a port of ours."""

    can_lose_answers = True

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._left: int | None = None
        self._is_answer_lost = False
        self._is_away = False
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def go_away(self, *, at: int, is_answer_lost: bool) -> None:
        self._is_answer_lost = is_answer_lost
        self._left = at

    @property
    def is_to_go(self) -> bool:
        return self._left is not None

    def come_back(self) -> None:
        self._left = None
        self._is_away = False

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self._is_away:
                    client.close()
                    continue
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            client,
            socket.create_connection(("127.0.0.1", self._target_port)) as server,
        ):
            with self._lock:
                self._open |= {client, server}
            try:
                while self._pass_on(client, server):
                    pass
            finally:
                with self._lock:
                    self._open -= {client, server}

    def _pass_on(self, client: socket.socket, server: socket.socket) -> bool:
        """What either side says reaches the other; False when the connection is over."""
        ready, _, _ = select.select([client, server], [], [])
        if server in ready:
            answer = server.recv(PIECE)
            client.sendall(answer)
            return bool(answer)
        request = client.recv(PIECE)
        if self._is_the_one(request):
            if self._is_answer_lost:
                server.sendall(request)
                server.recv(PIECE)
            self._leave()
            return False
        server.sendall(request)
        return bool(request)

    def _is_the_one(self, request: bytes) -> bool:
        if self._left is None or not request or _is_talk(request):
            return False
        if self._left == 0:
            return True
        self._left -= 1
        return False

    def _leave(self) -> None:
        with self._lock:
            self._is_away = True
            self._left = None
            lost, self._open = self._open, set()
        for side in lost:
            with contextlib.suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)


def _is_talk(request: bytes) -> bool:
    """What is said about the connection itself, by the drivers."""
    if connection.vendor == "mongodb":
        return any(word in request[:80] for word in MONGO_TALK)
    return len(request) > 8 and struct.unpack(">i", request[4:8])[0] in PG_HELLOS
