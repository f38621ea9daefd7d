"""Signatures of webhooks: HMAC-SHA-256 of the time and the body, as `t=<seconds>,v1=<hex>`."""

import hashlib
import hmac
import re
from datetime import timedelta

from flashsale import clock
from orders.errors import WebhookRefused

HEADER = "Payment-Signature"
OLDEST = timedelta(seconds=300)
"""So old, or so far ahead, a signature may be: our clock and the gateway's differ a little."""

FORM = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})", re.ASCII)


def signature(body: bytes, *, secret: str, seconds: int | None = None) -> str:
    """The header's value for a body that is sent now, or `seconds` after the start of 1970."""
    at = clock.to_ms(clock.now()) // 1000 if seconds is None else seconds
    return f"t={at},v1={_digest(body, secret=secret, seconds=at)}"


def check_signature(header: str, *, body: bytes, secret: str) -> None:
    """The body is from who knows the secret, and was signed minutes ago at most.

    Compared in constant time. Raises WebhookRefused.
    """
    parts = FORM.fullmatch(header)
    if parts is None:
        raise WebhookRefused("The signature is missing, or is not of the form t=…,v1=….")
    seconds = int(parts[1])
    if not hmac.compare_digest(_digest(body, secret=secret, seconds=seconds), parts[2]):
        raise WebhookRefused("The signature does not fit this body.")
    age = clock.to_ms(clock.now()) / 1000 - seconds
    if abs(age) > OLDEST.total_seconds():
        raise WebhookRefused("The signature is too old, or from the future.")


def _digest(body: bytes, *, secret: str, seconds: int) -> str:
    return hmac.new(secret.encode(), b"%d." % seconds + body, hashlib.sha256).hexdigest()
