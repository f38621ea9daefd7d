"""What a conversation asks of the shell that holds it."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from redis.exceptions import ResponseError

from flashsale.wire import Command, Replies


@dataclass(frozen=True, slots=True)
class Ask:
    """Commands on the keys of the conversation's pool, which go out in one write.

    `first` are commands with keys of their own, done before: where they are on the same server,
    in the same write. Nobody reads their replies, but an error among them is raised.
    `anew`: on a new line, to whoever is the pool's server by now; the present line is closed.
    """

    commands: Sequence[Command]
    first: Sequence[Command] = ()
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is asked for so long."""

    seconds: float


Conversation: TypeAlias = Generator[Ask | Pause, Replies, bool]
"""Returns whether the line is as good as before. The shell throws in why it could not ask.

Elsewhere is such a reason: nothing of what was asked was done, and whoever asks again is asking
the server that it is up to by then, on a line that nothing was said on.
"""


def without_errors(replies: Replies) -> Replies:
    """The replies, where none is an error; else raises the first."""
    for reply in replies:
        if isinstance(reply, ResponseError):
            raise reply
    return replies
