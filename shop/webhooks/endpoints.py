"""What the owner of an endpoint does with it."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from flashsale import clock
from flashsale.derived_secrets import new_salt
from shop.models import WebhookDelivery, WebhookEndpoint, WebhookKind
from shop.webhooks.addresses import check_url
from shop.webhooks.errors import TooManyEndpoints
from shop.webhooks.messages import body_of

MOST_ENDPOINTS = 10


def add(owner_id: UUID, *, url: str, kinds: Iterable[str]) -> WebhookEndpoint:
    """The owner will be told of these kinds at this address, from now on.

    Raises BadAddress, and TooManyEndpoints where the owner has MOST_ENDPOINTS.
    """
    check_url(url)
    if WebhookEndpoint.objects.filter(owner_id=owner_id).count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints(MOST_ENDPOINTS)
    return WebhookEndpoint.objects.create(
        owner_id=owner_id, url=url, kinds=" ".join(kinds), salt=new_salt()
    )


def choose_kinds(endpoint: WebhookEndpoint, *, kinds: Iterable[str]) -> None:
    """It is told of these kinds from now on; what waits is sent nevertheless."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(kinds=" ".join(kinds))


def renew_secret(endpoint: WebhookEndpoint) -> None:
    """What is sent from now on is signed with another secret, what waits too."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(salt=new_salt())


def remove(endpoint: WebhookEndpoint) -> None:
    """Nothing is sent there any more, and what was sent is forgotten."""
    endpoint.delete()


def send_test(endpoint: WebhookEndpoint) -> WebhookDelivery:
    """A message that says nothing but that it came waits to be sent."""
    event_id, now = uuid4(), clock.now()
    return WebhookDelivery.objects.create(
        endpoint=endpoint,
        event_id=event_id,
        kind=WebhookKind.TEST,
        body=body_of(event_id, kind=WebhookKind.TEST, happened_at=now, data={}),
        created_at=now,
        next_try_at=now,
    )


def resend(delivery: WebhookDelivery) -> None:
    """The same message, with the same id, waits to be sent now, with as many tries as a new one.

    Whatever became of it before: the receiver may have lost it.
    """
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=WebhookDelivery.State.WAITING, tries=0, next_try_at=clock.now(), delivered_at=None
    )
