"""What the database knows of a product and its offers, kept for ten seconds."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import redis
from django.db.models import Model

from flashsale import cache_redis
from shop.models import Product, Sale, SaleItem, Store, Variant
from shop.product_pages.editions import EDITION, begin_if_there_is_none
from shop.selectors import pages
from shop.selectors.pages import Offered

FACTS_SECONDS = 10

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What was found, and whether it was in Redis."""

    found: Offered | None
    was_kept: bool


def offered(slug: str) -> Offered | None:
    """The product with this slug and the sales that offer it, as of the latest edit.

    Reads catalogue:edition and product:<slug>:facts; writes the second.
    """
    return _look_up(f"product:{slug}:facts", lambda: pages.offered(slug)).found


def offered_by_id(product_id: UUID) -> Lookup:
    """The same for the product with this id.

    Reads catalogue:edition and product:id:<id>:facts; writes the second.
    """
    return _look_up(f"product:id:{product_id}:facts", lambda: pages.offered_by_id(product_id))


def _look_up(key: str, read: Callable[[], Offered | None]) -> Lookup:
    answer = cache_redis.ask(lambda client: _read(client, key))
    if answer is None:
        return Lookup(read(), was_kept=False)
    current, kept = answer
    if kept is not None and kept["edition"] == current:
        return Lookup(_from_json(kept), was_kept=True)
    found = read()
    if found is not None:
        text = json.dumps({"edition": current, **_to_json(found)}, default=str)
        cache_redis.ask(lambda client: client.set(key, text, ex=FACTS_SECONDS))
    return Lookup(found, was_kept=False)


def _read(client: redis.Redis, key: str) -> tuple[str, dict[str, Any] | None]:
    answers: Any = client.mget(EDITION, key)
    found, text = answers
    current = begin_if_there_is_none(client) if found is None else found
    return current.decode(), None if text is None else json.loads(text)


def _to_json(of: Offered) -> dict[str, Any]:
    items = [item for group in of.items.values() for item in group]
    products = {of.product.pk: of.product} | {item.product_id: item.product for item in items}
    stores = {product.store_id: product.store for product in products.values()}
    return {
        "product": str(of.product.pk),
        "stores": _rows(stores.values()),
        "products": _rows(products.values()),
        "variants": _rows({item.variant for item in items if item.variant is not None}),
        "sales": _rows(of.sales),
        "items": _rows(items),
    }


def _from_json(kept: dict[str, Any]) -> Offered:
    stores = {store.pk: store for store in _things(Store, kept["stores"])}
    products = {str(product.pk): product for product in _things(Product, kept["products"])}
    for product in products.values():
        product.store = stores[product.store_id]
    variants = {variant.pk: variant for variant in _things(Variant, kept["variants"])}
    sales = {sale.pk: sale for sale in _things(Sale, kept["sales"])}
    items: dict[Any, list[SaleItem]] = {sale_id: [] for sale_id in sales}
    for item in _things(SaleItem, kept["items"]):
        item.sale = sales[item.sale_id]
        item.product = products[str(item.product_id)]
        if item.variant_id is not None:
            item.variant = variants[item.variant_id]
        items[item.sale_id].append(item)
    return Offered(products[kept["product"]], list(sales.values()), items)


def _rows(things: Iterable[Model]) -> list[list[Any]]:
    """A list of values a thing, in the order of its fields; what JSON lacks is written as text."""
    return [
        [field.value_from_object(thing) for field in thing._meta.concrete_fields]
        for thing in things
    ]


def _things(model: type[M], rows: list[list[Any]]) -> list[M]:
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    return [
        model.from_db(
            None, names, [field.to_python(value) for field, value in zip(fields, row, strict=True)]
        )
        for row in rows
    ]
