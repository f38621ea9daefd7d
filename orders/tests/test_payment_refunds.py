"""Refunds at the built-in gateway: parts of a charge, each once, never more than was captured."""

import uuid
from decimal import Decimal

import pytest

from orders.errors import PaymentConflict
from orders.models import TestCharge, TestRefund
from orders.payment import gateway
from orders.payment.giving_back import give_back
from orders.tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

AMOUNT = Decimal("160.00")


@pytest.fixture
def key() -> str:
    """Of a captured charge."""
    made = str(uuid.uuid4())
    gateway.authorise(made, amount=AMOUNT, currency="EUR", method="approve")
    gateway.capture(made)
    return made


def refund(key: str, name: str, amount: str) -> None:
    gateway.refund(key, refund=name, amount=Decimal(amount))


def books(key: str) -> tuple[str, Decimal]:
    return TestCharge.objects.values_list("status", "refunded_amount").get(key=key)


def test_parts_go_back_until_nothing_is_left(key: str) -> None:
    refund(key, "first line", "59.99")
    assert books(key) == ("captured", Decimal("59.99"))
    assert gateway.is_authorised(key)

    refund(key, "the rest", "100.01")
    assert books(key) == ("refunded", AMOUNT)
    assert not gateway.is_authorised(key)


def test_a_refund_that_is_asked_for_twice_goes_back_once(key: str) -> None:
    refund(key, "a line", "60.00")
    refund(key, "a line", "60.00")

    assert books(key) == ("captured", Decimal("60.00"))
    assert TestRefund.objects.count() == 1


def test_never_more_goes_back_than_was_captured(key: str) -> None:
    refund(key, "a line", "100.00")

    with pytest.raises(PaymentConflict):
        refund(key, "another", "60.01")

    assert books(key) == ("captured", Decimal("100.00"))
    assert TestRefund.objects.count() == 1


def test_eight_identical_refunds_at_once_go_back_once(key: str) -> None:
    at_once(["a line"] * 8, lambda name: refund(key, name, "60.00"))

    assert books(key) == ("captured", Decimal("60.00"))
    assert TestRefund.objects.count() == 1


def test_eight_different_refunds_at_once_stop_at_what_was_captured(key: str) -> None:
    def outcome(name: str) -> bool:
        try:
            refund(key, name, "50.00")
        except PaymentConflict:
            return False
        return True

    assert sum(at_once([f"line {number}" for number in range(8)], outcome)) == 3
    assert books(key) == ("captured", Decimal("150.00"))


def test_giving_back_voids_what_is_reserved_and_refunds_what_is_charged(key: str) -> None:
    reserved = str(uuid.uuid4())
    gateway.authorise(reserved, amount=AMOUNT, currency="EUR", method="approve")

    for _ in range(2):
        give_back(reserved, refund=reserved, amount=AMOUNT)
        give_back(key, refund=key, amount=AMOUNT)

    assert books(reserved) == ("voided", Decimal(0))
    assert books(key) == ("refunded", AMOUNT)
    assert TestRefund.objects.count() == 1
