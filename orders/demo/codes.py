"""The discount codes of the demo shop. Both are meant to be known."""

from collections.abc import Mapping
from decimal import Decimal

from orders.models import Discount
from shop.demo.shelving import demo_id

CODES: Mapping[str, Mapping[str, Decimal | int]] = {
    "WELCOME10": {"percent": Decimal(10), "most_uses_per_buyer": 1},
    "TWENTYOFF": {"amount": Decimal("20.00"), "minimum": Decimal("150.00"), "most_uses": 200},
}


def print_codes() -> int:
    """Each code can be used; returns how many this call made. What staff changed stays so."""
    known = Discount.objects.values_list("pk", "code")
    ids, codes = {pk for pk, _ in known}, {code for _, code in known}
    made = [
        Discount(id=demo_id(f"discount {code}"), code=code, **terms)
        for code, terms in CODES.items()
        if code not in codes and demo_id(f"discount {code}") not in ids
    ]
    Discount.objects.bulk_create(made)
    return len(made)
