"""What has to be set so that the shop is paid, said in words where it is missing."""

import hashlib
import hmac

from django.core.exceptions import ImproperlyConfigured

GATEWAYS = ("test", "stripe")


def known_gateway(name: str) -> str:
    """The gateway's name. Raises ImproperlyConfigured for one that isn't there."""
    if name not in GATEWAYS:
        raise ImproperlyConfigured(
            f'PAYMENT_GATEWAY is "{name}". It can be "test" (the built-in one, which moves no'
            ' money) or "stripe".'
        )
    return name


def needed_for_stripe(name: str, value: str, *, gateway: str) -> str:
    """The value; Stripe can't do without. Raises ImproperlyConfigured."""
    if gateway == "stripe" and not value:
        raise ImproperlyConfigured(
            f"{name} is not set, and PAYMENT_GATEWAY=stripe needs it. Stripe's dashboard shows it"
            " under Developers: the secret key with the API keys, the signing secret with the"
            " webhook's endpoint."
        )
    return value


def secret_of(secret_key: str) -> str:
    """What the test gateway signs with where nothing else is said: nobody outside knows it."""
    return hmac.new(secret_key.encode(), b"payment webhooks", hashlib.sha256).hexdigest()


def form_targets(gateway: str) -> list[str]:
    """Where forms may lead: a browser also blocks their redirects to anywhere else."""
    return ["'self'", "https://checkout.stripe.com"] if gateway == "stripe" else ["'self'"]
