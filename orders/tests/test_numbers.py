"""Order numbers."""

from collections import Counter

from orders.models import Order
from orders.numbers import new_number


def test_a_number_is_ten_characters_that_can_not_be_mistaken_for_others() -> None:
    numbers = [new_number() for _ in range(1_000)]
    assert {len(number) for number in numbers} == {10}
    assert set("".join(numbers)) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_numbers_are_random() -> None:
    numbers = [new_number() for _ in range(1_000)]
    assert len(set(numbers)) == 1_000
    firsts = Counter(number[0] for number in numbers)
    assert max(firsts.values()) < 100


def test_each_order_has_a_number_of_its_own() -> None:
    assert Order().number != Order().number
