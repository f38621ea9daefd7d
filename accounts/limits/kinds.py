"""Which limits a request falls under."""

import re
from functools import cache

from django.conf import settings

from accounts.limits.window import Window, windows
from flashsale.client_address import counted_address
from flashsale.limit_settings import LIMITED_PATHS


def kind_of(method: str | None, path: str) -> str:
    """The name of what is limited, such as "login"; "" where nothing is."""
    found = _table().fullmatch(f"{method} {path}")
    return KINDS[found.lastgroup] if found and found.lastgroup else ""


def windows_of(kind: str, *, account: str | None, address: str | None) -> list[Window]:
    """The windows of this caller; None has none. An account is counted by its id."""
    whose = [("ACCOUNT", account), ("ADDRESS", address and counted_address(address))]
    return [
        window
        for who, name in whose
        if name is not None
        for window in windows(
            f"limit:{kind}:{name}", settings.LIMITS.get(f"LIMIT_{kind.upper()}_PER_{who}", ())
        )
    ]


KINDS = {f"g{place}": kind for place, (_, _, kind) in enumerate(LIMITED_PATHS)}


@cache
def _table() -> re.Pattern[str]:
    """All of the table in one expression: the first line that fits is the group that is found."""
    lines = [
        f"(?P<g{place}>{method or '[A-Z]+'} {path})"
        for place, (method, path, _) in enumerate(LIMITED_PATHS)
    ]
    return re.compile("|".join(lines), re.DOTALL)
