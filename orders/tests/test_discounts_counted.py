"""Uses of a code: counted with the insertion of the order, given back by every undo."""

from uuid import UUID, uuid4

import pytest

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import transactions
from orders.abandoning import abandon, undo
from orders.discounts import (
    DiscountRefused,
    DiscountUsedUp,
    Reduction,
    count_use,
    count_uses,
    give_back_use,
)
from orders.discounts.verifying import verify_discounts
from orders.models import Discount, DiscountUse, Order
from orders.payment import gateway
from orders.tests.buying import pending_order
from orders.tests.discounting import discount_of, order_with, reduced, uses
from orders.tests.threads import at_once
from shop.models import Sale
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sale(db: None) -> Sale:
    return published_sale(units=200, limit_per_buyer=50)


def count(order: Order, reduction: Reduction) -> None:
    transactions.run(lambda: count_use(order, reduction))


def give_back(order_id: UUID) -> None:
    transactions.run(lambda: give_back_use(order_id))


def refusal(order: Order, reduction: Reduction) -> str:
    """The code with which the order is refused its use; it has none then."""
    with pytest.raises(DiscountRefused) as refused:
        count(order, reduction)
    assert not DiscountUse.objects.filter(order=order).exists()
    assert verify_discounts() == []
    return refused.value.code


def test_an_order_counts_one_use_in_all_and_one_of_its_buyer(sale: Sale, ada: User) -> None:
    discount = discount_of(most_uses=5, most_uses_per_buyer=2)

    order = order_with(sale, ada)

    assert uses(discount) == (1, [1])
    use = DiscountUse.objects.get()
    assert (use.order, use.discount, use.given_back_at) == (order, discount, None)
    assert verify_discounts() == []


def test_a_code_without_limits_is_counted_all_the_same(sale: Sale, ada: User) -> None:
    discount = discount_of()
    order_with(sale, ada)
    assert uses(discount) == (1, [1])


@pytest.mark.parametrize(
    ("limit", "code"),
    [("most_uses", "discount_used_up"), ("most_uses_per_buyer", "discount_used_by_you")],
)
def test_of_two_who_were_both_let_through_one_uses_the_last_one(
    sale: Sale, ada: User, limit: str, code: str
) -> None:
    discount = discount_of(**{limit: 1})
    first, second = pending_order(sale, buyer=ada), pending_order(sale, buyer=ada)
    seen = reduced(ada)

    count(first, seen)

    assert refusal(second, seen) == code
    assert uses(discount) == (1, [1])


def test_a_code_that_was_switched_off_meanwhile_is_not_used(sale: Sale, ada: User) -> None:
    discount = discount_of()
    order = pending_order(sale, buyer=ada)
    seen = reduced(ada)
    Discount.objects.update(is_active=False)

    assert refusal(order, seen) == "discount_unknown"
    assert uses(discount) == (0, [0])


def test_a_group_of_orders_uses_a_code_wholly_or_not_at_all(sale: Sale, ada: User) -> None:
    spring, autumn = discount_of("SPRING", most_uses=3), discount_of("AUTUMN", most_uses=2)
    orders = [pending_order(sale, buyer=ada) for _ in range(5)]
    seen = [reduced(ada, code=code) for code in ("SPRING", "AUTUMN", "SPRING", "AUTUMN", "AUTUMN")]

    with pytest.raises(DiscountUsedUp):
        transactions.run(lambda: count_uses(list(zip(orders, seen, strict=True))))
    assert (uses(spring), uses(autumn)) == ((0, [0]), (0, [0]))

    transactions.run(lambda: count_uses(list(zip(orders[:4], seen[:4], strict=True))))
    assert (uses(spring), uses(autumn)) == ((2, [2]), (2, [2]))
    assert verify_discounts() == []


@pytest.mark.parametrize(
    ("limit", "buyers"), [("most_uses", 12), ("most_uses_per_buyer", 1)], ids=["all", "one buyer"]
)
def test_in_parallel_a_limit_holds(sale: Sale, limit: str, buyers: int) -> None:
    """12 transactions at once, without the lineup of the checkout: 4 win."""
    discount = discount_of(**{limit: 4})
    people = UserFactory.create_batch(buyers)
    wishes = []
    for number in range(12):
        order = pending_order(sale, buyer=people[number % buyers], units=1)
        wishes.append((order, reduced(people[number % buyers])))

    def wish(one: tuple[Order, Reduction]) -> bool:
        try:
            count(*one)
        except DiscountUsedUp:
            return False
        return True

    assert sorted(at_once(wishes, wish)) == [False] * 8 + [True] * 4
    assert (uses(discount)[0], sum(uses(discount)[1])) == (4, 4)
    assert DiscountUse.objects.count() == 4
    assert verify_discounts() == []


# Given back


def test_a_use_is_given_back_once(sale: Sale, ada: User) -> None:
    discount = discount_of(most_uses=2, most_uses_per_buyer=2)
    order = order_with(sale, ada)
    order_with(sale, ada)
    assert uses(discount) == (2, [2])

    for _ in range(3):
        give_back(order.pk)

    assert uses(discount) == (1, [1])
    assert DiscountUse.objects.filter(given_back_at__isnull=True).count() == 1
    assert verify_discounts() == []


def test_in_parallel_a_use_is_given_back_once(sale: Sale, ada: User) -> None:
    discount = discount_of()
    order = order_with(sale, ada)
    order_with(sale, ada)

    at_once([order.pk] * 8, give_back)

    assert uses(discount) == (1, [1])


def test_an_order_without_a_code_has_nothing_to_give_back(sale: Sale, ada: User) -> None:
    discount = discount_of(used=1)
    give_back(pending_order(sale, buyer=ada).pk)
    give_back(uuid4())
    discount.refresh_from_db()
    assert discount.used == 1


def test_what_was_given_back_can_be_used_again(sale: Sale, ada: User) -> None:
    discount = discount_of(most_uses=1, most_uses_per_buyer=1)
    give_back(order_with(sale, ada).pk)

    order_with(sale, ada)

    assert uses(discount) == (1, [1])
    assert verify_discounts() == []


def test_giving_an_order_up_gives_its_use_back(sale: Sale, ada: User) -> None:
    discount = discount_of(most_uses=1)
    order = order_with(sale, ada)

    assert abandon(order, failure_code="interrupted")
    undo(order)

    assert uses(discount) == (0, [0])
    assert verify_discounts() == []


def test_while_the_payment_is_not_voided_the_use_is_not_given_back(
    sale: Sale, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a 21st card could be authorised for 20 uses."""
    discount = discount_of(most_uses=1)
    order = order_with(sale, ada)
    with monkeypatch.context() as patch:

        def silent(key: str) -> None:
            raise ConnectionError(key)

        patch.setattr(gateway, "void", silent)
        with pytest.raises(ConnectionError):
            abandon(order, failure_code="interrupted")
    order.refresh_from_db()
    assert (order.status, uses(discount)) == ("abandoned", (1, [1]))

    undo(order)

    assert uses(discount) == (0, [0])
