"""Letting a request pass, or not."""

from django.conf import settings
from django.http import HttpRequest

from accounts.errors import TooManyRequests
from accounts.limits.kinds import kind_of, windows_of
from accounts.limits.line import limit_line
from accounts.limits.window import Room, Verb, Window, ask


def require_room(
    request: HttpRequest, *, account: str | None = None, address: str | None = None
) -> None:
    """The request is counted for the account (a user's id) and the address, and may go on.

    Its answer will say what is left. While Redis is away nothing is counted.

    Raises TooManyRequests; then it is counted for neither.
    """
    windows = _windows(request, account=account, address=address)
    if windows:
        _pass(request, ask(Verb.TAKE, windows))


async def arequire_room(
    request: HttpRequest, *, account: str | None = None, address: str | None = None
) -> None:
    """What `require_room` does, over the line of this event loop."""
    windows = _windows(request, account=account, address=address)
    if windows:
        _pass(request, await limit_line().take(windows))


def room_of(request: HttpRequest) -> Room | None:
    """What is left to whoever sent the request; None where nothing was counted."""
    return getattr(request, "room", None)


def _windows(request: HttpRequest, *, account: str | None, address: str | None) -> list[Window]:
    if not settings.RATE_LIMITS:
        return []
    kind = kind_of(request.method, request.path_info)
    return windows_of(kind, account=account, address=address) if kind else []


def _pass(request: HttpRequest, room: Room | None) -> None:
    """The answer will tell of this room, unless it tells of a smaller one."""
    if room is None:
        return
    known = room_of(request)
    if known is None or room.wait_ms or room.remaining < known.remaining:
        request.room = room  # type: ignore[attr-defined]
    if room.wait_ms:
        raise TooManyRequests(retry_after=room.retry_after)
