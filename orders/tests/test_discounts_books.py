"""Counters of discounts against the orders that use them: what differs is found, nothing else."""

import pytest

from accounts.models import User
from flashsale import transactions
from orders.discounts import give_back_use, verifying
from orders.discounts.verifying import verify_discounts
from orders.models import Discount
from orders.tests.discounting import discount_of, order_with
from shop.models import Sale
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sale(db: None) -> Sale:
    return published_sale(units=200, limit_per_buyer=50)


def test_a_counter_that_differs_from_its_uses_is_found(
    sale: Sale, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orders.discounts.verifying.PAUSE_SECONDS", 0)
    discount = discount_of("SPRING")
    order_with(sale, ada)
    Discount.objects.update(used=3)

    (in_all,) = verify_discounts()

    assert str(in_all) == "discount SPRING: 3 uses counted, 1 in orders"
    Discount.objects.update(used=1)
    discount.buyers.update(used=0)
    (of_buyer,) = verify_discounts()
    assert (of_buyer.buyer, of_buyer.expected, of_buyer.found) == (str(ada.pk), 1, 0)


def test_a_use_that_comes_while_the_books_are_read_is_no_difference(
    sale: Sale, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orders.discounts.verifying.READS", 1)
    discount_of()
    order_with(sale, ada)
    counters = verifying._counters

    def counters_then_an_order(discounts: object) -> object:
        found = counters(discounts)
        order_with(sale, ada)
        return found

    monkeypatch.setattr(verifying, "_counters", counters_then_an_order)
    assert verify_discounts() == []


def test_the_uses_of_a_buyer_who_is_gone_still_count_in_all(sale: Sale, ada: User) -> None:
    discount_of()
    order = order_with(sale, ada)
    ada.delete()
    assert verify_discounts() == []
    transactions.run(lambda: give_back_use(order.pk))
    assert verify_discounts() == []
    assert Discount.objects.get().used == 0
