"""Stripe, with its own library, against a server that answers as its API reference says.

Nothing here speaks to Stripe itself.
"""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from orders import abandoning, paying, placement
from orders.errors import (
    PaymentConflict,
    PaymentDeclined,
    PaymentError,
    PaymentNeedsStep,
    PaymentUnanswered,
)
from orders.models import Order, StripeSession
from orders.payment import giving_back
from orders.payment.stripe_account import StripeAccount
from orders.payment.stripe_gateway import StripeGateway
from orders.placement import place
from orders.tests.buying import pending_order, units_by_place
from orders.tests.stripe_server import StripeServer, stripe_server
from orders.tests.threads import at_once
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

SUM = {"amount": Decimal("160.00"), "currency": "EUR", "method": "stripe"}
PAGE = "https://checkout.stripe.com/c/pay/cs_1"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[StripeServer, str]]:
    monkeypatch.setattr("orders.payment.stripe_account.NETWORK_RETRIES", 0)
    with stripe_server() as served:
        yield served


@pytest.fixture
def stripe(served: tuple[StripeServer, str]) -> StripeServer:
    return served[0]


@pytest.fixture
def gateway(served: tuple[StripeServer, str]) -> StripeGateway:
    account = StripeAccount("sk_test_1", address=served[1])
    return StripeGateway(account, webhook_secret="whsec_1")


@pytest.fixture
def key() -> str:
    """Of an order of 160 euros."""
    return str(pending_order(published_sale(units=20)).pk)


def authorise(gateway: StripeGateway, key: str, *, amount: str = "160.00") -> None:
    gateway.authorise(key, amount=Decimal(amount), currency="EUR", method="stripe")


def refused(gateway: StripeGateway, verb: str, key: str, **how: object) -> type[PaymentError]:
    with pytest.raises(PaymentError) as refusal:
        getattr(gateway, verb)(key, **how)
    return refusal.type


def begin(gateway: StripeGateway, key: str) -> None:
    with pytest.raises(PaymentNeedsStep) as step:
        authorise(gateway, key)
    assert step.value.url == PAGE


@pytest.fixture
def reserved(gateway: StripeGateway, stripe: StripeServer, key: str) -> str:
    begin(gateway, key)
    stripe.pay("cs_1")
    return key


@pytest.fixture
def captured(gateway: StripeGateway, reserved: str) -> str:
    gateway.capture(reserved)
    return reserved


def test_the_shopper_is_sent_to_stripe_and_nothing_is_charged_yet(
    gateway: StripeGateway, stripe: StripeServer, key: str, settings: object
) -> None:
    begin(gateway, key)

    intent, session = stripe.intents["pi_1"], stripe.sessions["cs_1"]
    assert (intent["amount"], intent["currency"]) == (16_000, "eur")
    assert (intent["capture_method"], intent["metadata"]) == ("manual", {"key": key})
    assert session["client_reference_id"] == key
    number = Order.objects.get(pk=key).number
    assert session["success_url"] == f"{settings.SITE_URL}/orders/{number}/paying/"
    assert not gateway.is_authorised(key)


def test_asked_again_it_is_the_same_session(
    gateway: StripeGateway, stripe: StripeServer, key: str
) -> None:
    begin(gateway, key)
    begin(gateway, key)
    # Whoever asked died before the Session was known here.
    StripeSession.objects.all().delete()
    begin(gateway, key)

    assert list(stripe.sessions) == ["cs_1"]


def test_eight_authorisations_at_once_are_one_session(
    gateway: StripeGateway, stripe: StripeServer, key: str
) -> None:
    asked = at_once([key] * 8, lambda same: refused(gateway, "authorise", same, **SUM))

    assert asked == [PaymentNeedsStep] * 8
    assert list(stripe.sessions) == ["cs_1"]
    assert StripeSession.objects.count() == 1


def test_once_paid_it_is_authorised_and_captured_once(
    gateway: StripeGateway, stripe: StripeServer, reserved: str
) -> None:
    authorise(gateway, reserved)
    assert gateway.is_authorised(reserved)

    gateway.capture(reserved)
    gateway.capture(reserved)

    assert stripe.intents["pi_1"]["amount_captured"] == 16_000
    assert gateway.is_authorised(reserved)
    assert refused(gateway, "void", reserved) is PaymentConflict


def test_a_void_before_paying_closes_the_page(
    gateway: StripeGateway, stripe: StripeServer, key: str
) -> None:
    begin(gateway, key)

    gateway.void(key)
    gateway.void(key)

    assert stripe.sessions["cs_1"]["status"] == "expired"
    assert refused(gateway, "authorise", key, **SUM) is PaymentDeclined
    assert refused(gateway, "capture", key) is PaymentConflict


def test_a_void_after_paying_lets_the_money_go(
    gateway: StripeGateway, stripe: StripeServer, reserved: str
) -> None:
    gateway.void(reserved)
    gateway.void(reserved)

    assert stripe.intents["pi_1"]["status"] == "canceled"
    assert not gateway.is_authorised(reserved)
    assert refused(gateway, "authorise", reserved, **SUM) is PaymentDeclined


