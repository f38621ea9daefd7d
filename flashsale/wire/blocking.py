"""A line for a thread."""

import select
import socket
import ssl
import struct
import time
from collections.abc import Sequence

from redis.exceptions import InvalidResponse, ResponseError

from flashsale.wire.address import Address
from flashsale.wire.replies import NOT_YET, BrokenLine, Command, Replies, pack, reader

PIECE = 1 << 16


class BlockingLine:
    """An open connection, for one thread at a time."""

    def __init__(self, address: Address, *, connect_seconds: float, answer_seconds: float) -> None:
        """Raises BrokenLine where there is no Redis, and ResponseError where it refuses us."""
        self.address = address
        self._socket = _connected(address, connect_seconds)
        _limit(self._socket, answer_seconds)
        self._answer_seconds = answer_seconds
        self._reader = reader()
        if address.greeting:
            for reply in self.ask(address.greeting):
                if isinstance(reply, ResponseError):
                    self.close()
                    raise reply

    @property
    def is_open(self) -> bool:
        """Whether it can be used again: Redis has neither hung up nor said what nobody asked."""
        if self._socket.fileno() < 0:
            return False
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return not poll.poll(0)

    def ask(self, commands: Sequence[Command]) -> Replies:
        """All replies to `commands`, which went out in one write. Raises BrokenLine."""
        replies: Replies = []
        until = time.monotonic() + self._answer_seconds
        try:
            self._socket.sendall(pack(commands))
            while len(replies) < len(commands):
                reply = self._reader.gets()
                if reply is not NOT_YET:
                    replies.append(reply)
                elif piece := self._socket.recv(PIECE):
                    self._reader.feed(piece)
                else:
                    raise BrokenLine("Redis hung up")
                if time.monotonic() > until:
                    raise BrokenLine("Redis did not answer in time")
            if self._reader.has_data():
                raise BrokenLine("Redis said more than it was asked")
        except BaseException as error:
            self.close()
            if isinstance(error, (OSError, InvalidResponse)):
                raise BrokenLine(str(error)) from error
            raise
        return replies

    def close(self) -> None:
        """Nothing more can be asked here."""
        self._socket.close()


def _connected(address: Address, seconds: float) -> socket.socket:
    try:
        if address.path:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(seconds)
            connection.connect(address.path)
            return connection
        connection = socket.create_connection((address.host, address.port), seconds)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if address.tls:
            return address.tls.wrap_socket(connection, server_hostname=address.host)
    except OSError as error:
        raise BrokenLine(str(error)) from error
    return connection


def _limit(connection: socket.socket, seconds: float) -> None:
    """The kernel ends what takes longer. Python's own way costs a call of it for each read."""
    if isinstance(connection, ssl.SSLSocket):  # which would try again and again
        connection.settimeout(seconds)
        return
    whole, part = divmod(seconds, 1)
    interval = struct.pack("@ll", int(whole), int(part * 1_000_000))
    connection.settimeout(None)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, interval)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, interval)
