"""A crowd: customers who all press at once, each in a thread, and what they have heard so far."""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from flashsale.testing.customer import PATIENCE_SECONDS, Customer, Plan
from flashsale.testing.shopper import Shopper

PLANS = (
    *(Plan.BUYS,) * 5,
    Plan.IS_DECLINED_FIRST,
    Plan.CANCELS,
    Plan.LETS_GO,
    Plan.BUYS,
    Plan.WALKS_AWAY,
)
LONGEST_THOUGHT_SECONDS = 1.5
ANSWER_SECONDS = 20.0


class Crowd:
    """`customers` are given; `start` lets them all go, `wait_for` and `end` wait for them."""

    def __init__(self) -> None:
        self.customers: list[Customer] = []
        self._heard: Counter[str] = Counter()
        self._news = threading.Condition()
        self._threads: ThreadPoolExecutor | None = None
        self._going: list[Future[None]] = []

    def add(
        self, sessions: Iterable[str], *, hosts: Sequence[tuple[str, str]], items: Sequence[str]
    ) -> None:
        """A customer for each line of `bench_sessions`; hosts (pages, lane) and items in turn."""
        for number, line in enumerate(sessions):
            session, token = line.split()
            url, lane = hosts[number % len(hosts)]
            shopper = Shopper(url, lane=lane, answer_seconds=ANSWER_SECONDS)
            shopper.take_session(session, csrf_token=token)
            self.customers.append(
                Customer(
                    shopper,
                    session=session,
                    item=items[number // len(hosts) % len(items)],
                    units=1 + number % 3 % 2,
                    plan=PLANS[number // len(hosts) % len(PLANS)],
                    think_seconds=LONGEST_THOUGHT_SECONDS * (number * 37 % 100) / 100,
                    tell=self._tell,
                )
            )

    def start(self) -> None:
        """All press in the same moment."""
        together = threading.Barrier(len(self.customers))

        def go(customer: Customer) -> None:
            together.wait()
            customer.go()

        self._threads = ThreadPoolExecutor(len(self.customers))
        self._going = [self._threads.submit(go, customer) for customer in self.customers]

    def wait_for(self, what: str, count: int) -> None:
        """So many customers have heard "held", "bought" or "cancelled". Raises AssertionError."""
        with self._news:
            if not self._news.wait_for(lambda: self._heard[what] >= count, PATIENCE_SECONDS):
                raise AssertionError(f"not {count} {what}, but {dict(self._heard)}")

    def is_over(self) -> bool:
        """Everybody has what they came for, or knows why not."""
        return all(future.done() for future in self._going)

    def end(self) -> None:
        """Everybody has gone, and nobody was surprised. Raises AssertionError."""
        surprises = []
        for customer, future in zip(self.customers, self._going, strict=True):
            surprises += customer.surprises
            error = future.exception(timeout=2 * PATIENCE_SECONDS)
            if error is not None:
                surprises.append(f"{customer.plan.name}: {error!r}")
        if self._threads is not None:
            self._threads.shutdown()
        if surprises:
            raise AssertionError("\n".join(surprises))

    def _tell(self, what: str) -> None:
        with self._news:
            self._heard[what] += 1
            self._news.notify_all()
