"""Who may manage what: staff by their permissions, a store's owner its own."""

from collections.abc import Iterable

from accounts.models import User
from shop.errors import NotYours
from shop.models import Sale, Store


def may_manage(user: User, stores: Iterable[Store], *, permission: str) -> bool:
    """Whether the user is staff with this permission ("shop.change_sale") or owns all `stores`."""
    if user.is_staff and user.has_perm(permission):
        return True
    owners = {store.owner_id for store in stores}
    return owners == {user.pk}


def require_manager(user: User, stores: Iterable[Store], *, permission: str) -> None:
    """Raises NotYours unless the user may manage all these stores."""
    if not may_manage(user, stores, permission=permission):
        raise NotYours


def stores_of(sale: Sale) -> list[Store]:
    """The stores whose products the sale offers. One query."""
    items = sale.items.select_related("product__store")
    return list({item.product.store_id: item.product.store for item in items}.values())
