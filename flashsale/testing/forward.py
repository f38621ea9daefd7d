"""An address that stays the same while what is behind it changes, as a failover's does."""

import socket
import threading
from contextlib import suppress

PIECE = 1 << 16


class Forward:
    """Whoever connects to `port` talks to whoever listens on the target's, until it is switched."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def switch_to(self, target_port: int) -> None:
        """New connections go there; those that are open are lost."""
        with self._lock:
            self._target_port = target_port
        self._cut()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._cut()

    def _cut(self) -> None:
        with self._lock:
            lost, self._open = self._open, set()
        for side in lost:
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            with self._lock:
                # Under the lock, so that no switch misses a connection that is being made.
                server = socket.create_connection(("127.0.0.1", self._target_port))
                self._open |= {client, server}
            with server:
                answers = threading.Thread(target=self._pump, args=(server, client), daemon=True)
                answers.start()
                self._pump(client, server)
                answers.join()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        """What one side says reaches the other, until either is gone; then both are."""
        with suppress(OSError):
            while piece := source.recv(PIECE):
                target.sendall(piece)
        for side in (source, target):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open -= {source, target}
