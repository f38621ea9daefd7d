"""What a side says in its websockets, and what it wants to hear."""

import json
from collections.abc import Callable
from dataclasses import dataclass

SNAPSHOT_EVENT = b'42["stock",'


@dataclass(frozen=True, slots=True)
class Dialect:
    """`path` is where the sockets are; `snapshot` finds the JSON in a message, if it has one.

    A message in `replies` is answered so.
    """

    path: str
    snapshot: Callable[[bytes], bytes | None]
    replies: dict[bytes, bytes]


def shop(slug: str) -> Dialect:
    """The shop's own: each message is a snapshot."""
    return Dialect(path=f"/ws/sales/{slug}/", snapshot=lambda message: message, replies={})


def socket_io() -> Dialect:
    """The websocket transport of engine.io 4, with socket.io 5 in it.

    A message begins with its kind: https://socket.io/docs/v4/engine-io-protocol/. "0{…}" opens,
    "40" joins and is joined, "2" pings and "3" answers, "42[…]" is an event.
    """

    def snapshot(message: bytes) -> bytes | None:
        if not message.startswith(SNAPSHOT_EVENT):
            return None
        return message[len(SNAPSHOT_EVENT) : -1]

    return Dialect(
        path="/socket.io/?EIO=4&transport=websocket",
        snapshot=snapshot,
        replies={b"0": b"40", b"2": b"3"},
    )


def version_of(snapshot: bytes) -> int:
    """The version of the one item in it; -1 where it says that the stock can't be read."""
    items = json.loads(snapshot).get("items")
    return -1 if items is None else int(next(iter(items.values()))["version"])
