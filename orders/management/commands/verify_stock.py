"""`manage.py verify_stock`"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management import CommandError, CommandParser

from flashsale.command_line import ShopCommand
from flashsale.tables import table
from orders.discounts.verifying import DiscountDifference, verify_discounts
from orders.management.progress import progress
from orders.verifying import Difference, published_items, verify
from shop.management.words import count
from shop.models import SaleItem

POOLS_AT_ONCE = 200
HEADER = ["SALE", "PRODUCT", "WHAT", "EXPECTED", "FOUND", "POOL"]


class Command(ShopCommand):
    help = """\
Compare the books of every sale, pool by pool: the counters in Redis with each other and with the
ledger, and both with the sale items and the orders; and the uses of each discount code.

Changes nothing, and may run while the shop sells: what looks wrong is read again before it is
told. Exits with 0 when all agree, and with 1 and a table of what differs when not.

  manage.py verify_stock
  manage.py verify_stock --json       {"pools", "units", "differences": [{"pool_id", "sale", …}]},
                                      and "discounts" where a code was counted wrongly

A pool that is missing is written anew by `rebuild_stock`, an order that was interrupted finished
by `resume_placements`.
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="print one JSON object"
        )

    def handle(self, *, as_json: bool, **options: Any) -> None:
        items = published_items()
        differences = list(_differences(items))
        discounts = verify_discounts()
        units = sum(item.units - item.returned_units for item in items)
        summary = f"{count(len(items), 'pool')}, {count(units, 'unit')}"
        if as_json:
            found = [asdict(difference) for difference in differences]
            answer = {"pools": len(items), "units": units, "differences": found}
            if discounts:
                answer["discounts"] = [asdict(difference) for difference in discounts]
            self.stdout.write(json.dumps(answer))
        else:
            self._show(differences, discounts)
        if differences:
            wrong = len({difference.pool_id for difference in differences})
            raise CommandError(f"{summary}: the books of {wrong:,} differ.")
        if discounts:
            raise CommandError(f"{summary}: the discounts differ.")
        if not as_json:
            self.stdout.write(f"{summary}: all books agree.")

    def _show(self, differences: list[Difference], discounts: list[DiscountDifference]) -> None:
        if differences:
            self.stdout.write(table(HEADER, [_row(difference) for difference in differences]))
        for difference in discounts:
            self.stdout.write(f"{difference}.")


def _differences(items: list[SaleItem]) -> Iterator[Difference]:
    batches = [items[at : at + POOLS_AT_ONCE] for at in range(0, len(items), POOLS_AT_ONCE)]
    for batch in progress(batches, unit=f" x {POOLS_AT_ONCE} pools"):
        yield from verify(batch)


def _row(difference: Difference) -> list[object]:
    return [
        difference.sale,
        difference.product,
        difference.what,
        difference.expected,
        difference.found,
        difference.pool_id,
    ]
