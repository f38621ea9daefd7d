"""`manage.py end_sale`"""

from typing import Any

from django.core.management import CommandError, CommandParser

from flashsale import clock
from flashsale.command_line import ShopCommand
from inventory import api as inventory
from shop.errors import SaleNotStarted
from shop.management.words import count, near_matches
from shop.models import Sale, SaleItem
from shop.running import end_now
from shop.selectors import sales


class Command(ShopCommand):
    help = """\
End a sale now: nothing more can be reserved in it.

What is held may still be paid for until its time runs out; then the units that were not sold go
back to their products. A sale that has ended stays as it is, which is no error.

  manage.py end_sale gantry-court-drop
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the last part of the sale's address")

    def handle(self, *, slug: str, **options: Any) -> None:
        sale = _sale(slug)
        if sale.ends_at is not None and sale.ends_at <= clock.now():
            self.stdout.write(f"{sale} ended already, at {clock.iso(sale.ends_at)}.")
            return
        try:
            end_now(sale)
        except SaleNotStarted as refusal:
            raise CommandError(
                f"{sale} starts at {clock.iso(sale.starts_at)}: cancel it in the admin instead."
            ) from refusal
        except inventory.StockUnavailable as away:
            sale.refresh_from_db()
            raise CommandError(
                f"{sale} has ended in the database, but Redis does not answer: shoppers can"
                " reserve nothing now, and its pools follow as soon as Redis is back."
            ) from away
        held = count(_held(sale), "unit")
        self.stdout.write(f"{sale} has ended. {held} may still be paid for.")


def _sale(slug: str) -> Sale:
    published = sales.published()
    sale = published.filter(slug=slug).first()
    if sale is not None:
        return sale
    near = near_matches(slug, published.values_list("slug", flat=True))
    live = [sale.slug for sale in sales.running(now=clock.now())]
    hint = near or (f" Live are: {', '.join(live)}." if live else " No sale is live.")
    raise CommandError(f"No published sale has the slug {slug!r}.{hint}")


def _held(sale: Sale) -> int:
    items = SaleItem.objects.filter(sale_id=sale.pk).values_list("pk", flat=True)
    stocks = inventory.stocks(list(items)).values()
    return sum(stock.held + stock.claimed for stock in stocks if stock is not None)
