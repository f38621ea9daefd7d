"""Who is told of what: staff of everything that they may see, an owner of what is of its stores."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from shop.models import Store, WebhookEndpoint, WebhookKind

PERMISSIONS = {
    WebhookKind.ORDER_PLACED: "orders.view_order",
    WebhookKind.ORDER_CANCELLED: "orders.view_order",
    WebhookKind.SALE_OPENED: "shop.view_sale",
    WebhookKind.SALE_SOLD_OUT: "shop.view_sale",
    WebhookKind.SALE_ENDED: "shop.view_sale",
}
KINDS = tuple(PERMISSIONS)
"""What an endpoint can choose from."""


@dataclass(frozen=True, slots=True)
class Listener:
    """An endpoint, with what its owner may see."""

    endpoint_id: UUID
    kinds: frozenset[str]
    sees_all_of: frozenset[str]
    store_ids: frozenset[UUID]

    def sees(self, store_id: UUID, *, kind: str) -> bool:
        """Whether it may know what is told of this store in messages of this kind."""
        return kind in self.sees_all_of or store_id in self.store_ids


def listeners(kinds: Collection[str]) -> list[Listener]:
    """The endpoints that are to be told of any of these kinds; those of closed accounts are not."""
    endpoints = list(WebhookEndpoint.objects.filter(owner__is_active=True).select_related("owner"))
    stores = defaultdict(set)
    owned = Store.objects.filter(owner_id__in=[endpoint.owner_id for endpoint in endpoints])
    for store_id, owner_id in owned.values_list("pk", "owner_id"):
        stores[owner_id].add(store_id)
    found = [
        Listener(
            endpoint_id=endpoint.pk,
            kinds=frozenset(endpoint.kinds.split()),
            sees_all_of=_sees_all_of(endpoint.owner),
            store_ids=frozenset(stores[endpoint.owner_id]),
        )
        for endpoint in endpoints
    ]
    return [listener for listener in found if not listener.kinds.isdisjoint(kinds)]


def may_listen(user: User) -> bool:
    """Whether there is anything that this person could be told of."""
    if not user.is_active:
        return False
    return bool(_sees_all_of(user)) or Store.objects.filter(owner_id=user.pk).exists()


def _sees_all_of(user: User) -> frozenset[str]:
    if not user.is_staff:
        return frozenset()
    return frozenset(kind for kind in KINDS if user.has_perm(PERMISSIONS[kind]))
