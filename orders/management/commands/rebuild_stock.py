"""`manage.py rebuild_stock`"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.management import CommandError, CommandParser

from flashsale.command_line import ShopCommand
from flashsale.tables import table
from inventory import api as inventory
from orders.management.progress import progress
from orders.rebuilding import pools_to_rebuild, rebuild
from orders.verifying import published_items
from shop.management.words import count
from shop.models import SaleItem

AWAY = "Redis does not answer. Start it and run this again: nothing is left half done."


class Command(ShopCommand):
    help = """\
Write the pools that Redis has lost anew, from the database, while the shop is selling.

What orders bought is sold, what they are about to pay is claimed; holds that Redis still has are
kept, the rest is free. For a moment the pool is missing, and shoppers are told to try again.
Pools that are there are left alone, unless --force is given. Celery looks each second and does the
same by itself; this is for those who don't run it, or know better.

  manage.py rebuild_stock --dry-run            what would be written
  manage.py rebuild_stock                      every pool that is missing
  manage.py rebuild_stock --pool ID --force    this one, even if it is there; asks first

Interrupted, or while Redis is away, it leaves no pool half written: one that it had begun is
missing, and written when it is run again.
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pool",
            dest="pools",
            metavar="ID",
            nargs="+",
            action="extend",
            help="only these pools (the ids of sale items); may be repeated",
        )
        parser.add_argument("--dry-run", action="store_true", help="list them, write nothing")
        parser.add_argument("--force", action="store_true", help="write pools that are there too")
        parser.add_argument(
            "--no-input", "--noinput", action="store_false", dest="ask", help="don't ask first"
        )

    def handle(
        self, *, pools: Sequence[str] | None, dry_run: bool, force: bool, ask: bool, **options: Any
    ) -> None:
        chosen = _chosen(published_items(), pools)
        try:
            due = pools_to_rebuild(chosen, force=force)
        except inventory.StockUnavailable as error:
            raise CommandError(AWAY) from error
        if not due:
            self.stdout.write(f"{count(len(chosen), 'pool')}, none missing: nothing to rebuild.")
            return
        if dry_run:
            rows = [[item.sale.slug, item.short_label, item.units, str(item.pk)] for item in due]
            self.stdout.write(table(["SALE", "PRODUCT", "UNITS", "POOL"], rows))
            self.stdout.write(f"{count(len(due), 'pool')} would be rebuilt.")
            return
        if force and ask:
            _ask(len(due))
        rebuilt = 0
        for item in progress(due, unit=" pools"):
            try:
                rebuilt += rebuild(item, force=force)
            except inventory.StockUnavailable as error:
                raise CommandError(f"{_rebuilt(rebuilt, chosen)} {AWAY}") from error
        self.stdout.write(_rebuilt(rebuilt, chosen))


def _rebuilt(rebuilt: int, chosen: Sequence[SaleItem]) -> str:
    return f"{count(rebuilt, 'pool')} of {len(chosen):,} rebuilt."


def _chosen(items: list[SaleItem], pools: Sequence[str] | None) -> list[SaleItem]:
    if pools is None:
        return items
    by_id = {item.pk: item for item in items}
    chosen = {}
    for pool in pools:
        pool_id = _uuid(pool)
        if pool_id not in by_id:
            raise CommandError(f"No published sale has a pool {pool}.")
        chosen[pool_id] = by_id[pool_id]
    return list(chosen.values())


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is not the id of a pool: that is a UUID.") from error


def _ask(pools: int) -> None:
    question = (
        f"{count(pools, 'pool')} will be written from the database. Holds are kept as far as there"
        " are units. Go on? [y/N] "
    )
    try:
        answer = input(question)
    except EOFError:
        answer = ""
    if answer.strip().lower() not in {"y", "yes"}:
        raise CommandError("Nothing was changed.")
