"""What the clients look at again and again."""

from typing import Any

from flashsale.tests.clients.calling import Caller


def stock_of(item: str, *, caller: Caller) -> dict[str, Any]:
    """The item's live count."""
    counts: dict[str, Any] = caller.call("GET", f"sales/stock/{item}")["items"][item]
    return counts
