"""What a conversation asks of the shell that holds it."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from redis.exceptions import ResponseError

from flashsale.wire import Command, Replies


@dataclass(frozen=True, slots=True)
class Ask:
    """Commands that go out in one write; `anew`: on a new line, and the present one is closed."""

    commands: Sequence[Command]
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is asked for so long."""

    seconds: float


Conversation: TypeAlias = Generator[Ask | Pause, Replies, bool]
"""Returns whether the line is as good as before. The shell throws in why it could not ask."""


def without_errors(replies: Replies) -> Replies:
    """The replies, where none is an error; else raises the first."""
    for reply in replies:
        if isinstance(reply, ResponseError):
            raise reply
    return replies
