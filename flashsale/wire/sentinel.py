"""The way to a primary that Sentinel watches: asked for each new line, since it may be another."""

from dataclasses import replace
from typing import Any

from flashsale.wire.address import Address
from flashsale.wire.finding import Elsewhere, Finding, Probe, Route, first_answer, raise_elsewhere
from flashsale.wire.replies import Command, Replies


class Sentinel(Route):
    """The server that is the primary of `service`; `primary` is its address but for the host."""

    def __init__(self, sentinels: tuple[Address, ...], *, service: str, primary: Address) -> None:
        self._sentinels = list(sentinels)
        self._service = service
        self._primary = primary
        self._known: Address | None = None

    def known(self, key: str) -> Address | None:
        return self._known

    def find(self, key: str) -> Finding:
        question = ("SENTINEL", "GET-MASTER-ADDR-BY-NAME", self._service)
        reply: Any
        _, reply = yield from first_answer([Probe(one, question) for one in self._sentinels])
        host, port = reply
        self._known = replace(self._primary, host=host.decode(), port=int(port))
        return self._known

    def forget(self, address: Address, *, instead: tuple[str, int] | None = None) -> None:
        """Another sentinel is asked next: this one may be the last to hear of a new primary."""
        self._known = None
        self._sentinels = [*self._sentinels[1:], self._sentinels[0]]

    def check(self, replies: Replies) -> None:
        raise_elsewhere(replies)

    @property
    def opening(self) -> Command:
        return ("ROLE",)

    def check_opening(self, reply: Any) -> None:
        if reply[0] != b"master":
            raise Elsewhere(f"the server is no primary, but a {reply[0].decode()}")
