"""Selling what a rush has left, to the last unit: the proof that none was lost."""

import time

from flashsale.testing.judge import units_sold
from flashsale.testing.rush_shop import ALIAS, HOLD_SECONDS, UNITS, RushShop
from flashsale.testing.shopper import Shopper, order_number

MOST_UNITS_EACH = 5
SELL_OUT_SECONDS = HOLD_SECONDS + 20
PAUSE_SECONDS = 0.25


def sell_out(shop: RushShop) -> None:
    """Fresh shoppers have bought every unit that was left; the next one is told that it is over.

    Waits for holds that are still alive. Raises AssertionError.
    """
    give_up_at = time.monotonic() + SELL_OUT_SECONDS
    while _buy_what_is_free(shop):
        if time.monotonic() > give_up_at:
            raise AssertionError(f"not sold out: {units_sold(using=ALIAS)} of {UNITS} each")
    late = shop.newcomer()
    for item in shop.items:
        status, body = late.reserve(item)
        if (status, body.get("error", {}).get("code")) != (409, "out_of_stock"):
            raise AssertionError(f"sold out, and yet: {status} {body}")
    sold = units_sold(using=ALIAS)
    if {item: sold[item] for item in shop.items} != dict.fromkeys(shop.items, UNITS):
        raise AssertionError(f"sold were {sold}, of {UNITS} each")


def _buy_what_is_free(shop: RushShop) -> bool:
    """What can be had now is bought; returns whether more may come."""
    stocks = Shopper(shop.url).stock(shop.sale)["items"]
    for item in shop.items:
        for units in _portions(stocks[item]["available"]):
            shopper = shop.newcomer()
            status, body = shopper.reserve(item, units=units)
            if status != 201:  # noqa: PLR2004 - created
                raise AssertionError(f"{units} of {stocks[item]} are free, and yet: {body}")
            page = shopper.check_out()
            if order_number(page) is None:
                raise AssertionError(f"held, and not sold: {page.status} {page.url}")
    if any(stocks[item]["held"] for item in shop.items):
        time.sleep(PAUSE_SECONDS)
    return any(stocks[item]["sold"] != UNITS for item in shop.items)


def _portions(units: int) -> list[int]:
    """As few purchases as the limit allows."""
    full, rest = divmod(units, MOST_UNITS_EACH)
    return [MOST_UNITS_EACH] * full + [rest] * bool(rest)
