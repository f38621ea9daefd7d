"""A shop for a rush, served as in production: pages and the lane, each by a granian of its own.

Its database is a copy of a prepared one. Every part is a process that can be killed and started
again; what it prints is in the file `output` of its folder.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import redis
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, connections

from flashsale.databases import database
from flashsale.development.children import Children
from flashsale.development.ports import free_port
from flashsale.env import BASE_DIR
from flashsale.testing.crowd import Crowd
from flashsale.testing.customer import Customer
from flashsale.testing.judge import Promise, assert_nothing_lost, assert_promises_kept
from flashsale.testing.prepared import Prepared
from flashsale.testing.raw_ledger import in_database
from flashsale.testing.shop import Shop
from flashsale.testing.shopper import Shopper
from flashsale.testing.waiting import wait_until
from orders.models import Order

ALIAS = "rush"  # the shop's database, for the judge
UNITS = 40
HOLD_SECONDS = 12
BUYERS_IN_A_RUSH = 80
WRONG_CLOCK = Path(__file__).parent / "wrong_clock"


@dataclass(slots=True)
class RushShop(Shop):
    """`url` is of the pages, `lane_url` of the lane; `items` are those of the one sale."""

    lane_url: str = ""
    sessions: list[str] = field(default_factory=list)
    sale: str = ""
    items: tuple[str, ...] = ()

    def start_pages(self) -> None:
        self.children.start("pages", pages(_port_of(self.url)))

    def start_lane(self) -> None:
        self.children.start("lane", lane(_port_of(self.lane_url)))

    def start_host(self, *, seconds_ahead: int) -> str:
        """Another host serves all of the shop by its own, wrong clock; returns its address."""
        port = free_port()
        self.children.start("wrong host", by_wrong_clock(lane(port), seconds_ahead=seconds_ahead))
        return f"http://localhost:{port}"

    def manage_by_wrong_clock(self, *arguments: str, seconds_ahead: int) -> None:
        """A `manage.py` command was run on that host. Raises CalledProcessError."""
        command = [sys.executable, str(BASE_DIR / "manage.py"), *arguments]
        wrong = by_wrong_clock(command, seconds_ahead=seconds_ahead)
        subprocess.run(wrong, env=self.environment, cwd=BASE_DIR, check=True)

    def wait_until_open(self) -> None:
        """Pages and lane answer."""
        for url in (self.url, self.lane_url):
            self.wait_for_host(url)

    def wait_for_host(self, url: str) -> None:
        Shop(url, self.folder, self.children, self.valkey_port).wait_until_ready()

    def redis(self) -> redis.Redis:
        """A client of what the shop takes for its Redis."""
        return redis.Redis.from_url(self.environment["REDIS_URL"])

    def newcomer(self, host: str = "") -> Shopper:
        """A signed-in shopper who has bought nothing yet; pages and lane, or that host."""
        session, token = self.sessions.pop(0).split()
        shopper = Shopper(host or self.url, lane=host or self.lane_url)
        shopper.take_session(session, csrf_token=token)
        return shopper

    def crowd(self, *also: str) -> Crowd:
        """New customers before the button, some of whom are served by other hosts."""
        hosts = [(self.url, self.lane_url), *((url, url) for url in also)]
        those = [self.sessions.pop(0) for _ in range(BUYERS_IN_A_RUSH)]
        crowd = Crowd()
        crowd.add(those, hosts=hosts, items=self.items)
        return crowd

    def wait_for_orders(self, count: int) -> None:
        """So many more orders are placed. Raises TimeoutError."""
        placed = Order.objects.using(ALIAS).filter(status=Order.Status.PLACED)
        enough = placed.count() + count
        wait_until(lambda: placed.count() >= enough)

    def wait_for_celery(self) -> None:
        """It has carried what there is of the ledgers. Raises TimeoutError."""
        wait_until(lambda: all(in_database(item, using=ALIAS) for item in self.items))

    def resume(self) -> None:
        """What was interrupted is finished or undone, as its operator does it; the books agree."""
        self.manage("resume_placements", "--older-than", "0")
        self.manage("verify_stock")

    def assert_nothing_lost(self, crowd: Crowd) -> None:
        """The judge finds nothing wrong, and everybody has what they were told."""
        with self.redis() as client:
            assert_nothing_lost(client, using=ALIAS)
        promises = [promise_to(customer) for customer in crowd.customers]
        assert_promises_kept(promises, using=ALIAS)


def promise_to(customer: Customer) -> Promise:
    """What the customer was told, by who they are."""
    session = Session.objects.using(ALIAS).get(pk=customer.session)
    buyer = UUID(session.get_decoded()["_auth_user_id"])
    return Promise(buyer, bought=customer.bought, cancelled=customer.cancelled)


def pages(port: int) -> list[str]:
    """Serves pages through WSGI."""
    return [
        *_granian("wsgi", port), "--blocking-threads", "8", "flashsale.wsgi:application",
    ]  # fmt: skip


def lane(port: int) -> list[str]:
    """Serves the rush through ASGI; pages too, where somebody asks it for one."""
    return [*_granian("asginl", port), "--loop", "uvloop", "flashsale.asgi:application"]


def by_wrong_clock(command: list[str], *, seconds_ahead: int) -> list[str]:
    """The command, for a Python that takes it to be later (earlier, if negative) than it is."""
    variables = (f"PYTHONPATH={WRONG_CLOCK}", f"CLOCK_AHEAD_SECONDS={seconds_ahead}")
    return ["env", *variables, *command]


@contextmanager
def rush_shop(prepared: Prepared, *, redis_port: int | None = None) -> Iterator[RushShop]:
    """Inside, the shop runs, without Celery, and two items of one sale are live.

    `redis_port` is of a Redis that runs; without it, the shop has a Valkey of its own.
    """
    folder = Path(tempfile.mkdtemp(prefix="flashsale-rush-"))
    shop = _shop(folder, prepared=prepared, valkey_port=redis_port or free_port())
    try:
        if redis_port is None:
            shop.start_valkey()
        shop.start_pages()
        shop.start_lane()
        shop.wait_until_open()
        made = json.loads(
            shop.manage(
                "start_sale", "--json", "--units", str(UNITS), "--hold-seconds", str(HOLD_SECONDS),
                "--product", *prepared.products,
            )
        )  # fmt: skip
        shop.sale, shop.items = made["sale"], tuple(item["id"] for item in made["items"])
        with _judged(shop):
            yield shop
    except BaseException as error:
        error.add_note((folder / "output").read_text(errors="replace")[-6_000:])
        raise
    finally:
        shop.children.end()
        shutil.rmtree(folder, ignore_errors=True)


def _shop(folder: Path, *, prepared: Prepared, valkey_port: int) -> RushShop:
    port, lane_port = free_port(), free_port()
    environment = {
        **prepared.environment,
        "SITE_URL": f"http://localhost:{port}",
        "REDIS_URL": f"redis://127.0.0.1:{valkey_port}/0",
        "DATABASE_URL": prepared.copy_to(folder / "shop.db"),
        "VAR_DIR": str(folder),
    }
    children = Children(environment, output=(folder / "output").open("wb"))
    return RushShop(
        f"http://localhost:{port}", folder, children, valkey_port, environment,
        lane_url=f"http://localhost:{lane_port}", sessions=list(prepared.sessions),
    )  # fmt: skip


@contextmanager
def _judged(shop: RushShop) -> Iterator[None]:
    """Inside, the judge can read the shop's database."""
    chosen = {DEFAULT_DB_ALIAS: database(shop.environment["DATABASE_URL"])}
    connections.settings[ALIAS] = connections.configure_settings(chosen)[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]


def _granian(interface: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", interface, "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--log-level", "warning",
    ]  # fmt: skip


def _port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1])
