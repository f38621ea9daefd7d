"""A TCP proxy between client and Valkey that can lose, delay, cut and refuse.

The engine sends a whole transaction in one write, so it is seen in one piece. An ECHO that the
proxy puts behind a transaction tells when Valkey has done it.
"""

import contextlib
import select
import socket
import threading
from collections.abc import Callable
from enum import Enum

import hiredis

EXEC = b"$4\r\nEXEC\r\n"
MARK = b"$8\r\nits done\r\n"
ECHO = b"*2\r\n$4\r\nECHO\r\n" + MARK
PIECE = 1 << 16


class Moment(Enum):
    """Where in a verb's conversation Redis refuses."""

    READING = "WATCH and the reads"
    WRITING = "the commands inside of MULTI"
    EXEC = "EXEC"


class TcpProxy:
    """Forwards `port` to Valkey's `target_port`, and counts the transactions that it sees.

    After `lose_answers(n)`, Valkey does the next `n` transactions, and their answers are lost
    with their connections. After `hold_back_one()`, the next transaction's connection is lost
    too, but it reaches Valkey only when the one that follows has been done; `late_answer` is what
    Valkey says to it then. After `delay_one(after=n)` it is the same with the transaction after
    the next n, but its connection stays, and nobody answers.

    After `cut_answers(n)`, the connection that says byte n + 1 of all answers is lost with it, and
    after `cut_requests(n)` the one that asks it; `is_to_cut` until then. After `refuse(error,
    at=moment)`, the next request of that moment never reaches Valkey, and is answered as a Redis
    does that says `error` there. After `before_request(n, do)`, `do` is called when n more requests
    have been passed on, and before the one that follows; `is_to_do` until then.
    """

    def __init__(self, target_port: int) -> None:
        self.connections = 0
        self.transactions = 0
        self.late_answer: bytes | None = None
        self._target_port = target_port
        self._to_lose = 0
        self._is_to_hold_back = False
        self._to_delay: int | None = None
        self._held_back: tuple[socket.socket, bytes] | None = None
        self._answers_left: int | None = None
        self._requests_left: int | None = None
        self._refusal: tuple[bytes, Moment] | None = None
        self._requests_before = 0
        self._do: Callable[[], object] | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def lose_answers(self, count: int) -> None:
        self._to_lose = count

    def hold_back_one(self) -> None:
        self._is_to_hold_back = True

    def delay_one(self, *, after: int = 0) -> None:
        self._to_delay = after

    @property
    def is_to_delay(self) -> bool:
        return self._to_delay is not None

    def deliver(self) -> None:
        """Valkey has the transaction that was held back, if one was."""
        if self._held_back is not None:
            server, request = self._held_back
            self.late_answer = _answer(server, request)
            server.close()
            self._held_back = None

    def cut_answers(self, after: int) -> None:
        self._answers_left = after

    def cut_requests(self, after: int) -> None:
        self._requests_left = after

    @property
    def is_to_cut(self) -> bool:
        return self._answers_left is not None or self._requests_left is not None

    def go_on(self) -> None:
        """Nothing is cut, delayed or done any more."""
        self._answers_left = self._requests_left = self._to_delay = self._do = None

    def refuse(self, error: bytes, *, at: Moment) -> None:
        self._refusal = (error, at)

    def before_request(self, number: int, do: Callable[[], object]) -> None:
        self._requests_before = number
        self._do = do

    @property
    def is_to_do(self) -> bool:
        return self._do is not None

    @property
    def is_to_refuse(self) -> bool:
        return self._refusal is not None

    def close(self) -> None:
        """No more connections are taken; those that are open end with their clients."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
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
            return self._say(client, answer) and bool(answer)
        request = client.recv(PIECE)
        if request and self._do is not None:
            self._count_down(self._do)
        if (left := self._requests_left) is not None:
            if len(request) > left:
                self._requests_left = None
                server.sendall(request[:left])
                return False
            self._requests_left = left - len(request)
        if self._refusal and (self._refusal[1] is Moment.READING) != (EXEC in request):
            return self._say(client, self._refused(request))
        if EXEC in request:
            return self._transact(client, server, request)
        server.sendall(request)
        return bool(request)

    def _count_down(self, do: Callable[[], object]) -> None:
        if self._requests_before == 0:
            self._do = None
            do()
        self._requests_before -= 1

    def _transact(self, client: socket.socket, server: socket.socket, request: bytes) -> bool:
        self.transactions += 1
        if self._is_to_hold_back:
            self._is_to_hold_back = False
            self._held_back = (server, request)
            return False
        if self._to_delay is not None:
            if self._to_delay == 0:
                self._to_delay = None
                self._held_back = (server, request)
                return True
            self._to_delay -= 1
        if not self._to_lose and self._held_back is None:
            server.sendall(request)
            return True
        answer = _answer(server, request)
        self.deliver()
        if self._to_lose:
            self._to_lose -= 1
            return False
        return self._say(client, answer)

    def _say(self, client: socket.socket, answer: bytes) -> bool:
        left = self._answers_left
        if left is not None and len(answer) > left:
            self._answers_left = None
            client.sendall(answer[:left])
            return False
        if left is not None:
            self._answers_left = left - len(answer)
        client.sendall(answer)
        return True

    def _refused(self, request: bytes) -> bytes:
        """What a Redis says to the request that refuses at its moment."""
        assert self._refusal is not None
        text, moment = self._refusal
        self._refusal = None
        error, count = b"-" + text + b"\r\n", _commands_in(request)
        if moment is Moment.READING:
            return error * count
        if moment is Moment.WRITING:
            aborted = b"-EXECABORT Transaction discarded because of previous errors.\r\n"
            return b"+OK\r\n" + error * (count - 2) + aborted
        return b"+OK\r\n" + b"+QUEUED\r\n" * (count - 2) + error


def _commands_in(request: bytes) -> int:
    reader, count = hiredis.Reader(), 0
    reader.feed(request)
    while reader.gets() is not False:
        count += 1
    return count


def _answer(server: socket.socket, request: bytes) -> bytes:
    """All that Valkey says to a request, once it has done it."""
    server.sendall(request + ECHO)
    answer = b""
    while not answer.endswith(MARK):
        answer += server.recv(PIECE)
    return answer.removesuffix(MARK)
