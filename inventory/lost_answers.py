"""What to do when the connection dies after EXEC was sent: fence, then read. Never guess.

    1. we send MULTI … EXEC, and the connection dies before the answer
    2. on a new connection: MULTI, HINCRBY version 1, EXEC. If the first EXEC is still on its
       way, it now finds a watched key changed and does nothing
    3. the ledger tells whether it had been done before the fence: each entry carries the id of
       the write that made it

Without the fence, step 3 could say "not done", and the delayed EXEC be done after that: the
buyer would be told that they hold nothing, and the unit would be held.
"""

import redis

from inventory import keys
from inventory.conversation import ask, connection_of


def was_written(client: redis.Redis, pool_id: str, write_ids: set[str], *, since: int) -> bool:
    """Whether a transaction with one of `write_ids` was done; if not, it never will be.

    `since` is the millisecond at which its WATCH was read. A write that moved no unit is in no
    ledger: it counts as not written, and may be sent again, since every verb is idempotent.
    Raises redis.RedisError while Redis is away.
    """
    with connection_of(client) as connection:
        fence = [("MULTI",), ("HINCRBY", keys.pool(pool_id), "version", 1), ("EXEC",)]
        entries_since = ("XRANGE", keys.ledger(pool_id), since, "+")
        *_, entries = ask(connection, [*fence, entries_since])
    wanted = {write_id.encode() for write_id in write_ids}
    return any(wanted.intersection(fields) for _, fields in entries)
