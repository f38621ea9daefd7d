"""One running shop and one Chromium for each worker; visitors with a context of their own."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from flashsale.testing.office import Office, StartedSale, open_office
from flashsale.testing.shop import Shop, running_shop
from flashsale.testing.shopper import Shopper
from flashsale.tests.browser.chromium import headless, require_chromium
from flashsale.tests.browser.devices import DESKTOP
from flashsale.tests.browser.tour import Tour, plan_tour
from flashsale.tests.browser.watch import Watch
from flashsale.tests.browser.watching import PATIENCE_MS
from orders.demo.logins import DEMO_SHOPPER

PAST_BUYERS = "5"


class Enter(Protocol):
    def __call__(
        self, *, device: dict[str, Any] = ..., shopper: Shopper | None = ..., **options: Any
    ) -> Page: ...


class Look(Protocol):
    def __call__(self, name: str, *, device: dict[str, Any] = ...) -> Watch: ...


@pytest.fixture(scope="session")
def chromium() -> str:
    return require_chromium()


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """Ends with this package: while it runs, no test of another package can have an event loop."""
    expect.set_options(timeout=PATIENCE_MS)
    with headless(chromium) as running:
        yield running


@pytest.fixture(scope="session")
def shop(chromium: str) -> Iterator[Shop]:
    """A shop with the demo's stores, products and sales."""
    with running_shop() as running:
        running.manage("seed_shop", "--buyers", PAST_BUYERS)
        yield running


@pytest.fixture(scope="session")
def office(shop: Shop) -> Iterator[Office]:
    with open_office(shop) as opened:
        yield opened


@pytest.fixture(scope="session")
def big_sale(office: Office) -> StartedSale:
    """A live sale with more than enough units, for tests that don't mind others reserving too."""
    return office.start_sale("--units", "150")


@pytest.fixture(scope="session")
def new_shopper(shop: Shop) -> Callable[[], Shopper]:
    """Called, somebody new has an account and is signed in: an HTTP client, without a browser."""

    def register() -> Shopper:
        shopper = Shopper(shop.url)
        shopper.register("Ada Lovelace", f"ada.{uuid4().hex[:10]}@example.com")
        return shopper

    return register


@pytest.fixture
def ada(new_shopper: Callable[[], Shopper]) -> Shopper:
    return new_shopper()


@pytest.fixture
def enter(browser: Browser, shop: Shop) -> Iterator[Enter]:
    """Called, a visitor has an empty page, and is signed in as `shopper`, if one is given.

    In the end, no page may have had a fault of its own.
    """
    watches: list[Watch] = []

    def enter_shop(
        *, device: dict[str, Any] = DESKTOP, shopper: Shopper | None = None, **options: Any
    ) -> Page:
        watches.append(open_page(browser, shop, shopper, {**device, **options}))
        return watches[-1].page

    yield enter_shop
    for watch in watches:
        watch.page.context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


def open_page(
    browser: Browser, shop: Shop, shopper: Shopper | None, options: dict[str, Any]
) -> Watch:
    """An empty page of a new visitor, who is signed in as `shopper`, if one is given."""
    context = browser.new_context(base_url=shop.url, **options)
    context.set_default_timeout(PATIENCE_MS)
    for cookie in shopper.cookies if shopper else ():
        context.add_cookies([{"name": cookie.name, "value": cookie.value, "url": shop.url}])
    return Watch(context.new_page(), urlsplit(shop.url).netloc)


@pytest.fixture(scope="session")
def demo_shopper() -> tuple[str, str]:
    """Email and password of somebody who has had an account for long."""
    return DEMO_SHOPPER.email, DEMO_SHOPPER.password


@pytest.fixture(scope="session")
def tour(office: Office, new_shopper: Callable[[], Shopper]) -> Tour:
    """Every page of the shop, and a shopper for those that need one."""
    return plan_tour(office, shopper=new_shopper(), other=new_shopper())


@pytest.fixture(scope="package")
def look(browser: Browser, shop: Shop, tour: Tour) -> Iterator[Look]:
    """Called, the page of the tour with this name is shown to whom it is meant for.

    All are shown in one browser page for each device, since to open one takes longer than a test.
    """
    watches: dict[tuple[str, bool], Watch] = {}

    def show(name: str, *, device: dict[str, Any] = DESKTOP) -> Watch:
        visitor = tour.visitor(name)
        seat = (repr(device), visitor is None)
        if seat not in watches:
            watches[seat] = open_page(browser, shop, visitor, device)
        watch = watches[seat]
        watch.page.goto("about:blank")
        watch.page.set_viewport_size(device["viewport"])
        watch.forget()
        watch.page.goto(tour.paths[name])
        return watch

    yield show
    for watch in watches.values():
        watch.page.context.close()
