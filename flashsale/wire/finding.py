"""Which server a command has to go to: what a route knows, and how it finds out. No I/O here."""

from abc import ABC, abstractmethod
from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias

from redis.exceptions import ResponseError

from flashsale.wire.address import Address
from flashsale.wire.replies import BrokenLine, Command, Replies

SAYS_ELSEWHERE = (
    "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "READONLY", "MASTERDOWN", "UNBLOCKED",
)  # fmt: skip
ABORTED = "EXECABORT Transaction discarded because of: "


class Elsewhere(Exception):
    """The server is not, or not at this moment, the one for these keys: it did nothing.

    `server` is the one that it names instead, if it does.
    """

    def __init__(self, reason: str, *, server: tuple[str, int] | None = None) -> None:
        super().__init__(reason)
        self.server = server


@dataclass(frozen=True, slots=True)
class Probe:
    """Asked on a line of its own."""

    address: Address
    command: Command


Finding: TypeAlias = Generator[Probe, Replies, Address]
"""Whoever has the lines sends in the replies, or throws in why it could not ask."""


class Route(ABC):
    """The way to the server of a key. `is_one`: all keys are on the same server."""

    is_one = True

    @abstractmethod
    def known(self, key: str) -> Address | None:
        """Where the server of this key is, as far as is known without asking."""

    @abstractmethod
    def find(self, key: str) -> Finding:
        """Where it is, after as many questions as that takes. Raises BrokenLine."""

    @abstractmethod
    def forget(self, address: Address, *, instead: tuple[str, int] | None = None) -> None:
        """What is known of the server at `address` is wrong; `instead` is to be asked first."""

    @abstractmethod
    def check(self, replies: Replies) -> None:
        """Raises Elsewhere where another server has to be asked, and this one did nothing."""

    @property
    def opening(self) -> Command | None:
        """Asked on each new line, for `check_opening`."""
        return None

    @abstractmethod
    def check_opening(self, reply: object) -> None:
        """Raises Elsewhere where the line leads to the wrong server."""


class OneServer(Route):
    """All keys are at one address. There is nowhere else to go, whatever the server says."""

    def __init__(self, address: Address) -> None:
        self._address = address

    def known(self, key: str) -> Address:
        return self._address

    def find(self, key: str) -> Finding:
        return self._address
        yield

    def forget(self, address: Address, *, instead: tuple[str, int] | None = None) -> None:
        pass

    def check(self, replies: Replies) -> None:
        pass

    def check_opening(self, reply: object) -> None:
        pass


def raise_elsewhere(replies: Replies) -> None:
    """Raises Elsewhere if one of the replies says so.

    Redis discards a whole transaction in which one command is refused like that, or the EXEC
    itself. Sources: https://valkey.io/topics/cluster-spec/, https://valkey.io/topics/transactions/
    """
    for reply in replies:
        if isinstance(reply, ResponseError):
            words = str(reply).removeprefix(ABORTED)
            if words.startswith(SAYS_ELSEWHERE):
                raise Elsewhere(words, server=_named(words)) from reply


def _named(words: str) -> tuple[str, int] | None:
    """The server that `MOVED <slot> <host>:<port>` names; the host may be left out."""
    if not words.startswith("MOVED"):
        return None
    host, _, port = words.split()[2].rpartition(":")
    return (host, int(port)) if host else None


def first_answer(probes: list[Probe]) -> Generator[Probe, Replies, tuple[Probe, object]]:
    """The first probe that was answered, and its reply. Raises BrokenLine when none was."""
    reasons: list[str] = []
    for probe in probes:
        try:
            (reply,) = yield probe
        except (BrokenLine, ResponseError) as error:
            reply = error
        if reply is not None and not isinstance(reply, Exception):
            return probe, reply
        reasons.append(f"{probe.address.host}:{probe.address.port}: {reply}")
    raise BrokenLine(f"no server tells where the stock is: {'; '.join(reasons)}")
