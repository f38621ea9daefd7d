"""Stripe's webhooks, verified by its own library; and the settings that Stripe needs."""

import json
import subprocess
import sys
import time
from decimal import Decimal

import pytest
import stripe
from django.core.exceptions import ImproperlyConfigured

from flashsale.env import BASE_DIR
from flashsale.payment_settings import form_targets, known_gateway, needed_for_stripe
from orders.errors import WebhookRefused
from orders.payment.events import GatewayEvent
from orders.payment.stripe_account import StripeAccount
from orders.payment.stripe_amounts import to_stripe
from orders.payment.stripe_gateway import StripeGateway

SECRET = "whsec_test"
KEY = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
SESSION = {"object": "checkout.session", "id": "cs_1", "client_reference_id": KEY}
INTENT = {"object": "payment_intent", "id": "pi_1", "metadata": {"key": KEY}}
CHARGE = {"object": "charge", "id": "ch_1", "metadata": {}}


def body_of(about: dict[str, object]) -> str:
    return json.dumps(
        {"id": "evt_1", "object": "event", "type": "some.thing", "data": {"object": about}}
    )


def read(body: str, header: str) -> GatewayEvent:
    gateway = StripeGateway(StripeAccount("sk_test_1"), webhook_secret=SECRET)
    return gateway.read_event(body.encode(), headers={"Stripe-Signature": header})


def signed(body: str, *, secret: str = SECRET, seconds_ago: int = 0) -> str:
    return stripe.WebhookSignature.generate_signature_header(
        body, secret, timestamp=int(time.time()) - seconds_ago
    )


@pytest.mark.parametrize(("about", "key"), [(SESSION, KEY), (INTENT, KEY), (CHARGE, "")])
def test_a_webhook_of_stripe_says_which_charge_it_is_about(
    about: dict[str, object], key: str
) -> None:
    body = body_of(about)

    assert read(body, signed(body)) == GatewayEvent("evt_1", "some.thing", key)


def test_a_webhook_of_stripe_that_is_forged_tampered_or_old_is_refused() -> None:
    body = body_of(SESSION)
    for header in (
        "", "nonsense", signed(body, secret="guessed"), signed(body, seconds_ago=302),
        signed(body_of(INTENT)),
    ):  # fmt: skip
        with pytest.raises(WebhookRefused):
            read(body, header)


@pytest.mark.parametrize("body", ["{}", "[]", "7", '{"id": "evt_1", "type": "x", "data": {}}'])
def test_a_webhook_of_stripe_that_says_nothing_is_refused(body: str) -> None:
    with pytest.raises(WebhookRefused):
        read(body, signed(body))


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("12.34", "EUR", 1_234),
        ("1234.00", "JPY", 1_234),
        ("1.25", "KWD", 1_250),
        # Without decimals for everybody but Stripe.
        ("1234.00", "RSD", 123_400),
        ("1234.00", "ISK", 123_400),
        ("1234.00", "UGX", 123_400),
    ],
)
def test_amounts_are_in_the_smallest_unit_as_stripe_counts_it(
    amount: str, currency: str, units: int
) -> None:
    assert to_stripe(Decimal(amount), currency=currency) == units


def test_a_fraction_of_the_smallest_unit_is_never_charged() -> None:
    with pytest.raises(ValueError, match="no whole number"):
        to_stripe(Decimal("12.50"), currency="JPY")


def test_stripe_without_its_keys_is_said_in_words() -> None:
    with pytest.raises(ImproperlyConfigured, match="STRIPE_SECRET_KEY is not set"):
        needed_for_stripe("STRIPE_SECRET_KEY", "", gateway="stripe")
    assert needed_for_stripe("STRIPE_SECRET_KEY", "", gateway="test") == ""


def test_a_gateway_that_is_not_there_is_said_in_words() -> None:
    with pytest.raises(ImproperlyConfigured, match='PAYMENT_GATEWAY is "paypal"'):
        known_gateway("paypal")


def test_forms_may_lead_to_stripe_only_where_it_is_chosen() -> None:
    """A browser blocks the redirect of a form to a host that form-action does not name."""
    assert form_targets("test") == ["'self'"]
    assert form_targets("stripe") == ["'self'", "https://checkout.stripe.com"]


def test_stripe_is_chosen_by_configuration_and_not_loaded_without_it() -> None:
    code = (
        "import django, sys; django.setup(); from orders.payment import choosing, gateway;"
        " print(type(gateway).__name__, 'stripe' in sys.modules);"
        " print(type(choosing.chosen_gateway('stripe')).__name__, 'stripe' in sys.modules)"
    )
    environment = {
        "READ_ENV_FILES": "0", "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "flashsale.settings",
        "DATABASE_URL": "sqlite:///:memory:", "STRIPE_SECRET_KEY": "sk_test_1",
        "STRIPE_WEBHOOK_SECRET": SECRET,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=BASE_DIR, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["PracticeGateway False", "StripeGateway True"]
