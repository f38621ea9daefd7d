"""Connections to receivers: only to addresses outside, and none longer than it may take.

The address is checked where the socket is connected, so that a name which means another machine
by then gets nobody inside. The certificate is checked for the name, as ever.
"""

import socket
import time
from contextlib import suppress
from threading import Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from shop.webhooks.addresses import is_inside, may_stay_inside
from shop.webhooks.errors import BadAddress

MOST_SECONDS = 10.0
"""For all of it: connecting, sending, and the answer's first lines."""


class Leash:
    """After `seconds` the socket's other side has nothing more to say, however slowly it speaks.

    A timeout of a socket begins anew with each byte. The socket is held by a second handle, since
    TLS takes the first away.
    """

    def __init__(self, held: socket.socket, *, seconds: float) -> None:
        self._held = held.dup()
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def release(self) -> None:
        self._timer.cancel()
        self._held.close()

    def _cut(self) -> None:
        with suppress(OSError):
            self._held.shutdown(socket.SHUT_RDWR)


def connected(host: str, port: int) -> socket.socket:
    """A socket to the first of the host's addresses that is outside and answers.

    Raises BadAddress where all are inside, OSError where none answers.
    """
    give_up_at = time.monotonic() + MOST_SECONDS
    failed: OSError | None = None
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        if is_inside(str(address[0])) and not may_stay_inside():
            continue
        one = socket.socket(family, kind, protocol)
        one.settimeout(max(0.001, give_up_at - time.monotonic()))
        try:
            one.connect(address)
        except OSError as error:
            one.close()
            failed = error
        else:
            return one
    if failed is None:
        raise BadAddress("The address leads inside the shop's own network.")
    raise failed


class _Leashed:
    """What both kinds of connections do."""

    leash: Leash | None = None

    def _new_conn(self: Any) -> socket.socket:
        one = connected(self._dns_host, self.port)
        one.settimeout(MOST_SECONDS)
        self.leash = Leash(one, seconds=MOST_SECONDS)
        return one

    def close(self) -> None:
        super().close()  # type: ignore[misc] # of the connection that this is mixed into
        if self.leash is not None:
            self.leash.release()


class _PlainConnection(_Leashed, HTTPConnection):
    pass


class _SecureConnection(_Leashed, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class OutsideAdapter(HTTPAdapter):
    """Gives `requests` such connections."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
