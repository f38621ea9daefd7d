"""Which holds this browser was shown, in a cookie of its own.

    held=<holder>_<item>.<epoch>.<end>.<units>_<item>.<epoch>.<end>.<units>x

Redis may lose a hold, and then knows nothing of it, and it forgets those that ran out; the browser
still knows that there was one, and until a while after its end.
Pages take their words from it and nothing else: nobody gets or loses a unit by this cookie.

`holder` are the first digits of the shopper's id, so that the next who signs in here isn't told of
it; `epoch` is the pool's; `end` is in milliseconds since 1970, of Redis's clock; an x says that the
hold was made longer. Nothing of it is secret. Scripts write it too, for what they reserve
(static/js/shown-holds.js), so it is not HttpOnly.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "held"
HOLDER_DIGITS = 8
TOLD_AFTER_MS = 600_000  # of a hold that ran out, for so long
MOST_HOLDS = 20
ENTRY = re.compile(
    r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9]{1,9})\.([0-9]{13})\.([0-9]{1,4})(x?)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class ShownHold:
    """A hold as it was shown; `expires_at` in milliseconds since 1970."""

    item_id: UUID
    epoch: int
    expires_at: int
    units: int
    is_extended: bool = False


def shown_holds(request: HttpRequest, *, buyer: UUID) -> dict[UUID, ShownHold]:
    """Item → the hold that this browser was shown; none where it was shown to somebody else."""
    holder, *entries = request.COOKIES.get(COOKIE, "").split("_")[: MOST_HOLDS + 1]
    if holder != _holder(buyer):
        return {}
    found = (ENTRY.fullmatch(entry) for entry in entries)
    holds = [
        ShownHold(UUID(item), int(epoch), int(end), int(units), bool(extended))
        for item, epoch, end, units, extended in (match.groups() for match in found if match)
    ]
    return {hold.item_id: hold for hold in holds}


def note_shown_holds(
    response: HttpResponse, holds: Iterable[ShownHold], *, buyer: UUID, now: int
) -> None:
    """The browser remembers these holds, until a while after the last of them ends.

    Of those that ran out longer ago it remembers nothing. `now` is Redis's, in milliseconds since
    1970.
    """
    told = [hold for hold in holds if hold.expires_at + TOLD_AFTER_MS > now][:MOST_HOLDS]
    if not told:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    entries = (
        f"{hold.item_id}.{hold.epoch}.{hold.expires_at}.{hold.units}{'x' * hold.is_extended}"
        for hold in told
    )
    last = max(hold.expires_at for hold in told) + TOLD_AFTER_MS
    response.set_cookie(
        COOKIE,
        "_".join((_holder(buyer), *entries)),
        max_age=-(-(last - now) // 1000),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _holder(buyer: UUID) -> str:
    return buyer.hex[:HOLDER_DIGITS]
