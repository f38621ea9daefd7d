"""What is chosen before the shopper has chosen: so that the checkout can be sent as it is."""

from collections.abc import Mapping, Sequence
from itertools import islice

from babel import Locale
from django.conf import settings

from accounts.models import User
from orders.delivery.form import NEW, DeliveryForm
from orders.delivery.kept import kept_addresses
from orders.delivery.methods import Way, countries_of, last_method, ways
from orders.models import Address

CHOICES = ("delivery", "address")
MOST_SHOWN = 10


def delivery_form(shopper: User, *, typed: Mapping[str, str] | None) -> DeliveryForm | None:
    """The form as it was sent, or with what is likely; None where the shop offers no delivery.

    What is sent without a choice at all, by a program, gets the one that a page would show.
    """
    offered = ways()
    if not offered:
        return None
    there = {code for code, _ in countries_of(offered)}
    reached = (address for address in kept_addresses(shopper.pk) if address.country in there)
    kept = list(islice(reached, MOST_SHOWN))
    if typed is not None and all(name in typed for name in CHOICES):
        return DeliveryForm(typed, offered=offered, kept=kept)
    likely = {
        "delivery": _likely_way(shopper, offered=offered, kept=kept).key,
        "address": str(kept[0].pk) if kept else NEW,
        "recipient": shopper.name,
        "country": _own_country(there),
    }
    if typed is None:
        return DeliveryForm(initial=likely, offered=offered, kept=kept)
    missing = {name: likely[name] for name in CHOICES}
    return DeliveryForm({**missing, **typed}, offered=offered, kept=kept)


def _likely_way(shopper: User, *, offered: Sequence[Way], kept: Sequence[Address]) -> Way:
    """With a kept address, the way used last; else the first that needs no address."""
    if kept:
        name = last_method(shopper.pk)
        for way in offered:
            if way.method.name == name and way.price_to(kept[0].country) is not None:
                return way
    return next((way for way in offered if not way.needs_address), offered[0])


def _own_country(there: set[str]) -> str:
    """That of the shop's locale, if something is delivered there; else nobody knows."""
    territory = Locale.parse(settings.LOCALE).territory
    return territory if territory in there else ""
