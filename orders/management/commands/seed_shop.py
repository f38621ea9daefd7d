"""`manage.py seed_shop`"""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management import CommandParser

from flashsale.command_line import ShopCommand
from orders.demo.logins import DEMO_OWNER, DEMO_SHOPPER, DEMO_STAFF, DemoLogin
from orders.demo.people import MOST_BUYERS, welcome
from orders.demo.seeding import Seed, sow
from orders.management.progress import progress_bar
from shop.management.words import count, listed, require_between
from shop.starting import require_stock_redis

FEWEST_BUYERS = 5
DEFAULT_BUYERS = 60
LARGEST_SEED = 2**63
KINDS = ("store", "product", "buyer", "sale", "order", "discount")


class Command(ShopCommand):
    help = """\
Fill the shop for a demo: stores, products with drawn pictures, three logins, past buyers, sales in
every phase, orders that really went through the till, and discount codes to try.

The same --seed gives the same names, prices and purchases. Run again, it leaves what is there as
it is, whatever the seed; after an interruption, it goes on. It is not meant for a real shop: the
passwords of its logins are known (behind TLS, it makes up others).

  manage.py seed_shop
  manage.py seed_shop --seed 7 --buyers 200
"""
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seed",
            type=int,
            default=1,
            metavar="N",
            help="draws who has which name and buys what (default: %(default)s)",
        )
        parser.add_argument(
            "--buyers",
            type=int,
            default=DEFAULT_BUYERS,
            metavar="N",
            help="past buyers (default: %(default)s)",
        )

    def handle(self, *, seed: int, buyers: int, **options: Any) -> None:
        require_between("--seed", seed, lowest=0, highest=LARGEST_SEED)
        require_between("--buyers", buyers, lowest=FEWEST_BUYERS, highest=MOST_BUYERS)
        require_stock_redis()
        passwords = {login: welcome(login) for login in (DEMO_SHOPPER, DEMO_STAFF)}
        shop = Seed(number=seed, buyers=buyers)
        with progress_bar(total=shop.steps(), unit=" steps") as bar:
            made = sow(shop, done=bar.update)
        passwords[DEMO_OWNER] = welcome(DEMO_OWNER)
        self.stdout.write(_summary(made))
        for login, password in passwords.items():
            self.stdout.write(f"{_role(login)}: {_told(login, password)}")


def _summary(made: Counter[str]) -> str:
    words = [count(made[kind], kind) for kind in KINDS if made[kind]]
    if not words:
        return "The demo shop was there already: nothing was added."
    return f"The demo shop is ready: added {listed(words)}."


def _role(login: DemoLogin) -> str:
    if login.store:
        return "Store owner"
    return "Staff" if login.is_staff else "Shopper"


def _told(login: DemoLogin, password: str | None) -> str:
    if password is not None:
        return f"{login.email} / {password}"
    if settings.HTTPS:
        return f"{login.email}, with the password it has"
    return f"{login.email} / {login.password}, unless it was changed"
