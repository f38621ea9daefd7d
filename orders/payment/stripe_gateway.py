"""Stripe: the shopper pays on Stripe's own page; the shop reserves first and charges later.

A charge of ours is a Checkout Session there, whose PaymentIntent is captured by hand
(`capture_method=manual`). Everything that changes something carries an idempotency key that is
made of our key, so that a repeat, even at the same moment, answers as the first did. Which Session
is whose stands in `StripeSession`; what has become of it, Stripe is asked each time.
"""

import json
from collections.abc import Mapping
from decimal import Decimal

import stripe
from django.db import IntegrityError

from flashsale import clock
from orders.errors import (
    PaymentConflict,
    PaymentDeclined,
    PaymentNeedsStep,
    PaymentUnanswered,
    WebhookRefused,
)
from orders.models import StripeSession
from orders.payment.events import GatewayEvent
from orders.payment.stripe_account import Intent, Session, StripeAccount

METHODS: tuple[tuple[str, str], ...] = (("stripe", "Card, on a page of Stripe"),)


class StripeGateway:
    """See `orders.payment.protocol.Gateway` for what each verb promises."""

    name = "stripe"
    methods = METHODS

    def __init__(self, account: StripeAccount, *, webhook_secret: str) -> None:
        self._account = account
        self._webhook_secret = webhook_secret

    def authorise(self, key: str, *, amount: Decimal, currency: str, method: str) -> None:
        kept = _kept(key)
        if kept is None:
            kept = self._begin(key, amount=amount, currency=currency)
        if kept.voided_at is not None:
            raise PaymentDeclined
        if kept.session_id:
            _require_authorised(self._account.session(kept.session_id))

    def is_authorised(self, key: str) -> bool:
        kept = _kept(key)
        if kept is None:
            return False
        if not kept.session_id:
            return kept.voided_at is None
        intent = self._account.session(kept.session_id).intent
        return intent is not None and (intent.is_reserved or intent.is_charged)

    def void(self, key: str) -> None:
        kept = _kept(key) or _keep(key, voided_at=clock.now())
        if kept.session_id:
            self._let_go(kept.session_id)
        StripeSession.objects.filter(pk=kept.pk, voided_at__isnull=True).update(
            voided_at=clock.now()
        )

    def capture(self, key: str) -> None:
        intent = self._intent(key)
        if intent is not None and not intent.was_captured:
            self._account.capture(intent, once=f"{key}-capture")

    def refund(self, key: str, *, refund: str, amount: Decimal) -> None:
        intent = self._intent(key)
        if intent is None:
            if amount:
                raise PaymentConflict(f"{key} has cost nothing.")
            return
        if not intent.was_captured:
            raise PaymentConflict(f"{key} was not captured.")
        # Stripe forgets an idempotency key after some days, but no refund.
        if refund not in self._account.refunds(intent):
            self._account.refund(intent, name=refund, amount=amount, once=f"{key}-refund-{refund}")

    def read_event(self, body: bytes, *, headers: Mapping[str, str]) -> GatewayEvent:
        header = headers.get("Stripe-Signature", "")
        try:
            stripe.WebhookSignature.verify_header(
                body, header, self._webhook_secret, tolerance=stripe.Webhook.DEFAULT_TOLERANCE
            )
            event = json.loads(body)
            about = event["data"]["object"]
            key = about.get("client_reference_id") or (about.get("metadata") or {}).get("key")
            return GatewayEvent(str(event["id"]), str(event["type"]), str(key or ""))
        except stripe.SignatureVerificationError as error:
            raise WebhookRefused from error
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise WebhookRefused("The body is signed, and says nothing.") from error

    def _begin(self, key: str, *, amount: Decimal, currency: str) -> StripeSession:
        """The Session is there, and known here; it is let go where the key was voided meanwhile."""
        if not amount:
            return _keep(key)
        session_id = self._account.begin(
            key, amount=amount, currency=currency, once=f"{key}-session"
        )
        kept = _keep(key, session_id=session_id)
        if kept.voided_at is not None:
            self._let_go(session_id)
        return kept

    def _let_go(self, session_id: str) -> None:
        """The Session can't be paid any more. Raises PaymentConflict once captured."""
        session = self._account.session(session_id)
        if session.is_open and not self._account.expire(session):
            # It was completed in this moment.
            session = self._account.session(session_id)
        intent = session.intent
        if intent is None or intent.is_cancelled:
            return
        if intent.was_captured:
            raise PaymentConflict(f"{session_id} was captured; it can only be refunded.")
        if not session.is_open:
            self._account.cancel(intent, once=f"{session_id}-cancel")

    def _intent(self, key: str) -> Intent | None:
        """None for what costs nothing. Raises PaymentConflict where nothing is authorised."""
        kept = _kept(key)
        if kept is not None and not kept.session_id and kept.voided_at is None:
            return None
        if kept is not None and kept.session_id:
            intent = self._account.session(kept.session_id).intent
            if intent is not None and (intent.is_reserved or intent.was_captured):
                return intent
        raise PaymentConflict(f"Nothing is authorised under {key}.")


def _require_authorised(session: Session) -> None:
    intent = session.intent
    if session.is_open:
        raise PaymentNeedsStep(session.url)
    if intent is None or intent.is_cancelled:
        raise PaymentDeclined
    if not intent.is_reserved and not intent.is_charged:
        raise PaymentDeclined if intent.was_captured else PaymentUnanswered


def _kept(key: str) -> StripeSession | None:
    return StripeSession.objects.filter(key=key).first()


def _keep(key: str, **fields: object) -> StripeSession:
    """The row of this key: this one, or the one that was there first."""
    try:
        return StripeSession.objects.create(key=key, **fields)
    except IntegrityError:
        return StripeSession.objects.get(key=key)
