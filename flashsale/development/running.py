"""`make run`: Valkey, database, seed, a live sale, Celery and Daphne, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from flashsale.development import replica_set, run_env, valkey
from flashsale.development.children import Children
from flashsale.development.failing import CannotRun
from flashsale.development.ports import answers, free_port, is_free
from flashsale.development.saying import say
from flashsale.env import BASE_DIR, VAR_DIR, env, running_process
from orders.demo.logins import DEMO_OWNER, DEMO_SHOPPER, DEMO_STAFF

READY_SECONDS = 60
MANAGE = (sys.executable, str(BASE_DIR / "manage.py"))
PREPARE = (
    ("the database is up to date", ("migrate", "--verbosity", "0")),
    ("styles, scripts and pictures are collected", ("collectstatic", "--noinput", "-v", "0")),
    ("the shop is seeded", ("seed_shop",)),
    ("stock that Redis does not know is rebuilt", ("rebuild_stock",)),
    ("a sale is live", ("start_sale", "--if-none-live")),
)


def daphne(host: str, port: int) -> list[str]:
    """Serves pages and websockets."""
    return [
        sys.executable, "-m", "daphne", "--verbosity", "0", "--bind", host, "--port", str(port),
        "--application-close-timeout", "5", "flashsale.asgi:application",
    ]  # fmt: skip


def celery(*, schedule: Path) -> list[str]:
    """Does the background work; `schedule` is where its clock keeps what was due when."""
    return [
        sys.executable, "-W", "ignore:You're running the worker", "-m", "celery",
        "--quiet", "--app", "flashsale", "worker", "--beat", "--schedule", str(schedule),
        "--pool", "threads", "--concurrency", "4", "--loglevel", "WARNING",
    ]  # fmt: skip


class Stopped(Exception):
    """Ctrl-C, or a signal that means the same."""


def run() -> int:
    """The shop is served until somebody presses Ctrl-C; then all of its processes have ended."""
    if process := running_process():
        raise CannotRun(f"the shop runs already, as process {process}. Stop it with Ctrl-C.")
    host, port = env("HOST", default="127.0.0.1"), env.int("PORT", default=8000)
    if not is_free(host, port):
        raise CannotRun(f"port {port} is taken. Choose another: PORT={port + 1} make run")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    environment = _environment(port)
    children = Children({**os.environ, **environment})
    with run_env.written(environment):
        try:
            _serve(children, host, port)
        except Stopped:
            say("\nClosing the shop …")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            children.end()
    say("Closed. The data is kept in var/; `make run` opens the shop again.")
    return 0


def _serve(children: Children, host: str, port: int) -> None:
    if "REDIS_URL" not in os.environ:
        _start_valkey(children)
    database = children.environment.get("DATABASE_URL", "")
    if database.startswith("mongodb://"):
        replica_set.initiate(database)
    for done, arguments in PREPARE:
        _manage(children, arguments)
        say(f"  ✓ {done}")
    children.start("Celery", celery(schedule=VAR_DIR / "beat"))
    children.start("Daphne", daphne(host, port))
    _wait_until_ready(children, port)
    _announce(port)
    while True:
        time.sleep(0.5)
        for name, status in children.ended().items():
            _tell_end(name, status)


def _environment(port: int) -> dict[str, str]:
    """What the shop's processes, and commands beside them, are told. Ours never wins."""
    chosen = {
        "HTTPS": "0",
        "LOG_FORMAT": "text",
        "SECRET_KEY": run_env.secret_key(),
        "SITE_URL": f"http://localhost:{port}",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "DATABASE_URL": f"sqlite:///{VAR_DIR / 'shop.db'}",
        "WEBHOOKS_MAY_STAY_INSIDE": "1",
        # Whoever tries the shop, and whatever they let loose on it, comes from one address.
        "LIMIT_LOGIN_PER_ADDRESS": "600/60",
        "LIMIT_REGISTER_PER_ADDRESS": "600/60",
    }
    return {name: os.environ.get(name, value) for name, value in chosen.items()}


def _start_valkey(children: Children) -> None:
    port = int(children.environment["REDIS_URL"].rsplit(":", 1)[1].split("/")[0])
    children.start("Valkey", valkey.command(port))
    _wait_for_port(children, port)
    say("  ✓ Valkey runs, with its data in var/valkey")


def _manage(children: Children, arguments: tuple[str, ...]) -> None:
    command = [*MANAGE, *arguments]
    status = subprocess.run(command, cwd=BASE_DIR, env=dict(children.environment), check=False)  # noqa: S603
    if status.returncode:
        raise CannotRun(f"`manage.py {' '.join(arguments)}` failed; its message stands above.")


def _wait_for_port(children: Children, port: int) -> None:
    for _ in range(READY_SECONDS * 10):
        if children.ended():
            raise CannotRun("Valkey did not start; its message stands above.")
        if answers(port):
            return
        time.sleep(0.1)
    raise CannotRun("Valkey did not answer.")


def _wait_until_ready(children: Children, port: int) -> None:
    """`/readyz` answers 200."""
    for _ in range(READY_SECONDS * 10):
        if ended := children.ended():
            raise CannotRun(f"{', '.join(ended)} ended; the reason stands above.")
        try:
            urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise CannotRun(f"http://localhost:{port}/readyz did not answer 200 in {READY_SECONDS} s.")


def _announce(port: int) -> None:
    say(f"\nThe shop is open: http://localhost:{port}")
    say(f"  as a shopper: {DEMO_SHOPPER.email} / {DEMO_SHOPPER.password}")
    say(f"  as staff:     {DEMO_STAFF.email} / {DEMO_STAFF.password}, in /admin/")
    say(f"  as an owner:  {DEMO_OWNER.email} / {DEMO_OWNER.password}, of one store")
    say("  as a program: /api/v1/docs")
    say("Ctrl-C closes it.")


def _tell_end(name: str, status: int) -> None:
    if name == "Daphne":
        raise CannotRun(f"Daphne ended with status {status}: the shop is shut.")
    say(f"{name} ended with status {status}. The shop goes on without it.")
    if name == "Valkey":
        say("Pages stay up but nothing can be reserved. `make valkey` starts it again.")


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped
