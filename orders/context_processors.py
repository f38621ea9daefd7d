"""What every page knows of the visitor's cart."""

from datetime import datetime

from django.http import HttpRequest

from flashsale import clock
from inventory import api as inventory


def cart(request: HttpRequest) -> dict[str, object]:
    """`cart_badge`: how many units the visitor holds; None while Redis is away.

    With it, so that it falls by itself: `cart_holds`, the holds as scripts read them, and
    `cart_read_at`, when that was. Both are None for who is signed out.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return _known(0, None, None)
    try:
        holdings = inventory.holds_of(user.pk)
    except inventory.StockError:
        return _known(None, "", None)
    return _known(
        sum(hold.units for hold in holdings.holds),
        holds_as_text(holdings),
        clock.from_ms(holdings.server_time),
    )


def holds_as_text(holdings: inventory.Holdings) -> str:
    """`<item>.<end>.<units>` of each hold, and a space between; the end in milliseconds."""
    return " ".join(f"{hold.pool_id}.{hold.expires_at}.{hold.units}" for hold in holdings.holds)


def _known(units: int | None, holds: str | None, read_at: datetime | None) -> dict[str, object]:
    return {"cart_badge": units, "cart_holds": holds, "cart_read_at": read_at}
