"""`manage.py resume_placements`"""

from datetime import timedelta
from typing import Any

from django.core.management import CommandParser

from flashsale.command_line import ShopCommand
from orders.management.progress import progress
from orders.resuming import GIVE_UP_AFTER, resume_placements, unfinished
from shop.management.words import count, require_between

LONGEST_SECONDS = 10 * 366 * 86_400


class Command(ShopCommand):
    help = """\
Finish, or undo, the orders that a crash left at some step of being placed or cancelled.

A pending order whose payment is authorised is placed, any other is abandoned: its units are free
again. Celery does the same every few seconds; this is for those who don't want to wait.

  manage.py resume_placements
  manage.py resume_placements --older-than 0    those that are being placed right now too
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
        orders = unfinished(older_than=timedelta(seconds=older_than))
        if not orders:
            self.stdout.write("Nothing to resume.")
            return
        counts = resume_placements(progress(orders, unit=" orders"))
        outcome = ", ".join(f"{number:,} {status}" for status, number in sorted(counts.items()))
        self.stdout.write(f"{count(len(orders), 'order')}: {outcome}.")
