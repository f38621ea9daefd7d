"""What to do when the line breaks after EXEC was sent: fence, then read. Never guess.

    1. we send MULTI … EXEC, and the line breaks before the answer
    2. on a new line: MULTI, HINCRBY version 1, EXEC. If the first EXEC is still on its way, it
       now finds a watched key changed and does nothing
    3. the ledger tells whether it had been done before the fence: each entry carries the id of
       the write that made it
    4. entries are taken out of the ledger a minute after their write (`ledger/carrying.py`). So
       TIME is read last: where half a minute has passed since the WATCH, an entry that is not
       there may have been there, and nobody is told anything

Without the fence, step 3 could say "not done", and the delayed EXEC be done after that: the
buyer would be told that they hold nothing, and the unit would be held.
"""

from collections.abc import Generator, Iterable

from flashsale.wire import Replies
from inventory import keys
from inventory.asking import Ask, without_errors
from inventory.errors import StockUnavailable
from inventory.reading import milliseconds
from inventory.records import Movement

LONGEST_DOUBT_MS = 30_000
"""Half of `ledger.carrying.KEPT_MS`, since two servers' clocks may differ."""


def was_written(
    pool_id: str, movements: Iterable[Movement], *, since: int
) -> Generator[Ask, Replies, bool]:
    """Whether the transaction with these movements was done; if not, it never will be.

    `since` is the millisecond at which its WATCH was read. A write that moved no unit is in no
    ledger: it counts as not written, and may be sent again, since every verb is idempotent.

    Raises StockUnavailable where nothing is found more than 30 seconds after `since`: the write is
    fenced, but whether it was done before is not known. To ask again is safe, and tells.
    """
    replies = yield Ask(
        [
            ("MULTI",),
            ("HINCRBY", keys.pool(pool_id), "version", 1),
            ("EXEC",),
            ("XRANGE", keys.ledger(pool_id), since, "+"),
            ("TIME",),
        ],
        anew=True,
    )
    *_, entries, time = without_errors(replies)
    wanted = {movement.write_id.encode() for movement in movements}
    if any(wanted.intersection(fields) for _, fields in entries):
        return True
    if milliseconds(time) - since > LONGEST_DOUBT_MS:
        raise StockUnavailable
    return False
