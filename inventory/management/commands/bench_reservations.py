"""`manage.py bench_reservations`"""

import json
import signal
from typing import Any

from django.core.management import CommandError, CommandParser
from redis.exceptions import RedisError
from tqdm import tqdm

from flashsale.command_line import ShopCommand
from inventory.bench import telling
from inventory.bench.drivers import DRIVERS
from inventory.bench.failing import BenchFailed
from inventory.bench.figures import Figures, medians
from inventory.bench.load import Load
from inventory.bench.measuring import measure
from inventory.bench.pools import own_pools
from inventory.errors import StockError, StockUnavailable

MOST_CLIENTS = 1_000
MOST_PROCESSES = 64
MOST_SECONDS = 600
MOST_ROUNDS = 99
MOST_POOLS = 10_000
MOST_HELD = 10_000_000
STOPPED_BY_CTRL_C = 128 + signal.SIGINT


class Command(ShopCommand):
    help = """\
Press on one hot pool, in three ways that make the same writes, and say how fast each is.

  plain    WATCH, read, MULTI … EXEC for each press; again when somebody was faster
  lua      one script call for each press
  grouped  the engine: all presses of a process that wait go together, processes take turns

The clients are threads, divided among processes; each press is another buyer's. The drivers are
measured one after the other, --rounds times over (A B C A B C …), and the medians told. The
figures of one machine and moment mean little, their ratio more.

  manage.py bench_reservations
  manage.py bench_reservations --processes 16 --rounds 3 --driver lua --driver grouped
  manage.py bench_reservations --pools 200 --hot       one of 200 gets half; p50 and p99 of the others
  manage.py bench_reservations --held 1000000          so many hold units before it begins
  manage.py bench_reservations --sold-out              refusals a second
  manage.py bench_reservations --json                  {"clients", "processes", "runs": [{"driver", …}]}

It works in the stock's Redis (STOCK_REDIS_URL), on pools of its own, `bench-…`, and removes them
and their buyers afterwards, also after Ctrl-C. A shop that sells there will feel it.

After each run, the pools must hold exactly what their buyers were told, and their units add up;
else it exits with 1, and tells no figures.
"""  # noqa: E501 - as wide as its longest example

    def add_arguments(self, parser: CommandParser) -> None:
        def add(option: str, metavar: str, kind: type, default: float, meaning: str) -> None:
            meaning += " (default: %(default)g)"
            parser.add_argument(option, type=kind, default=default, metavar=metavar, help=meaning)

        add("--clients", "N", int, 64, "how many press at once")
        add("--processes", "N", int, 2, "in how many processes they are")
        add("--seconds", "S", float, 4, "how long each run takes")
        add("--rounds", "N", int, 1, "how often each driver is measured")
        parser.add_argument(
            "--driver", dest="drivers", choices=DRIVERS, action="append", metavar="NAME",
            help="measure this one only: plain, lua or grouped; may be repeated",
        )  # fmt: skip
        add("--pools", "N", int, 1, "over how many pools the presses are spread")
        parser.add_argument(
            "--hot", action="store_true",
            help="half of all presses are on the first pool; its times are left out",
        )  # fmt: skip
        add("--held", "N", int, 0, "live holds in each pool before a run begins")
        parser.add_argument("--sold-out", action="store_true", help="nothing is free or held")
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="print one JSON object"
        )

    def handle(self, *, as_json: bool, **options: Any) -> None:
        _check(options)
        try:
            found = _measured(options)
        except (BenchFailed, StockError) as failure:
            raise CommandError(str(failure)) from failure
        except (RedisError, OSError) as failure:
            raise CommandError(str(StockUnavailable())) from failure
        except KeyboardInterrupt:
            words = "Stopped. Its pools are removed."
            raise CommandError(words, returncode=STOPPED_BY_CTRL_C) from None
        if as_json:
            told = {
                "clients": options["clients"],
                "processes": options["processes"],
                "runs": [telling.as_run(driver, figures) for driver, figures in found.items()],
            }
            self.stdout.write(json.dumps(told))
            return
        self.stdout.write(telling.table(found))
        if words := telling.ratios(found):
            self.stdout.write(words)


def _check(options: dict[str, Any]) -> None:
    """Raises CommandError for what can't be measured."""
    bounds = {
        "clients": (options["processes"], MOST_CLIENTS),
        "processes": (1, MOST_PROCESSES),
        "seconds": (0.1, MOST_SECONDS),
        "rounds": (1, MOST_ROUNDS),
        "pools": (2 if options["hot"] else 1, MOST_POOLS),
        "held": (0, MOST_HELD),
    }
    for name in ("processes", *bounds):
        lowest, highest = bounds[name]
        if not lowest <= options[name] <= highest:
            raise CommandError(
                f"--{name} must be from {lowest:,} to {highest:,}, not {options[name]:,}."
            )
    if options["sold_out"] and (options["held"] or options["hot"]):
        raise CommandError("--sold-out goes with neither --held nor --hot.")


def _measured(options: dict[str, Any]) -> dict[str, Figures]:
    """Driver → its medians over the rounds."""
    drivers = tuple(dict.fromkeys(options["drivers"] or DRIVERS))
    runs: dict[str, list[Figures]] = {driver: [] for driver in drivers}
    seconds = options["rounds"] * len(drivers) * options["seconds"]
    form = "{desc} {percentage:3.0f}% |{bar}| {n:.0f} of {total:.0f} s"
    with tqdm(total=seconds, disable=None, leave=False, bar_format=form) as bar:
        for _ in range(options["rounds"]):
            for driver in drivers:
                bar.set_description(driver.ljust(7))
                runs[driver].append(_run(driver, options, bar))
    return {driver: medians(figures) for driver, figures in runs.items()}


def _run(driver: str, options: dict[str, Any], bar: "tqdm[Any]") -> Figures:
    sold_out, seconds = options["sold_out"], options["seconds"]
    ends_at = bar.n + seconds
    with own_pools(options["pools"], held=options["held"], sold_out=sold_out) as (run, pools):
        load = Load(
            driver=driver, run=run, lap=1, pools=pools, clients=options["clients"],
            processes=options["processes"], seconds=seconds, hot=options["hot"],
            sold_out=sold_out,
        )  # fmt: skip
        found = measure(load, passed=lambda more: bar.update(min(more, ends_at - bar.n)))
    bar.update(ends_at - bar.n)
    return found
