"""What every page knows of the visitor's cart."""

from django.http import HttpRequest

from inventory import api as inventory


def cart(request: HttpRequest) -> dict[str, object]:
    """`cart_badge`: how many units the visitor holds; None while Redis is away."""
    return {"cart_badge": _units_held(request)}


def _units_held(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    try:
        return sum(hold.units for hold in inventory.holds_of(user.pk).holds)
    except inventory.StockError:
        return None
