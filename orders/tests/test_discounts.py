"""What a discount code takes off a cart, and when it takes nothing off."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from orders.discounts import DiscountRefused, Reduction, reduction
from orders.discounts.shares import shares
from orders.models import Discount, DiscountBuyer
from orders.tests.discounting import discount_of, lines_of, reduced
from shop.tests.factories import ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def refusal(buyer: User, *prices: str, code: str = "SPRING") -> tuple[str, str]:
    """The code and the words with which it is refused; nothing is counted."""
    lines = lines_of(buyer, *prices)
    before = list(Discount.objects.order_by("pk").values())
    with pytest.raises(DiscountRefused) as refused:
        reduction(code, buyer=buyer.pk, lines=lines)
    assert list(Discount.objects.order_by("pk").values()) == before
    return refused.value.code, refused.value.message


def shares_of(buyer: User, *prices: str) -> tuple[Decimal, list[Decimal]]:
    """(amount, each line's share in the order of the prices)."""
    lines = lines_of(buyer, *prices)
    found = reduction("SPRING", buyer=buyer.pk, lines=lines)
    assert sum(found.shares.values()) == found.amount
    return found.amount, [found.shares[line.item.pk] for line in lines]


# What it takes off


@pytest.mark.parametrize("typed", ["SPRING", "spring", "  Spring\n"])
def test_a_code_is_found_in_any_case_and_with_spaces_around_it(ada: User, typed: str) -> None:
    discount = discount_of("SPRING", percent=Decimal(10))
    (line,) = lines_of(ada, "80.00")

    found = reduction(typed, buyer=ada.pk, lines=[line])

    assert found == Reduction(
        discount.pk, "SPRING", Decimal("8.00"), {line.item.pk: Decimal("8.00")}
    )


@pytest.mark.parametrize(
    ("percent", "price", "taken"),
    [
        ("10", "0.25", "0.03"),  # 0.025: half goes up
        ("10", "0.24", "0.02"),
        ("12.50", "19.99", "2.50"),  # 2.49875
        ("33.33", "100.00", "33.33"),
        ("100", "80.00", "80.00"),
    ],
)
def test_a_percentage_is_rounded_half_up(ada: User, percent: str, price: str, taken: str) -> None:
    discount_of(percent=Decimal(percent))
    assert shares_of(ada, price)[0] == Decimal(taken)


def test_a_percentage_is_rounded_once_and_not_line_by_line(ada: User) -> None:
    """Three times 0.025 is 0.075, and 0.08; line by line it would be 0.09."""
    discount_of(percent=Decimal(10))
    assert shares_of(ada, "0.25", "0.25", "0.25") == (
        Decimal("0.08"),
        [Decimal("0.03"), Decimal("0.03"), Decimal("0.02")],
    )


@pytest.mark.parametrize(("amount", "taken"), [("15.00", "15.00"), ("80.01", "80.00")])
def test_an_amount_takes_off_never_more_than_there_is(ada: User, amount: str, taken: str) -> None:
    discount_of(amount=Decimal(amount))
    assert shares_of(ada, "80.00") == (Decimal(taken), [Decimal(taken)])


def test_shares_are_in_proportion_and_add_up_exactly(ada: User) -> None:
    discount_of(amount=Decimal("10.00"))
    assert shares_of(ada, "20.00", "20.00", "20.00") == (
        Decimal("10.00"),
        [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")],
    )


@pytest.mark.parametrize(
    ("amount", "of", "divided"),
    [
        ("0.05", ["10.00", "0.01"], ["0.05", "0.00"]),
        ("1.00", ["1.00", "1.00", "1.00"], ["0.34", "0.33", "0.33"]),
        ("10.01", ["10.00", "0.01"], ["10.00", "0.01"]),
        ("0.00", ["5.00"], ["0.00"]),
        ("0.00", ["0.00", "0.00"], ["0.00", "0.00"]),
    ],
)
def test_what_is_left_over_goes_to_those_who_lost_most(
    amount: str, of: list[str], divided: list[str]
) -> None:
    sums = [Decimal(one) for one in of]
    assert shares(Decimal(amount), of=sums) == [Decimal(one) for one in divided]


def test_where_money_has_no_cents_shares_have_none() -> None:
    sums = [Decimal(100), Decimal(100), Decimal(100)]
    assert shares(Decimal(100), of=sums, currency="JPY") == [Decimal(34), Decimal(33), Decimal(33)]


def test_a_code_for_named_products_takes_off_these_only(ada: User) -> None:
    bowl, cup = lines_of(ada, "80.00", "20.00")
    discount_of(percent=Decimal(50), products=(bowl.item.product,))

    found = reduced(ada)

    assert found.amount == Decimal("40.00")
    assert found.shares == {bowl.item.pk: Decimal("40.00"), cup.item.pk: Decimal(0)}


# When it takes nothing off


def test_an_unknown_or_inactive_code_is_refused(ada: User) -> None:
    discount_of("GONE", is_active=False)
    words = "We don't know this code. Look at its letters again, or go on without it."
    for code in ("GONE", "NOTHING", ""):
        assert refusal(ada, "80.00", code=code) == ("discount_unknown", words)


def test_a_code_is_good_in_its_window_only(ada: User) -> None:
    discount = discount_of(starts_at=clock.now() + HOUR)
    code, words = refusal(ada, "80.00")
    assert code == "discount_not_yet"
    assert words.startswith(f"This code is good from {discount.starts_at:%d %b %Y, %H:%M} UTC on.")

    ended = clock.now() - timedelta(seconds=1)
    Discount.objects.update(starts_at=ended - HOUR, ends_at=ended)
    code, words = refusal(ada)
    assert code == "discount_over"
    assert words == f"This code was good until {ended:%d %b %Y, %H:%M} UTC. Go on without it."


def test_below_the_minimum_it_says_what_is_missing(ada: User) -> None:
    discount_of(minimum=Decimal("100.00"))
    assert refusal(ada, "80.00") == (
        "discount_below_minimum",
        "This code is good from €100.00 on: €20.00 more, or go on without it.",
    )
    lines_of(ada, "20.00")
    assert reduced(ada).amount == Decimal("10.00")


def test_the_minimum_is_of_what_the_code_applies_to(ada: User) -> None:
    bowl, _ = lines_of(ada, "80.00", "90.00")
    discount_of(minimum=Decimal("100.00"), products=(bowl.item.product,))
    assert refusal(ada)[0] == "discount_below_minimum"


def test_a_code_for_other_products_names_them(ada: User) -> None:
    discount_of(products=(ProductFactory(name="Tea bowl"), ProductFactory(name="Cup")))
    assert refusal(ada, "80.00") == (
        "discount_elsewhere",
        "This code is for Cup, Tea bowl, and none of it is in your cart. Go on without it.",
    )


def test_a_code_without_uses_left_says_so_at_once(ada: User) -> None:
    discount_of(most_uses=20, used=20)
    assert refusal(ada, "80.00") == (
        "discount_used_up",
        "This code has been used up. Nothing was charged: go on without it.",
    )


@pytest.mark.parametrize(("most", "times"), [(1, "once"), (2, "2 times")])
def test_a_buyer_who_has_used_it_as_often_as_may_be_is_told(
    ada: User, most: int, times: str
) -> None:
    discount = discount_of(most_uses_per_buyer=most)
    DiscountBuyer.objects.create(discount=discount, buyer=ada, used=most)
    assert refusal(ada, "80.00") == (
        "discount_used_by_you",
        f"Each person can use this code {times}, and you have. Nothing was charged: go on"
        " without it.",
    )
    bob = UserFactory()
    lines_of(bob, "80.00")
    assert reduced(bob).amount == Decimal("8.00")


def test_looking_counts_nothing(ada: User) -> None:
    discount = discount_of(most_uses=1, most_uses_per_buyer=1)
    lines_of(ada, "80.00")
    for _ in range(3):
        reduced(ada)
    discount.refresh_from_db()
    assert discount.used == 0
    assert list(DiscountBuyer.objects.values_list("used", flat=True)) == [0]
