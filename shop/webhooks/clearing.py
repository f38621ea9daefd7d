"""Old messages."""

from datetime import timedelta

from flashsale import clock
from shop.models import WebhookDelivery

KEPT = timedelta(days=30)


def clear_old_deliveries() -> int:
    """No message is older than KEPT, whatever became of it; returns how many were deleted.

    Those of a paused endpoint go too: otherwise they would heap up for ever.
    """
    deleted, _ = WebhookDelivery.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    return deleted
