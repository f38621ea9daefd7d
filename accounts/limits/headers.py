"""What an answer says of limits, so that programs can keep within them.

RateLimit-Limit is the count of the window that has least left, RateLimit-Remaining what is left
in it, RateLimit-Reset the seconds until it has one more; Retry-After the seconds until a request
that was refused would be let pass.
"""

import math

from accounts.limits.window import MS, Room


def headers_of(room: Room) -> list[tuple[str, str]]:
    """The headers, by their names."""
    told = [
        ("RateLimit-Limit", str(room.limit)),
        ("RateLimit-Remaining", str(room.remaining)),
        ("RateLimit-Reset", str(math.ceil(room.reset_ms / MS))),
    ]
    if room.wait_ms:
        told.append(("Retry-After", str(room.retry_after)))
    return told
