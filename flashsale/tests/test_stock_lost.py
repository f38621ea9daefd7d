"""FLUSHALL: until the pools are back, every page renders with words, and every button refuses."""

from dataclasses import dataclass, field

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from orders.models import Order
from orders.tests.buttons import CHECKOUT, checkout_form, pay
from orders.tests.buying import placed_order, units_by_place
from orders.tests.holding import CART, held_item
from orders.tests.losing import lose_everything, rebuild_all
from orders.tests.pressing import press, submit
from orders.verifying import published_items, verify
from shop.models import Sale, SaleItem
from shop.tests.admin_pages import SALES, page_of, times

pytestmark = pytest.mark.django_db(transaction=True)

AWAY = "The count is being restored"
SHOPPER_PAGES = ("home", "sales", "sale", "product", "cart")
OTHER_PAGES = ("products", "store", "orders", "order", "leaderboard", "sale_leaderboard", "profile")
STAFF_PAGES = (
    "index", "sales", "sale", "orders", "order", "items",
    "pause", "end", "cancel", "terms",
)  # fmt: skip


@dataclass(frozen=True)
class Lost:
    """A shop in which somebody held and somebody had bought, before all of Redis was lost."""

    shopper: Client
    buyer: User
    item: SaleItem
    order: Order
    form: dict[str, str] = field(default_factory=dict)

    @property
    def sale(self) -> Sale:
        return self.item.sale

    def paths(self) -> dict[str, str]:
        slug = [self.sale.slug]
        return {
            "home": reverse("shop:home"),
            "sales": reverse("shop:sales"),
            "sale": self.sale.get_absolute_url(),
            "product": self.item.product.get_absolute_url(),
            "cart": CART,
            "products": reverse("shop:products"),
            "store": self.item.product.store.get_absolute_url(),
            "orders": reverse("orders:orders"),
            "order": self.order.get_absolute_url(),
            "leaderboard": reverse("orders:leaderboard"),
            "sale_leaderboard": reverse("orders:sale_leaderboard", args=slug),
            "profile": reverse("accounts:profile"),
        }

    def staff_paths(self) -> dict[str, str]:
        return {
            "index": reverse("admin:index"),
            "sales": SALES,
            "sale": page_of(self.sale),
            "orders": reverse("admin:orders_order_changelist"),
            "order": page_of(self.order),
            "items": page_of(self.item.product),
            **{name: page_of(self.sale, name) for name in ("pause", "end", "cancel", "terms")},
        }


@pytest.fixture
def lost(client: Client) -> Lost:
    buyer: User = UserFactory()
    client.force_login(buyer)
    item = held_item(buyer, units=2)
    form = checkout_form(client)
    order = placed_order(item.sale, buyer=UserFactory(), units=1)
    shop = Lost(client, order.buyer, item, order, form)
    lose_everything()
    return shop


@pytest.fixture
def staff(client: Client) -> Client:
    browser = Client()
    browser.force_login(UserFactory(staff=True))
    return browser


@pytest.mark.parametrize("name", SHOPPER_PAGES)
def test_pages_with_counts_render_and_say_that_they_come_back(lost: Lost, name: str) -> None:
    answer = lost.shopper.get(lost.paths()[name])
    assert answer.status_code == 200
    assert AWAY in " ".join(answer.content.decode().split())


@pytest.mark.parametrize("name", OTHER_PAGES)
def test_pages_without_counts_render_as_ever(lost: Lost, name: str) -> None:
    client = lost.shopper
    if name == "order":
        client = Client()
        client.force_login(lost.buyer)
    assert client.get(lost.paths()[name]).status_code == 200


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_staff_pages_render(lost: Lost, staff: Client, name: str) -> None:
    answer = staff.get(lost.staff_paths()[name])
    assert answer.status_code == 200


def test_programs_are_told_to_come_back(lost: Lost) -> None:
    stock = lost.shopper.get(reverse("shop:stock", args=[lost.sale.slug]))
    assert (stock.status_code, stock["Retry-After"]) == (503, "2")
    assert lost.shopper.get("/healthz").status_code == 200
    assert lost.shopper.get("/readyz").status_code == 200
    assert lost.shopper.get("/metrics").status_code == 200


def test_the_button_says_when_to_press_again(lost: Lost) -> None:
    answer = press(lost.shopper, lost.item)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer.json()["error"] == {
        "code": "unavailable",
        "message": "The count is being restored. Please try again in a moment.",
    }
    plain = submit(lost.shopper, lost.item, next=lost.sale.get_absolute_url())
    assert (plain.status_code, plain["Location"]) == (303, lost.sale.get_absolute_url())


@pytest.mark.parametrize("action", ["release", "set_units", "extend"])
def test_the_buttons_of_the_cart_lead_back_with_the_reason(lost: Lost, action: str) -> None:
    answer = lost.shopper.post(
        reverse(f"orders:{action}", args=[lost.item.pk]), {"quantity": 1}, follow=True
    )
    assert answer.status_code == 200
    assert [str(message) for message in answer.context["messages"]] == [
        "The count is being restored. Please try again in a moment."
    ]


def test_what_is_paid_is_not_half_done(lost: Lost) -> None:
    assert lost.shopper.get(CHECKOUT)["Location"] == CART
    answer = pay(lost.shopper, lost.form)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert list(Order.objects.all()) == [lost.order]


def test_an_order_that_is_cancelled_meanwhile_is_cancelled_once_and_its_unit_is_free(
    lost: Lost,
) -> None:
    shopper = Client()
    shopper.force_login(lost.buyer)
    for _ in range(2):
        answer = shopper.post(reverse("orders:cancel", args=[lost.order.number]), follow=True)
        assert answer.status_code == 200

    rebuild_all(lost.item)

    assert units_by_place(lost.item) == (20, 0, 0, 0)
    lost.order.refresh_from_db()
    assert (lost.order.status, lost.order.refunded_at is None) == ("cancelled", False)


@pytest.mark.parametrize("name", ["pause", "end", "cancel"])
def test_what_staff_press_meanwhile_holds_after_the_rebuild(
    lost: Lost, staff: Client, name: str
) -> None:
    answer = staff.post(page_of(lost.sale, name))
    assert answer.status_code == 302
    assert get_messages(answer.wsgi_request)

    rebuild_all(lost.item)

    refused = inventory.SalePaused if name == "pause" else inventory.SaleEnded
    with pytest.raises(refused):
        inventory.reserve(lost.item.pk, buyer=UserFactory().pk, units=1)
    assert verify(published_items()) == []


def test_times_that_staff_change_meanwhile_hold_after_the_rebuild(
    lost: Lost, staff: Client
) -> None:
    ends_at = clock.from_ms(clock.to_ms(clock.now()) // 1000 * 1000 + 7_200_000)
    sent = {**times(lost.sale.starts_at, ends_at), f"limit_{lost.item.pk}": 3}
    assert staff.post(page_of(lost.sale, "terms"), sent).status_code == 302

    rebuild_all(lost.item)

    stock = inventory.stock(lost.item.pk)
    assert (stock.closes_at, stock.per_buyer_limit) == (clock.to_ms(ends_at), 3)
