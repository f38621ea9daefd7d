"""The built-in gateway: every verb in every state, and the same verb at the same moment."""

import uuid
from decimal import Decimal

import pytest

from orders.errors import (
    PaymentConflict,
    PaymentDeclined,
    PaymentError,
    PaymentNeedsStep,
    PaymentUnanswered,
)
from orders.models import TestCharge
from orders.payment import gateway
from orders.payment.practice_bank import decide
from orders.tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("webhooks")]

UNKNOWN = None
AMOUNT = Decimal("160.00")
STATES = {
    UNKNOWN: (),
    "pending": ("authorise at the bank",),
    "declined": ("authorise at the bank", "decline at the bank"),
    "authorised": ("authorise",),
    "captured": ("authorise", "capture"),
    "voided": ("void",),
    "refunded": ("authorise", "capture", "refund"),
}
OUTCOMES = [
    # state, verb, state after it, what it raises
    (UNKNOWN, "authorise", "authorised", None),
    (UNKNOWN, "void", "voided", None),
    (UNKNOWN, "capture", UNKNOWN, PaymentConflict),
    (UNKNOWN, "refund", UNKNOWN, PaymentConflict),
    ("pending", "authorise", "pending", PaymentNeedsStep),
    ("pending", "void", "voided", None),
    ("pending", "capture", "pending", PaymentConflict),
    ("pending", "refund", "pending", PaymentConflict),
    ("declined", "authorise", "declined", PaymentDeclined),
    ("declined", "void", "voided", None),
    ("declined", "capture", "declined", PaymentConflict),
    ("declined", "refund", "declined", PaymentConflict),
    ("authorised", "authorise", "authorised", None),
    ("authorised", "void", "voided", None),
    ("authorised", "capture", "captured", None),
    ("authorised", "refund", "authorised", PaymentConflict),
    ("captured", "authorise", "captured", None),
    ("captured", "void", "captured", PaymentConflict),
    ("captured", "capture", "captured", None),
    ("captured", "refund", "refunded", None),
    ("voided", "authorise", "voided", PaymentDeclined),
    ("voided", "void", "voided", None),
    ("voided", "capture", "voided", PaymentConflict),
    ("voided", "refund", "voided", PaymentConflict),
    ("refunded", "authorise", "refunded", PaymentDeclined),
    ("refunded", "void", "refunded", PaymentConflict),
    ("refunded", "capture", "refunded", None),
    ("refunded", "refund", "refunded", None),
]


def ask(key: str, verb: str, *, method: str = "approve") -> None:
    if verb == "authorise":
        gateway.authorise(key, amount=AMOUNT, currency="EUR", method=method)
    elif verb == "authorise at the bank":
        with pytest.raises(PaymentNeedsStep):
            ask(key, "authorise", method="three_d")
    elif verb == "decline at the bank":
        decide(TestCharge.objects.get(key=key), is_approved=False)
    elif verb == "refund":
        gateway.refund(key, refund=f"all of {key}", amount=AMOUNT)
    else:
        getattr(gateway, verb)(key)


def outcome_of(key: str, verb: str, **how: str) -> type[Exception] | None:
    try:
        ask(key, verb, **how)
    except PaymentError as refusal:
        return type(refusal)
    return None


def state_of(key: str) -> str | None:
    return TestCharge.objects.filter(key=key).values_list("status", flat=True).first()


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


@pytest.mark.parametrize(("before", "verb", "after", "error"), OUTCOMES)
def test_each_verb_in_each_state_once_and_repeated(
    key: str, before: str | None, verb: str, after: str | None, error: type[Exception] | None
) -> None:
    for step in STATES[before]:
        ask(key, step)
    assert state_of(key) == before

    assert outcome_of(key, verb) is error
    assert state_of(key) == after
    assert gateway.is_authorised(key) is (after in {"authorised", "captured"})

    assert outcome_of(key, verb) is error
    assert state_of(key) == after


def test_the_table_is_complete() -> None:
    verbs = {"authorise", "void", "capture", "refund"}
    assert {(state, verb) for state, verb, *_ in OUTCOMES} == {
        (state, verb) for state in STATES for verb in verbs
    }


def test_a_charge_knows_its_amount(key: str) -> None:
    ask(key, "authorise")
    charge = TestCharge.objects.get()
    assert (charge.key, charge.amount, charge.currency) == (key, Decimal("160.00"), "EUR")


def test_a_declined_card_is_not_charged(key: str) -> None:
    assert outcome_of(key, "authorise", method="decline") is PaymentDeclined
    assert state_of(key) is None


def test_a_bank_that_does_not_answer_has_done_nothing(key: str) -> None:
    assert outcome_of(key, "authorise", method="time_out") is PaymentUnanswered
    assert state_of(key) is None


def test_an_answer_that_is_lost_has_authorised_and_can_be_asked_for_again(key: str) -> None:
    assert outcome_of(key, "authorise", method="answer_lost") is PaymentUnanswered
    assert state_of(key) == "authorised"
    assert outcome_of(key, "authorise", method="answer_lost") is None
    assert TestCharge.objects.count() == 1


def test_a_charge_that_was_voided_is_never_authorised_afterwards(key: str) -> None:
    ask(key, "authorise")
    ask(key, "void")
    assert outcome_of(key, "authorise") is PaymentDeclined
    assert state_of(key) == "voided"


def test_eight_authorisations_of_one_key_at_once_are_one_charge(key: str) -> None:
    assert at_once([key] * 8, lambda same: outcome_of(same, "authorise")) == [None] * 8
    assert list(TestCharge.objects.values_list("key", "status")) == [(key, "authorised")]


def test_authorise_and_void_at_once_end_voided(key: str) -> None:
    at_once(["authorise", "void"] * 4, lambda verb: outcome_of(key, verb))
    assert list(TestCharge.objects.values_list("key", "status")) == [(key, "voided")]


def test_capture_and_void_at_once_end_in_one_of_them(key: str) -> None:
    ask(key, "authorise")
    outcomes = at_once(["capture", "void"] * 4, lambda verb: (verb, outcome_of(key, verb)))
    state = state_of(key)
    assert state in {"captured", "voided"}
    winner = "capture" if state == "captured" else "void"
    assert {verb for verb, error in outcomes if error is None} == {winner}
