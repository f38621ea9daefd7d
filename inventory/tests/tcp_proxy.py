"""A TCP proxy between client and Valkey that can lose answers and hold back a transaction.

The engine sends a whole transaction in one write, so it is seen in one piece. An ECHO that the
proxy puts behind a transaction tells when Valkey has done it.
"""

import contextlib
import select
import socket
import threading

EXEC = b"$4\r\nEXEC\r\n"
MARK = b"$8\r\nits done\r\n"
ECHO = b"*2\r\n$4\r\nECHO\r\n" + MARK
PIECE = 1 << 16


class TcpProxy:
    """Forwards `port` to Valkey's `target_port`, and counts the transactions that it sees.

    After `lose_answers(n)`, Valkey does the next `n` transactions, and their answers are lost
    with their connections. After `hold_back_one()`, the next transaction's connection is lost
    too, but it reaches Valkey only when the one that follows has been done; `late_answer` is what
    Valkey says to it then.
    """

    def __init__(self, target_port: int) -> None:
        self.transactions = 0
        self.late_answer: bytes | None = None
        self._target_port = target_port
        self._to_lose = 0
        self._is_to_hold_back = False
        self._held_back: tuple[socket.socket, bytes] | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def lose_answers(self, count: int) -> None:
        self._to_lose = count

    def hold_back_one(self) -> None:
        self._is_to_hold_back = True

    def close(self) -> None:
        """No more connections are taken; those that are open end with their clients."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            server = socket.create_connection(("127.0.0.1", self._target_port))
            while self._pass_on(client, server):
                pass
            if self._held_back is None or self._held_back[0] is not server:
                server.close()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> bool:
        """What either side says reaches the other; False when the connection is over."""
        ready, _, _ = select.select([client, server], [], [])
        if server in ready:
            answer = server.recv(PIECE)
            client.sendall(answer)
            return bool(answer)
        request = client.recv(PIECE)
        if EXEC in request:
            return self._transact(client, server, request)
        server.sendall(request)
        return bool(request)

    def _transact(self, client: socket.socket, server: socket.socket, request: bytes) -> bool:
        self.transactions += 1
        if self._is_to_hold_back:
            self._is_to_hold_back = False
            self._held_back = (server, request)
            return False
        answer = _answer(server, request)
        if self._held_back is not None:
            late_server, late_request = self._held_back
            self.late_answer = _answer(late_server, late_request)
            late_server.close()
            self._held_back = None
        if self._to_lose:
            self._to_lose -= 1
            return False
        client.sendall(answer)
        return True


def _answer(server: socket.socket, request: bytes) -> bytes:
    """All that Valkey says to a request, once it has done it."""
    server.sendall(request + ECHO)
    answer = b""
    while not answer.endswith(MARK):
        answer += server.recv(PIECE)
    return answer.removesuffix(MARK)
