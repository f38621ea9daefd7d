"""Ways to deliver, and addresses, for the tests of the checkout."""

from decimal import Decimal

from django.http import HttpResponse
from django.test import Client

from orders.models import ShippingMethod, ShippingPrice
from orders.tests.buttons import CHECKOUT
from orders.tests.pages import form_to

ADDRESS = {
    "recipient": "Ada Lovelace",
    "street": "1 Mill Lane",
    "more": "",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}
IN_FRANCE = {
    **ADDRESS,
    "street": "2 rue du Moulin",
    "postcode": "75002",
    "city": "Paris",
    "country": "FR",
}


def offer_parcels(name: str = "Parcel", **prices: str) -> ShippingMethod:
    """A way that needs an address; DE="4.90" is its price to Germany."""
    method = ShippingMethod.objects.create(name=name, position=ShippingMethod.objects.count())
    for country, price in prices.items():
        ShippingPrice.objects.create(method=method, country=country, price=Decimal(price))
    return method


def offer_collecting() -> ShippingMethod:
    """A free way that needs no address; the last of those offered so far."""
    position = ShippingMethod.objects.count()
    return ShippingMethod.objects.create(
        name="Collect at the store", needs_address=False, position=position
    )


def update(client: Client, form: dict[str, str]) -> HttpResponse:
    """The button beside what was chosen is pressed: it buys nothing and shows the sums."""
    return client.post(CHECKOUT, {**form, "update": "1"})


def chosen(client: Client, method: ShippingMethod, **fields: str) -> dict[str, str]:
    """The checkout's form with this way and address, once the page shows what it costs."""
    form = form_to(client.get(CHECKOUT), CHECKOUT).fields
    page = update(client, {**form, **ADDRESS, "delivery": str(method.pk), **fields})
    return form_to(page, CHECKOUT).fields


def delivery_errors(page: HttpResponse) -> dict[str, list[str]]:
    return dict(page.context["till"].delivery.errors)
