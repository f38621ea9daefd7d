"""What proves to a receiver that a message comes from this shop, is whole, and is not old.

X-Webhook-Signature: v1=<hex HMAC-SHA-256 with the endpoint's secret of "id.timestamp.body">
"""

import hashlib
import hmac
from collections.abc import Mapping
from uuid import UUID

from flashsale import clock
from flashsale.derived_secrets import derived_secret
from shop.models import WebhookEndpoint

PURPOSE = "webhooks"


def secret_of(endpoint: WebhookEndpoint) -> str:
    """What the endpoint's messages are signed with. To be shown to its owner once."""
    return derived_secret(PURPOSE, salt=endpoint.salt)


def signed_headers(event_id: UUID, *, body: bytes, secret: str) -> Mapping[str, str]:
    """The headers of a message that is sent now."""
    seconds = clock.to_ms(clock.now()) // 1000
    signed = b"%s.%d.%s" % (str(event_id).encode(), seconds, body)
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return {
        "X-Webhook-Id": str(event_id),
        "X-Webhook-Timestamp": str(seconds),
        "X-Webhook-Signature": f"v1={digest}",
    }
