"""500 shoppers pay at once with a code of 20 uses."""

from collections import Counter
from uuid import UUID

import pytest

from accounts.models import User
from flashsale import clock
from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.cart import Cart, CartLine
from orders.checkout import new_checkout_token, start_order
from orders.discounts import reduction
from orders.discounts.verifying import verify_discounts
from orders.models import DiscountBuyer, DiscountUse, Order, TestCharge
from orders.placement import place
from orders.tests.buying import units_by_place
from orders.tests.discounting import discount_of, uses
from orders.tests.threads import at_once
from orders.verifying import published_items, verify
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

SHOPPERS = 500
USES = 20
THREADS = 50


def test_500_parallel_uses_of_a_code_with_20_uses_give_exactly_20_and_authorise_no_21st_card() -> (
    None
):
    """All have seen the discount before the first pays; 50 threads take ten of them each."""
    item = item_of(published_sale(units=SHOPPERS))
    discount = discount_of(most_uses=USES, most_uses_per_buyer=1)
    people = User.objects.bulk_create(
        User(email=f"shopper{number}@example.com", name="Shopper") for number in range(SHOPPERS)
    )
    DiscountBuyer.objects.bulk_create(
        DiscountBuyer(discount=discount, buyer=buyer) for buyer in people
    )
    carts = [cart_with_one(item, buyer.pk) for buyer in people]
    seen = reduction("SPRING", buyer=people[0].pk, lines=carts[0].lines)

    def pay(wish: tuple[User, Cart]) -> str:
        """The status of the order, or the code of what refused it."""
        buyer, cart = wish
        try:
            order = start_order(
                buyer.pk, cart=cart, seen=cart.fingerprint, checkout_token=new_checkout_token(),
                payment_method="approve", reduction=seen,
            )  # fmt: skip
            return place(order).status
        except FlashSaleError as refusal:
            return refusal.code

    wishes = list(zip(people, carts, strict=True))
    shares = [wishes[at::THREADS] for at in range(THREADS)]
    answers = at_once(shares, lambda share: [pay(wish) for wish in share])
    told = Counter(answer for share in answers for answer in share)

    assert told == {"placed": USES, "discount_used_up": SHOPPERS - USES}
    assert uses(discount) == (USES, [0] * (SHOPPERS - USES) + [1] * USES)
    assert DiscountUse.objects.filter(given_back_at__isnull=True).count() == USES
    orders = Order.objects.values_list("status", "discount_code", "total")
    assert Counter((status, code, str(total)) for status, code, total in orders) == {
        ("placed", "SPRING", "72.00"): USES
    }
    charges = TestCharge.objects.values_list("status", "amount")
    assert Counter((status, str(amount)) for status, amount in charges) == {
        ("captured", "72.00"): USES
    }
    assert units_by_place(item) == (0, SHOPPERS - USES, 0, USES)
    assert (verify_discounts(), verify(published_items())) == ([], [])


def cart_with_one(item: SaleItem, buyer: UUID) -> Cart:
    """The buyer's cart, as `cart_of` finds it; 500 of those would take longer than the rest."""
    held = inventory.reserve(item.pk, buyer=buyer, units=1)
    line = CartLine(
        item=item,
        units=held.hold.units,
        token=held.hold.token,
        expires_at=clock.from_ms(held.hold.expires_at),
        seconds_left=held.seconds_left,
        is_extended=False,
    )
    return Cart((line,), clock.from_ms(held.server_time))