def test_a_key_that_was_voided_unknown_is_never_begun(
    gateway: StripeGateway, stripe: StripeServer, key: str
) -> None:
    gateway.void(key)

    assert refused(gateway, "authorise", key, **SUM) is PaymentDeclined
    assert stripe.sessions == {}


def test_parts_are_refunded_once_each_and_never_more_than_was_charged(
    gateway: StripeGateway, stripe: StripeServer, captured: str
) -> None:
    for name in ("first", "first", "second"):
        gateway.refund(captured, refund=name, amount=Decimal("70.50"))

    too_much = {"refund": "third", "amount": Decimal("19.01")}
    assert refused(gateway, "refund", captured, **too_much) is PaymentConflict
    assert [refund["amount"] for refund in stripe.refunds] == [7_050, 7_050]
    assert gateway.is_authorised(captured)
    gateway.refund(captured, refund="third", amount=Decimal("19.00"))
    assert not gateway.is_authorised(captured)


def test_a_refund_is_not_made_again_after_stripe_forgot_its_idempotency_key(
    gateway: StripeGateway, stripe: StripeServer, captured: str
) -> None:
    gateway.refund(captured, refund="first", amount=Decimal("70.50"))
    stripe._answered.clear()

    gateway.refund(captured, refund="first", amount=Decimal("70.50"))

    assert len(stripe.refunds) == 1


def test_nothing_is_refunded_before_it_was_captured(gateway: StripeGateway, reserved: str) -> None:
    first = {"refund": "first", "amount": Decimal("1.00")}
    assert refused(gateway, "refund", reserved, **first) is PaymentConflict


def test_an_answer_that_is_lost_is_told_and_asking_again_does_nothing_twice(
    gateway: StripeGateway, stripe: StripeServer, key: str
) -> None:
    stripe.lose = ["POST checkout"]
    assert refused(gateway, "authorise", key, **SUM) is PaymentUnanswered
    begin(gateway, key)
    stripe.pay("cs_1")
    stripe.lose = ["POST payment_intents"]
    assert refused(gateway, "capture", key) is PaymentUnanswered
    gateway.capture(key)
    first = {"refund": "first", "amount": Decimal("60.00")}
    stripe.lose = ["POST refunds"]
    assert refused(gateway, "refund", key, **first) is PaymentUnanswered
    gateway.refund(key, **first)

    assert (list(stripe.sessions), stripe.lose) == (["cs_1"], [])
    assert stripe.intents["pi_1"]["amount_captured"] == 16_000
    assert stripe.intents["pi_1"]["amount_refunded"] == 6_000


def test_an_order_that_costs_nothing_is_no_business_of_stripe(
    gateway: StripeGateway, stripe: StripeServer, key: str
) -> None:
    authorise(gateway, key, amount="0.00")
    assert gateway.is_authorised(key)
    gateway.capture(key)
    gateway.refund(key, refund="first", amount=Decimal(0))
    gateway.void(key)

    assert not gateway.is_authorised(key)
    assert refused(gateway, "authorise", key, **SUM) is PaymentDeclined
    assert stripe.asked == {}


@pytest.fixture
def shop_on_stripe(gateway: StripeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (placement, paying, giving_back):
        monkeypatch.setattr(module, "gateway", gateway)


@pytest.mark.usefixtures("shop_on_stripe")
def test_an_order_is_placed_through_stripe(stripe: StripeServer, mailoutbox: list[object]) -> None:
    sale = published_sale(units=20)
    order = pending_order(sale)
    with pytest.raises(PaymentNeedsStep):
        place(order)
    stripe.pay("cs_1")

    place(Order.objects.get(pk=order.pk))

    assert stripe.intents["pi_1"]["amount_captured"] == 16_000
    assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
    assert len(mailoutbox) == 1


@pytest.mark.usefixtures("shop_on_stripe")
def test_an_order_that_is_given_up_can_not_be_paid_at_stripe_any_more(
    stripe: StripeServer,
) -> None:
    sale = published_sale(units=20)
    order = pending_order(sale)
    with pytest.raises(PaymentNeedsStep):
        place(order)

    abandoning.abandon(order, failure_code="stopped")

    assert stripe.sessions["cs_1"]["status"] == "expired"
    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)


@pytest.mark.usefixtures("shop_on_stripe")
def test_while_stripe_is_away_a_paid_order_stays_pending_and_is_placed_later(
    stripe: StripeServer,
) -> None:
    order = pending_order(published_sale(units=20))
    with pytest.raises(PaymentNeedsStep):
        place(order)
    stripe.pay("cs_1")
    stripe.lose = ["GET checkout", "GET checkout"]

    with pytest.raises(PaymentUnanswered):
        place(Order.objects.get(pk=order.pk))

    order.refresh_from_db()
    assert order.status == Order.Status.PENDING
    assert place(order).status == Order.Status.PLACED
