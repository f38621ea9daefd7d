"""`manage.py sale_status`"""

import json
import time
from typing import Any

from django.core.management import CommandError, CommandParser

from flashsale import clock
from flashsale.command_line import ShopCommand
from flashsale.tables import table
from shop.management.words import near_matches
from shop.models import Sale
from shop.presentation import ItemView, SaleView
from shop.selectors import sales
from shop.selectors.sale_views import sale_views
from shop.templatetags.shop_tags import clock_time

INTERVAL_SECONDS = 1.0
HEADER = ["PHASE", "SALE", "PRODUCT", "UNITS", "FREE", "HELD", "SOLD", "NEXT RETURN"]
CLEAR_SCREEN = "\x1b[H\x1b[2J"
UNKNOWN = "?"


class Command(ShopCommand):
    help = """\
Show the sales that are published and not settled, with the count of each product.

HELD includes units that are being paid for; NEXT RETURN is when the next hold runs out. A count
that Redis does not tell is a question mark.

  manage.py sale_status
  manage.py sale_status gantry-court-drop --watch     once a second, until Ctrl-C
  manage.py sale_status --json                        one object a sale, in a list on one line
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", nargs="?", help="only this sale, ended or not")
        parser.add_argument("--watch", action="store_true", help="again each second, until Ctrl-C")
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="print JSON, one list a line"
        )

    def handle(self, *, slug: str | None, watch: bool, as_json: bool, **options: Any) -> None:
        before = CLEAR_SCREEN if watch and not as_json and self.stdout.isatty() else ""
        try:
            while True:
                views = sale_views(_sales(slug), buyer=None)
                self.stdout.write(before + (_as_json(views) if as_json else _as_text(views)))
                self.stdout.flush()
                if not watch:
                    return
                time.sleep(INTERVAL_SECONDS)
        except KeyboardInterrupt:
            self.stdout.write("")


def _sales(slug: str | None) -> list[Sale]:
    published = sales.published()
    if slug is None:
        return list(published.filter(settled_at__isnull=True).order_by("starts_at", "slug"))
    found = list(published.filter(slug=slug))
    if not found:
        near = near_matches(slug, published.values_list("slug", flat=True))
        raise CommandError(f"No published sale has the slug {slug!r}.{near}")
    return found


def _as_text(views: list[SaleView]) -> str:
    if not views:
        return "No sale is published, or all are settled. Start one: manage.py start_sale"
    return table(HEADER, [_row(view, item) for view in views for item in view.items])


def _row(view: SaleView, item: ItemView) -> list[object]:
    first = [view.phase.value, view.sale.slug, item.item.short_label]
    stock = item.stock
    if stock is None:
        return [*first, item.item.units, *[UNKNOWN] * 4]
    seconds = (
        None
        if stock.next_release_at is None
        else round((stock.next_release_at - view.server_time).total_seconds())
    )
    counts = [stock.units, stock.available, stock.held, stock.sold]
    return [*first, *counts, clock_time(seconds) or "-"]


def _as_json(views: list[SaleView]) -> str:
    return json.dumps([_as_data(view) for view in views])


def _as_data(view: SaleView) -> dict[str, object]:
    sale = view.sale
    return {
        "sale": sale.slug,
        "title": sale.title,
        "phase": view.phase.value,
        "starts_at": clock.iso(sale.starts_at),
        "ends_at": None if sale.ends_at is None else clock.iso(sale.ends_at),
        "server_time": clock.iso(view.server_time),
        "items": [_item_as_data(item) for item in view.items],
    }


def _item_as_data(item: ItemView) -> dict[str, object]:
    stock = item.stock
    release = None if stock is None else stock.next_release_at
    return {
        "id": str(item.item.pk),
        "product": item.item.product.slug,
        **({} if item.item.variant is None else {"variant": item.item.variant.name}),
        "units": item.item.units if stock is None else stock.units,
        "available": None if stock is None else stock.available,
        "held": None if stock is None else stock.held,
        "sold": None if stock is None else stock.sold,
        "next_release_at": None if release is None else clock.iso(release),
    }
