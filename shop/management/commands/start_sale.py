"""`manage.py start_sale`"""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import CommandError, CommandParser

from flashsale import clock
from flashsale.command_line import ShopCommand
from shop.creating import offers_of
from shop.demo.editions import shelve_new_product
from shop.management.words import count, listed, near_matches, require_between
from shop.models import Product, Sale
from shop.models.sales import LONGEST_COOLDOWN_SECONDS, LONGEST_HOLD_SECONDS
from shop.next_sale import live_flash_sale, product_to_offer
from shop.selectors.sales import items_of
from shop.starting import reduced, require_stock_redis, start

MOST_UNITS = 1_000_000
LONGEST_MINUTES = 366 * 24 * 60
LONGEST_WAIT_SECONDS = LONGEST_MINUTES * 60
SECONDS = {
    "hold_seconds": (1, LONGEST_HOLD_SECONDS),
    "extension_seconds": (0, LONGEST_HOLD_SECONDS),
    "cooldown_seconds": (0, LONGEST_COOLDOWN_SECONDS),
}
"""Option → the least and the most that it may be."""

PERCENT_OFF = 20
LONGEST_TITLE = 120
MOST_NAMED = 2


class Command(ShopCommand):
    help = f"""\
Make a sale, publish it, and print its address.

Without --product it offers a product that has the units in stock and is in no other sale that
ends; where there is none, a new demo product is made, with a drawn picture. Prices are
{PERCENT_OFF} % below the list price. A product in sizes or colours is offered in all that are in
stock.

  manage.py start_sale                                      an hour, from now on
  manage.py start_sale --units 20 --limit 1 --hold-seconds 120
  manage.py start_sale --product gantry-court belfry-high --minutes 30
  manage.py start_sale --starts-in 90                       a countdown first
  manage.py start_sale --json                               {{"sale", "url", "items": […]}}
"""
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        def add(option: str, metavar: str, kind: type, default: float, meaning: str) -> None:
            meaning += " (default: %(default)g)"
            parser.add_argument(option, type=kind, default=default, metavar=metavar, help=meaning)

        parser.add_argument(
            "--product",
            dest="products",
            metavar="SLUG",
            nargs="+",
            action="extend",
            help="offer these products, which must have the units in stock; may be repeated",
        )
        units = "units of each product; of each of its variants, or what is left of it"
        add("--units", "N", int, settings.DEFAULT_SALE_UNITS, units)
        add("--limit", "N", int, settings.MAX_PURCHASE_QUANTITY, "units of each a buyer may have")
        add("--minutes", "M", float, 60, "how long the sale runs")
        add("--starts-in", "SECONDS", float, 0, "when it starts")
        add("--hold-seconds", "S", int, settings.HOLD_SECONDS, "time to pay for what is reserved")
        extension = "how much longer a buyer may make that once; 0: not at all"
        add("--extension-seconds", "S", int, settings.HOLD_EXTENSION_SECONDS, extension)
        cooldown = "pause until who lets a hold go, or run out, may reserve again; 0: none"
        add("--cooldown-seconds", "S", int, settings.HOLD_COOLDOWN_SECONDS, cooldown)
        parser.add_argument(
            "--if-none-live",
            action="store_true",
            help="where a sale that ends is live and has free units, start none: print that one",
        )
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="print one JSON object"
        )

    def handle(self, *, products: Sequence[str] | None, **options: Any) -> None:
        _check(options)
        found = [_product(slug) for slug in dict.fromkeys(products or [])]
        live = live_flash_sale() if options["if_none_live"] else None
        if live is not None:
            self._tell(live, f"{live} is live already", as_json=options["as_json"])
            return
        sale = _start(found, options)
        wait = options["starts_in"]
        self._tell(
            sale,
            f"{sale} {f'starts in {wait:g} seconds' if wait else 'is live'}:"
            f" {_units(sale)} for {options['minutes']:g} minutes",
            as_json=options["as_json"],
        )

    def _tell(self, sale: Sale, words: str, *, as_json: bool) -> None:
        url = settings.SITE_URL.rstrip("/") + sale.get_absolute_url()
        answer = {"sale": sale.slug, "url": url, "items": _items(sale)}
        self.stdout.write(json.dumps(answer) if as_json else f"{words}, at {url}")


def _check(options: dict[str, Any]) -> None:
    require_between("--units", options["units"], lowest=1, highest=MOST_UNITS)
    require_between("--limit", options["limit"], lowest=1, highest=MOST_UNITS)
    require_between("--starts-in", options["starts_in"], lowest=0, highest=LONGEST_WAIT_SECONDS)
    for name, (lowest, highest) in SECONDS.items():
        option = f"--{name.replace('_', '-')}"
        require_between(option, options[name], lowest=lowest, highest=highest)
    minutes = options["minutes"]
    if not 0 < minutes <= LONGEST_MINUTES:
        raise CommandError(
            f"--minutes must be above 0 and at most {LONGEST_MINUTES:,}, not {minutes:,}."
        )


def _product(slug: str) -> Product:
    product = Product.objects.filter(slug=slug).first()
    if product is None:
        known = Product.objects.values_list("slug", flat=True)
        raise CommandError(f"No product has the slug {slug!r}.{near_matches(slug, known)}")
    return product


def _start(products: Sequence[Product], options: dict[str, Any]) -> Sale:
    """A sale of these products, or of one that is chosen or made, is published."""
    units = options["units"]
    require_stock_redis()
    products = products or [product_to_offer(units=units) or shelve_new_product(stock=units)]
    starts_at = clock.now() + timedelta(seconds=options["starts_in"])
    offers = [
        offer
        for product in products
        for offer in offers_of(
            product,
            units=units,
            price=reduced(product.price, percent=PERCENT_OFF),
            limit_per_buyer=options["limit"],
        )
    ]
    return start(
        _title(products),
        offers=offers,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=options["minutes"]),
        hold_seconds=options["hold_seconds"],
        extension_seconds=options["extension_seconds"],
        cooldown_seconds=options["cooldown_seconds"],
    )


def _title(products: Sequence[Product]) -> str:
    names = [product.name for product in products]
    if len(names) == 1:
        return f"{names[0][: LONGEST_TITLE - 5]} Drop"
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    return listed(names)[:LONGEST_TITLE]


def _units(sale: Sale) -> str:
    units = [item.units for item in items_of([sale])[sale.pk]]
    if len(set(units)) > 1:
        return f"{count(sum(units), 'unit')} in all"
    return count(units[0], "unit") + (" each" if len(units) > 1 else "")


def _items(sale: Sale) -> list[dict[str, object]]:
    return [
        {
            "id": str(item.pk),
            "product": item.product.slug,
            **({} if item.variant is None else {"variant": item.variant.name}),
            "units": item.units,
        }
        for item in items_of([sale])[sale.pk]
    ]
