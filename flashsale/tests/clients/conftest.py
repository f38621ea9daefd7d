"""One shop for all clients: some products, the demo's logins, and a few sales."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from flashsale.testing.shop import Shop, running_shop

FURNISH = """
from django.core.management import call_command
from orders.demo.codes import print_codes
from orders.demo.logins import DEMO_OWNER, DEMO_STAFF
from orders.demo.people import welcome
from orders.demo.shipping import offer_delivery
from shop.demo import tarn_and_welt
from shop.demo.shelving import shelve_product, shelve_store

shelve_store(tarn_and_welt.STORE)
for product in tarn_and_welt.PRODUCTS:
    shelve_product(product)
for login in (DEMO_OWNER, DEMO_STAFF):
    welcome(login)
print_codes()
offer_delivery()
for slug, hold_seconds, starts_in in (
    ("saltmarsh-boot", 600, 0), ("gantry-court", 2, 0), ("scree-runner", 600, 3600),
):
    call_command(
        "start_sale", "--product", slug, "--units", "20", "--hold-seconds", str(hold_seconds),
        "--starts-in", str(starts_in), "--json",
    )
"""


@dataclass(frozen=True, slots=True)
class Furnished:
    """A shop with two live sales of twenty units, by their slugs, and one that is upcoming. In
    `short`, holds last two seconds; it is the second, since who wants any sale takes the first.
    """

    running: Shop
    long: str
    short: str
    upcoming: str

    @property
    def url(self) -> str:
        return self.running.url


@pytest.fixture(scope="session")
def shop() -> Iterator[Furnished]:
    """When all clients have gone, all books agree."""
    with running_shop() as running:
        told = running.manage("shell", "--verbosity", "0", "--command", FURNISH)
        slugs = [json.loads(line)["sale"] for line in told.splitlines()]
        yield Furnished(running, *slugs)
        assert "agree" in running.manage("verify_stock")
