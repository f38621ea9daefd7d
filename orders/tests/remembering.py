"""A Redis that forgets the last moments: a crash before they were on disk, a replica behind."""

from collections.abc import Callable
from typing import Any

from flashsale.redis_clients import stock_client
from shop.models import SaleItem


def remembering(*items: SaleItem) -> Callable[[], None]:
    """Called, Redis knows of the pools what it knows now, and nothing of what came later.

    It is another server then, as far as the shop knows.
    """
    client = stock_client()
    patterns = [f"*{{{item.pk}}}*" for item in items]

    def names() -> list[Any]:
        return [name for one in patterns for name in client.scan_iter(match=one, count=1_000)]

    dumped: Any = {name: (client.dump(name), client.pexpiretime(name)) for name in names()}

    def forget() -> None:
        if found := names():
            client.delete(*found)
        for name, (value, ends_at) in dumped.items():
            client.restore(name, max(ends_at, 0), value, absttl=True)
        SaleItem.objects.filter(pk__in=[item.pk for item in items]).update(stock_server="the other")

    return forget
