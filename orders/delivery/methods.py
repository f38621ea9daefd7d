"""The ways to deliver that the shop offers, with their prices."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from flashsale.money import country_name
from orders.models import Order, ShippingMethod, ShippingPrice


@dataclass(frozen=True, slots=True)
class Way:
    """A shipping method, and what it costs in each country that it goes to."""

    method: ShippingMethod
    prices: dict[str, Decimal]

    @property
    def key(self) -> str:
        """Its name in forms."""
        return str(self.method.pk)

    @property
    def needs_address(self) -> bool:
        return self.method.needs_address

    @property
    def lowest(self) -> Decimal:
        return min(self.prices.values()) if self.needs_address else self.method.price

    def price_to(self, country: str) -> Decimal | None:
        """What it costs there; None where it doesn't go."""
        return self.prices.get(country) if self.needs_address else self.method.price


def ways() -> list[Way]:
    """What can be chosen, in the shop's order. A method that needs an address goes somewhere."""
    methods = list(ShippingMethod.objects.filter(is_active=True))
    if not methods:
        return []
    prices: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    for price in ShippingPrice.objects.filter(method__in=methods):
        prices[price.method_id][price.country] = price.price
    found = [Way(method, prices[method.pk]) for method in methods]
    return [way for way in found if way.prices or not way.needs_address]


def countries_of(offered: Sequence[Way]) -> list[tuple[str, str]]:
    """(code, name) of each country that something is delivered to, by name."""
    codes = {code for way in offered for code in way.prices if way.needs_address}
    return sorted(((code, country_name(code)) for code in codes), key=lambda found: found[1])


def last_method(buyer: UUID) -> str:
    """The name of the method of the buyer's latest order that had one; nothing without any."""
    used = Order.objects.filter(buyer_id=buyer).exclude(shipping_method="")
    names = used.order_by("-created_at").values_list("shipping_method", flat=True)
    return names.first() or ""
