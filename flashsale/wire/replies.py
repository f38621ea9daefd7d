"""How commands are written and replies are read; no input or output here."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import hiredis
from redis.exceptions import InvalidResponse, ResponseError

Command: TypeAlias = tuple[str | bytes | int | float, ...]
Replies: TypeAlias = list[Any]
"""One reply a command. An error reply is a ResponseError in its place, and not raised."""

NOT_YET = object()


class BrokenLine(ConnectionError):
    """The line is closed: whether Redis did what it was asked last is not known from it."""


def pack(commands: Iterable[Command]) -> bytes:
    """The commands as Redis reads them (https://redis.io/docs/latest/develop/reference/protocol-spec/)."""
    return b"".join([hiredis.pack_command(command) for command in commands])  # type: ignore[arg-type]


def reader() -> hiredis.Reader:
    """Takes bytes in any portions; `gets()` is the next whole reply, or NOT_YET."""
    return hiredis.Reader(
        protocolError=InvalidResponse, replyError=ResponseError, notEnoughData=NOT_YET
    )
