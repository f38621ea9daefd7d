"""Endpoints that are not sent anything for a while: by their owner, or because nobody is there."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from flashsale import clock
from shop.models import WebhookDelivery, WebhookEndpoint


def pause(endpoint: WebhookEndpoint) -> None:
    """Nothing is sent there until `resume`; what happens meanwhile waits."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk, paused_at__isnull=True).update(
        paused_at=clock.now()
    )


def resume(endpoint: WebhookEndpoint) -> None:
    """What waits is sent now, with as many tries as something new."""
    if WebhookEndpoint.objects.filter(pk=endpoint.pk, paused_at__isnull=False).update(
        paused_at=None
    ):
        WebhookDelivery.objects.filter(
            endpoint_id=endpoint.pk, state=WebhookDelivery.State.WAITING
        ).update(tries=0, next_try_at=clock.now())


def pause_where_nothing_was_taken(endpoint: WebhookEndpoint, *, since: datetime) -> None:
    """The endpoint is paused and its owner was told, unless it has taken something since then.

    Told first: who is killed in between tells it again, rather than never.
    """
    if WebhookDelivery.objects.filter(endpoint_id=endpoint.pk, delivered_at__gte=since).exists():
        return
    running = WebhookEndpoint.objects.filter(pk=endpoint.pk, paused_at__isnull=True)
    if running.exists():
        _tell_owner(endpoint)
        running.update(paused_at=clock.now())


def _tell_owner(endpoint: WebhookEndpoint) -> None:
    owner = endpoint.owner
    context = {
        "name": owner.get_short_name(),
        "endpoint": endpoint,
        "page": settings.SITE_URL.rstrip("/") + reverse("shop:webhook", args=[endpoint.pk]),
    }
    body = render_to_string("shop/webhooks/paused_mail.txt", context)
    send_mail("Your webhooks are paused", body, None, [owner.email])
