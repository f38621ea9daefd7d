"""`manage.py resume_placements`"""

from datetime import timedelta
from typing import Any

from django.core.management import CommandError, CommandParser

from flashsale.command_line import ShopCommand
from inventory import api as inventory
from orders.management.progress import progress
from orders.mending import mend, pools_to_mend
from orders.paying import look_for_payments
from orders.resuming import GIVE_UP_AFTER, resume_placements, unfinished
from shop.management.words import count, require_between

LONGEST_SECONDS = 10 * 366 * 86_400


class Command(ShopCommand):
    help = """\
Make the pools right, then finish, or undo, the orders that a crash left at some step.

Pools that Redis has lost, or may have lost the last moments of (it was restarted, or another
server took over), are written anew from the database. A pending order whose payment is authorised
is placed, any other is abandoned: its units are free again. Celery does the same every few
seconds; this is for those who don't want to wait. After any fault:

  manage.py resume_placements && manage.py verify_stock
  manage.py resume_placements --older-than 0    those that are being placed right now too

Exits with 1 where pools have to wait, because Redis does not answer.
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--older-than",
            type=float,
            default=GIVE_UP_AFTER.total_seconds(),
            metavar="SECONDS",
            help="leave alone what is younger: it may still be on its way (default: %(default)g)",
        )

    def handle(self, *, older_than: float, **options: Any) -> None:
        require_between("--older-than", older_than, lowest=0, highest=LONGEST_SECONDS)
        said, waits = _mend()
        orders = unfinished(older_than=timedelta(seconds=older_than))
        if orders:
            counts = resume_placements(progress(orders, unit=" orders"))
            outcome = ", ".join(f"{number:,} {status}" for status, number in sorted(counts.items()))
            said.append(f"{count(len(orders), 'order')}: {outcome}.")
        look_for_payments()
        if said or not waits:
            self.stdout.write("\n".join(said) or "Nothing to resume.")
        if waits:
            raise CommandError(waits)


def _mend() -> tuple[list[str], str]:
    """Every pool is right; returns what to say, and what has to wait."""
    try:
        due = pools_to_mend()
        rebuilt = mend(progress(due, unit=" pools"))
        left = pools_to_mend() if due else []
    except inventory.StockUnavailable:
        return [], "Redis does not answer, so no pool was looked at. Run this again when it does."
    said = [f"{count(rebuilt, 'pool')} rebuilt."] if rebuilt else []
    waits = f"{count(len(left), 'pool')} could not be rebuilt: the log says why." if left else ""
    return said, waits
