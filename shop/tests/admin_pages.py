"""How staff come to the admin's pages, and what they read there."""

from datetime import datetime
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.urls import reverse

from shop.models import Product, Sale, SaleItem
from shop.tests.factories import ProductFactory, SaleFactory, SaleItemFactory

SALES = reverse("admin:shop_sale_changelist")


def page_of(thing: Any, name: str = "change") -> str:
    """The address of the thing's page, or of what can be done with it."""
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=[thing.pk])


def told(answer: HttpResponse) -> list[str]:
    """The messages that staff see after this answer."""
    return [str(message) for message in get_messages(answer.wsgi_request)]


def text_of(answer: HttpResponse) -> str:
    """The page on one line."""
    return " ".join(answer.content.decode().split())


def draft(*, units: int = 20, stock: int = 50, **fields: Any) -> Sale:
    sale: Sale = SaleFactory(title="Spring drop", **fields)
    SaleItemFactory(sale=sale, units=units, product=ProductFactory(name="Mug", stock=stock))
    return sale


def form_of(sale: Sale, *rows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """What a browser sends of the page of a draft; a row with a pk is one that was stored."""
    stored = [row for row in rows if "id" in row]
    form = {
        "title": sale.title,
        "slug": sale.slug,
        "description": sale.description,
        "hold_seconds": sale.hold_seconds,
        "extension_seconds": sale.extension_seconds,
        "cooldown_seconds": sale.cooldown_seconds,
        **times(sale.starts_at, sale.ends_at),
        "items-TOTAL_FORMS": len(rows),
        "items-INITIAL_FORMS": len(stored),
        **fields,
    }
    for number, row in enumerate([*stored, *(row for row in rows if "id" not in row)]):
        form |= {f"items-{number}-{name}": value for name, value in row.items()}
    return form


def times(starts_at: datetime, ends_at: datetime | None) -> dict[str, str]:
    sent = {"ends_at_0": "", "ends_at_1": ""}
    for name, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
        if moment is not None:
            sent |= {f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M:%S}"}
    return sent


def row_of(item: SaleItem, **fields: Any) -> dict[str, Any]:
    stored = {"id": item.pk, "sale": item.sale_id, "product": item.product_id}
    terms = {"price": item.price, "units": item.units, "limit_per_buyer": item.limit_per_buyer}
    return {**stored, **terms, **fields}


def new_row(product: Product, **fields: Any) -> dict[str, Any]:
    return {"product": product.pk, "price": "80.00", "units": 5, "limit_per_buyer": 2, **fields}


def cell_of(page: str, column: str) -> str:
    """The text of the first row's cell in the column."""
    cell = page.split(f"field-{column} ", 1)[-1].split(f'field-{column}"', 1)[-1]
    cell = cell.split(">", 1)[1].split("</td>", 1)[0]
    return " ".join("".join(part.split(">", 1)[-1] for part in cell.split("<")).split())
