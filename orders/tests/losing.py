"""Redis loses everything; the pools come back from the database."""

from django.test import Client

from flashsale.redis_clients import stock_client
from inventory import api as inventory
from orders.rebuilding import rebuild
from orders.tests.holding import CART
from shop.models import SaleItem

LOST = "We lost your hold, sorry: try again."
RESTORING = "The count is being restored."


def lose_everything() -> None:
    """What FLUSHALL does, on purpose."""
    stock_client().flushall()


def lose_pool(item: SaleItem) -> None:
    """The pool is missing; what it held is still there."""
    stock_client().delete(f"stock:{{{item.pk}}}")


def lose_and_rebuild(*items: SaleItem) -> None:
    """The pools are there again, without their holds."""
    lose_everything()
    rebuild_all(*items)


def rebuild_all(*items: SaleItem) -> None:
    for item in items:
        assert rebuild(item)
        assert inventory.stock(item.pk) is not None


def cart_text(client: Client) -> str:
    return text_at(client, CART)


def text_at(client: Client, path: str) -> str:
    """The page on one line."""
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return " ".join(page.content.decode().split())
