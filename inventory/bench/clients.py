"""The side that presses: one process with some of the clients, a thread each.

What is done between two presses is the same for every driver, and small beside them: a choice,
a name, two readings of the clock, three entries in lists.
"""

import random
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from time import perf_counter

from inventory.bench import names
from inventory.bench.drivers import DRIVERS
from inventory.bench.load import Load, Tally
from inventory.errors import OutOfStock, StockError

Choose = Callable[[], tuple[str, bool]]
"""The pool to press on, and whether it is the hot one."""


def run(load: Load, process: int, parent: Connection) -> None:
    """Says True when warm, begins when it is told to, and answers with what its clients saw.

    Ctrl-C in a terminal reaches every process of the command: its parent ends this one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    clients = load.clients_of(process)
    total = Tally()
    with ThreadPoolExecutor(clients) as threads:
        warm = [threads.submit(_warm_up, load, process, client) for client in range(clients)]
        for one in warm:
            total.add(one.result())
        parent.send(True)
        parent.recv()
        lost_before = DRIVERS[load.driver].lost_rounds()
        until = perf_counter() + load.seconds
        done = [threads.submit(_press, load, process, client, until) for client in range(clients)]
    for one in done:
        total.add(one.result())
    total.lost_rounds = DRIVERS[load.driver].lost_rounds() - lost_before
    parent.send(total)


def _warm_up(load: Load, process: int, client: int) -> Tally:
    """The client has pressed once, so its connection stands; only who was told is counted."""
    tally = Tally()
    ending = names.buyer_ending(load.run, lap=load.lap, process=process, client=client)
    buyer = names.buyer(0, ending)
    pool_id, _ = _chooser(load)()
    with suppress(StockError):
        DRIVERS[load.driver].reserve(pool_id, buyer=buyer, units=1)
        tally.told[pool_id].append(buyer)
    return tally


def _press(load: Load, process: int, client: int, until: float) -> Tally:
    reserve = DRIVERS[load.driver].reserve
    ending = names.buyer_ending(load.run, lap=load.lap, process=process, client=client)
    choose = _chooser(load)
    tally = Tally()
    wanted = OutOfStock.code if load.sold_out else ""
    number = 1
    ended = perf_counter()
    while ended < until:
        pool_id, is_hot = choose()
        buyer = names.buyer(number, ending)
        number += 1
        refusal = ""
        began = perf_counter()
        try:
            reserve(pool_id, buyer=buyer, units=1)
        except StockError as error:
            refusal = error.code
        ended = perf_counter()
        (tally.hot_seconds if is_hot else tally.seconds).append(ended - began)
        if refusal:
            tally.refused[refusal] += 1
        else:
            tally.told[pool_id].append(buyer)
        if refusal == wanted and ended < until:
            tally.answered += 1
    return tally


def _chooser(load: Load) -> Choose:
    pools = load.pools
    if len(pools) == 1:
        return lambda: (pools[0], False)
    others = pools[1:] if load.hot else pools
    count, share = len(others), 0.5 if load.hot else 0.0

    def choose() -> tuple[str, bool]:
        if random.random() < share:
            return pools[0], True
        return others[int(random.random() * count)], False

    return choose
