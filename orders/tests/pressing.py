"""Pressing the button, as a script of the shop's page does and as a plain form does."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from flashsale import clock
from inventory import api as inventory
from orders.tests.doors import Browser
from shop.models import SaleItem
from shop.running import cancel, end_now, pause
from shop.tests.factories import HOUR, item_of, published_sale

JSON = "application/json"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BROWSER_ACCEPTS = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def url(item: SaleItem) -> str:
    return reverse("orders:reserve", args=[item.pk])


def press(client: Client, item: SaleItem, **body: object) -> HttpResponse:
    return client.post(url(item), body, content_type=JSON)


def send_form(
    client: Client,
    item: SaleItem,
    content_type: str,
    headers: dict[str, str] | None = None,
    **fields: object,
) -> HttpResponse:
    """A form, sent in one of the two ways that browsers know; it asks for JSON."""
    headers = headers or {"Accept": JSON}
    if content_type == MULTIPART:
        return client.post(url(item), fields, headers=headers)
    return client.post(url(item), urlencode(fields), content_type=URLENCODED, headers=headers)


def submit(client: Client, item: SaleItem, *, referrer: str = "", **fields: object) -> HttpResponse:
    """What a browser without JavaScript sends."""
    headers = {"Accept": BROWSER_ACCEPTS, "Referer": referrer}
    return send_form(client, item, URLENCODED, headers, **fields)


def signed_in_client(buyer: User, *, browser: Browser = Client) -> Client:
    client = browser()
    client.force_login(buyer)
    return client


def strict_browser(buyer: User, *, browser: Browser = Client) -> tuple[Client, SaleItem, str]:
    """A signed-in browser whose tokens are checked, an item of 20 units, its page's token."""
    client = browser(enforce_csrf_checks=True)
    client.force_login(buyer)
    sale = published_sale(units=20)
    client.get(sale.get_absolute_url())
    return client, item_of(sale), client.cookies["csrftoken"].value


def shut_item(why: str) -> SaleItem:
    """An item of 20 units whose sale is not open: coming, ended, out of time, paused, cancelled."""
    if why == "coming":
        return item_of(published_sale(starts_in=HOUR, ends_in=2 * HOUR))
    sale = published_sale()
    item = item_of(sale)
    if why == "out of time":
        end = clock.to_ms(clock.now() - timedelta(seconds=1))
        inventory.reschedule(item.pk, opens_at=end - 1000, closes_at=end)
    else:
        {"ended": end_now, "paused": pause, "cancelled": cancel}[why](sale)
    return item


def assert_refused(answer: HttpResponse, status: int, code: str) -> None:
    """The answer is this refusal, in the form that every refusal has."""
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json().keys() == {"error"}
    assert answer.json()["error"].keys() == {"code", "message"}
    assert answer.json()["error"]["message"].endswith(".")
    assert answer["Content-Type"] == JSON
    assert answer["Cache-Control"] == "no-store"
    assert answer.has_header("Retry-After") == (status == 503)
