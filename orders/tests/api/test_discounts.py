"""Asking what a code would give, through the API."""

from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from orders.tests.api.calling import post, refusal, told
from orders.tests.discounting import discount_of, uses
from orders.tests.holding import held_item
from orders.tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_code_is_told_with_its_share_of_each_item_and_not_used(
    signed_in: Client, ada: User
) -> None:
    mug, bowl = held_item(ada, units=2), held_item(ada, units=1, price=Decimal("50.00"))
    discount = discount_of()

    with nothing_changes():
        answers = [told(post(signed_in, "discounts/check", code="spring"), 200) for _ in range(2)]

    shares = answers[0].pop("shares")
    assert answers[0] == {
        "code": "SPRING",
        "subtotal": "210.00",
        "amount": "21.00",
        "total": "189.00",
        "currency": "EUR",
    }
    assert {share["item"]: share["amount"] for share in shares} == {
        str(mug.pk): "16.00",
        str(bowl.pk): "5.00",
    }
    assert uses(discount) == (0, [0])


def test_a_code_that_takes_nothing_off_is_told_with_the_reason(
    signed_in: Client, ada: User
) -> None:
    held_item(ada)
    discount_of(minimum=Decimal("500.00"))
    discount_of("GONE", most_uses=0)

    for code, why in (
        ("WINTER", "discount_unknown"),
        ("SPRING", "discount_below_minimum"),
        ("GONE", "discount_used_up"),
    ):
        refusal(post(signed_in, "discounts/check", code=code), 409, why)


def test_a_code_is_checked_against_what_is_held(signed_in: Client) -> None:
    discount_of()

    refusal(post(signed_in, "discounts/check", code="SPRING"), 409, "cart_empty")


def test_a_code_has_to_be_given(signed_in: Client, ada: User) -> None:
    held_item(ada)

    for body in ({}, {"code": ""}, {"code": "A" * 41}, {"code": 7}):
        assert list(told(post(signed_in, "discounts/check", **body), 422)["error"]["fields"]) == [
            "code"
        ]
