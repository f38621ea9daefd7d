"""What a gateway tells the shop by a webhook."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """Something has become of the charge `key`; what, the shop asks the gateway itself.

    `event_id` is the gateway's own: the same, however often it tells it. `key` is empty for what
    is not about a charge of ours.
    """

    event_id: str
    kind: str
    key: str
