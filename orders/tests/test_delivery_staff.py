"""Staff set up the ways to deliver; the demo shop has three."""

from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from orders.demo.shipping import offer_delivery
from orders.models import ShippingMethod, ShippingPrice
from orders.tests.delivering import offer_parcels

pytestmark = pytest.mark.django_db(transaction=True)

METHODS = "/admin/orders/shippingmethod/"


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff@example.com", "Imogen Park"))
    return client


def prices_form(*prices: tuple[str, str]) -> dict[str, str]:
    form = {
        "name": "Parcel", "description": "", "position": "1", "is_active": "on",
        "needs_address": "on", "price": "0", "prices-TOTAL_FORMS": str(len(prices)),
        "prices-INITIAL_FORMS": "0",
    }  # fmt: skip
    for number, (country, price) in enumerate(prices):
        form |= {f"prices-{number}-country": country, f"prices-{number}-price": price}
    return form


def test_staff_give_a_method_its_price_by_country(office: Client) -> None:
    page = office.get(f"{METHODS}add/")
    assert '<option value="DE">Germany</option>' in page.content.decode()

    answer = office.post(f"{METHODS}add/", prices_form(("DE", "4.90"), ("FR", "7.90")))

    assert answer.status_code == 302
    prices = ShippingPrice.objects.order_by("country").values_list("country", "price")
    assert list(prices) == [("DE", Decimal("4.90")), ("FR", Decimal("7.90"))]
    assert "2 countries" in office.get(METHODS).content.decode()


@pytest.mark.parametrize(
    "prices", [[("ZZ", "1")], [("DE", "-1")], [("DE", "1"), ("DE", "2")]], ids=str
)
def test_a_wrong_price_is_refused(office: Client, prices: list[tuple[str, str]]) -> None:
    assert office.post(f"{METHODS}add/", prices_form(*prices)).status_code == 200
    assert not ShippingMethod.objects.exists()


def test_the_demo_shop_delivers_in_three_ways_and_leaves_what_is_there() -> None:
    offer_delivery()
    offer_delivery()
    names = list(ShippingMethod.objects.values_list("name", flat=True))
    assert names == ["Parcel", "Express", "Collect at the store"]
    assert ShippingPrice.objects.filter(method__name="Parcel").count() == 8
    ShippingMethod.objects.all().delete()
    offer_parcels("Drone", DE="99.00")
    offer_delivery()
    assert [str(method) for method in ShippingMethod.objects.all()] == ["Drone"]
