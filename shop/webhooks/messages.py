"""Messages: what the deliveries of an event say, and to whom they go."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from flashsale import clock
from shop.models import WebhookDelivery, WebhookKind
from shop.webhooks.listeners import Listener


@dataclass(frozen=True, slots=True)
class Event:
    """Something of this kind happened to the sale or order with the id `of`.

    It happens to it once, so its own id follows from that.
    """

    kind: WebhookKind
    of: UUID
    happened_at: datetime

    @property
    def id(self) -> UUID:
        return uuid5(self.of, self.kind)


def deliveries(
    event: Event,
    *,
    to: Iterable[Listener],
    data: Callable[[Listener], dict[str, Any] | None],
) -> list[WebhookDelivery]:
    """One for each listener that wants to know, not stored yet. `data` answers with what the
    listener may know of the event, or with None where that is nothing.

    Each is due since the event happened: what is due longest is sent first.
    """
    told = ((one, data(one)) for one in to if event.kind in one.kinds)
    return [
        WebhookDelivery(
            endpoint_id=listener.endpoint_id,
            event_id=event.id,
            kind=event.kind,
            body=body_of(event.id, kind=event.kind, happened_at=event.happened_at, data=known),
            next_try_at=event.happened_at,
        )
        for listener, known in told
        if known is not None
    ]


def body_of(event_id: UUID, *, kind: str, happened_at: datetime, data: dict[str, Any]) -> str:
    """What is sent: JSON, times in ISO 8601, money as decimal strings."""
    return json.dumps(
        {
            "id": str(event_id),
            "kind": kind,
            "created_at": clock.iso(happened_at),
            "data": data,
        }
    )
