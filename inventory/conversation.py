"""One connection to Redis, spoken to in raw commands: several out in one write, all answers in.

redis-py's pipeline would send a WATCH and each read on their own, a round trip each. Here a
group of commands costs one. A connection on which anything went wrong is closed, so that
nobody is ever given the rest of somebody else's answer.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import redis
from redis.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from inventory.reading import Command

BROKEN = (RedisConnectionError, RedisTimeoutError, OSError)
"""The conversation ended: whether the last commands were done is not known from it."""


@contextmanager
def connection_of(client: redis.Redis) -> Iterator[AbstractConnection]:
    """A connection of the client's pool, given back afterwards, closed if anything was raised."""
    pool = client.connection_pool
    connection = pool.get_connection()
    try:
        yield connection
    except BaseException:
        connection.disconnect()
        raise
    finally:
        pool.release(connection)


def ask(connection: AbstractConnection, commands: Sequence[Command]) -> list[Any]:
    """The replies to `commands`, all sent in one write.

    Raises the first error reply once every answer has been read, or one of BROKEN.
    """
    connection.send_packed_command(connection.pack_commands(commands))
    replies: list[Any] = []
    refusal: ResponseError | None = None
    for _ in commands:
        try:
            replies.append(connection.read_response())
        except ResponseError as error:
            refusal = refusal or error
            replies.append(error)
    if refusal is not None:
        raise refusal
    return replies
