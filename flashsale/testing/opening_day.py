"""Opening day, from outside: many shoppers, one small item, one moment.

    python -m flashsale.testing.opening_day http://localhost:8000 SALE ITEM [--shoppers 50]

Shoppers register through the form, all press at once, and those who hold a unit check out. Prints
what each press was answered, what stock.json says afterwards, and the first names on the
leaderboard.
"""

import argparse
import json
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from flashsale.testing.shopper import Answer, Shopper, order_number

T = TypeVar("T")
AT_ONCE_AT_THE_DOOR = 8


@dataclass(frozen=True, slots=True)
class Rush:
    """How the presses were answered ("201", "409 out_of_stock"), and who bought which order."""

    answers: Counter[str]
    orders: list[str]


def register_all(shop: str, *, shoppers: int) -> list[Shopper]:
    """So many new shoppers, each signed in."""
    crowd = [Shopper(shop) for _ in range(shoppers)]
    batch = uuid.uuid4().hex[:8]

    def register(number: int) -> None:
        answer = crowd[number].register(f"Buyer {number}", f"buyer{number}.{batch}@example.com")
        if answer.url.endswith("/accounts/register/"):
            raise RuntimeError(f"could not register: {answer.status}")

    with ThreadPoolExecutor(AT_ONCE_AT_THE_DOOR) as pool:
        list(pool.map(register, range(shoppers)))
    return crowd


def rush(crowd: Sequence[Shopper], item: str) -> Rush:
    """All press at the same moment; each who got a unit checks out."""
    start = threading.Barrier(len(crowd))

    def press(shopper: Shopper) -> str:
        start.wait()
        status, body = shopper.reserve(item)
        return f"{status} {body['error']['code']}" if "error" in body else str(status)

    answers = together(press, crowd)
    winners = [shopper for shopper, answer in zip(crowd, answers, strict=True) if answer == "201"]
    pages = together(Shopper.check_out, winners)
    return Rush(Counter(answers), [_order_on(page) for page in pages])


def _order_on(page: Answer) -> str:
    """The order that this is the page of. Raises LookupError, with what the page is instead."""
    number = order_number(page)
    if number is None:
        raise LookupError(f"no order, but {page.status} at {page.url}: {page.text}")
    return number


def together(do: Callable[[Shopper], T], crowd: Sequence[Shopper]) -> list[T]:
    """What each of the crowd got, all at the same time."""
    with ThreadPoolExecutor(max(1, len(crowd))) as pool:
        return list(pool.map(do, crowd))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shop")
    parser.add_argument("sale", help="the sale's slug")
    parser.add_argument("item", help="the item's id")
    parser.add_argument("--shoppers", type=int, default=50)
    options = parser.parse_args()
    crowd = register_all(options.shop, shoppers=options.shoppers)
    outcome = rush(crowd, options.item)
    print(dict(outcome.answers))  # noqa: T201
    print(f"{len(set(outcome.orders))} orders")  # noqa: T201
    print(json.dumps(crowd[0].stock(options.sale)["items"][options.item]))  # noqa: T201


if __name__ == "__main__":
    main()
