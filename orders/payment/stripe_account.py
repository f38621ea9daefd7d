"""What the shop asks of its account at Stripe, through Stripe's own library."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import stripe
from django.conf import settings
from django.urls import reverse

from orders.errors import PaymentConflict, PaymentDeclined, PaymentUnanswered
from orders.models import Order
from orders.payment.stripe_amounts import to_stripe

ANSWER_SECONDS = 10
NETWORK_RETRIES = 2  # the library waits, and asks again with the same idempotency key
MOST_REFUNDS = 100


@dataclass(frozen=True, slots=True)
class Intent:
    """A PaymentIntent at Stripe: the money itself."""

    id: str
    status: str
    currency: str
    refunded: int
    captured: int

    @property
    def is_reserved(self) -> bool:
        return self.status == "requires_capture"

    @property
    def was_captured(self) -> bool:
        return self.status == "succeeded"

    @property
    def is_charged(self) -> bool:
        """It was captured, and not all of it has gone back."""
        return self.was_captured and self.refunded < self.captured

    @property
    def is_cancelled(self) -> bool:
        return self.status == "canceled"


@dataclass(frozen=True, slots=True)
class Session:
    """A Checkout Session at Stripe: the page where the shopper pays."""

    id: str
    url: str
    is_open: bool
    intent: Intent | None


class StripeAccount:
    """Every call raises PaymentUnanswered where Stripe can't be asked."""

    def __init__(self, secret_key: str, *, address: str = "https://api.stripe.com") -> None:
        client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": address},
            max_network_retries=NETWORK_RETRIES,
            http_client=stripe.RequestsClient(timeout=ANSWER_SECONDS),
        )
        self._stripe = client.v1

    def begin(self, key: str, *, amount: Decimal, currency: str, once: str) -> str:
        """The id of the Session in which this amount can be reserved.

        All that is sent is the same each time: Stripe insists on it where a key is repeated.
        """
        order = Order.objects.only("number").get(pk=key)
        back = settings.SITE_URL.rstrip("/") + reverse("orders:paying", args=[order.number])
        price = {
            "currency": currency.lower(),
            "unit_amount": to_stripe(amount, currency=currency),
            "product_data": {"name": f"Order {order.number}"},
        }
        params: Any = {
            "mode": "payment",
            "client_reference_id": key,
            "metadata": {"key": key},
            "line_items": [{"quantity": 1, "price_data": price}],
            "payment_intent_data": {"capture_method": "manual", "metadata": {"key": key}},
            "success_url": back,
            "cancel_url": back,
        }
        with answered():
            made = self._stripe.checkout.sessions.create(params, {"idempotency_key": once})
        return made.id

    def session(self, session_id: str) -> Session:
        """The Session as it is at Stripe in this moment, with its money."""
        with answered():
            found: Any = self._stripe.checkout.sessions.retrieve(
                session_id, {"expand": ["payment_intent.latest_charge"]}
            )
        return Session(
            id=found.id,
            url=found.url or "",
            is_open=found.status == "open",
            intent=_intent(found.payment_intent),
        )

    def expire(self, session: Session) -> bool:
        """The Session can't be paid any more; False if it was over already."""
        with answered():
            try:
                self._stripe.checkout.sessions.expire(session.id)
            except stripe.InvalidRequestError:
                return False
        return True

    def cancel(self, intent: Intent, *, once: str) -> None:
        """Nothing is reserved any more. Raises PaymentConflict where it can't be cancelled."""
        with answered():
            self._stripe.payment_intents.cancel(intent.id, {}, {"idempotency_key": once})

    def capture(self, intent: Intent, *, once: str) -> None:
        """All that is reserved is charged. Raises PaymentConflict where it can't be."""
        with answered():
            self._stripe.payment_intents.capture(intent.id, {}, {"idempotency_key": once})

    def refunds(self, intent: Intent) -> set[str]:
        """The names of the refunds that were made."""
        with answered():
            made: Any = self._stripe.refunds.list(
                {"payment_intent": intent.id, "limit": MOST_REFUNDS}
            )
        return {refund.metadata["refund"] for refund in made.data if "refund" in refund.metadata}

    def refund(self, intent: Intent, *, name: str, amount: Decimal, once: str) -> None:
        """The amount goes back. Raises PaymentConflict where less than that is left."""
        params: Any = {
            "payment_intent": intent.id,
            "amount": to_stripe(amount, currency=intent.currency),
            "metadata": {"refund": name},
        }
        with answered():
            self._stripe.refunds.create(params, {"idempotency_key": once})


@contextmanager
def answered() -> Iterator[None]:
    """Inside, what Stripe's library raises is said in the shop's words."""
    try:
        yield
    except stripe.CardError as error:
        raise PaymentDeclined from error
    except stripe.InvalidRequestError as error:
        raise PaymentConflict(str(error)) from error
    except stripe.StripeError as error:
        raise PaymentUnanswered from error


def _intent(found: Any) -> Intent | None:
    if found is None:
        return None
    charge = found.latest_charge
    return Intent(
        id=found.id,
        status=found.status,
        currency=found.currency.upper(),
        refunded=charge.amount_refunded if charge else 0,
        captured=charge.amount_captured if charge else 0,
    )
