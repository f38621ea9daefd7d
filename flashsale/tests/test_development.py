"""`make run`: what it starts, what it says, and what it leaves behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flashsale.development.ports import answers, free_port
from flashsale.development.valkey import SETTINGS
from flashsale.env import BASE_DIR
from flashsale.testing.shopper import Shopper
from orders.demo.logins import DEMO_OWNER, DEMO_SHOPPER, DEMO_STAFF

OPEN_SECONDS = 240
OURS = ("READ_ENV_FILES", "SECRET_KEY", "REDIS_URL", "DATABASE_URL", "MEDIA_ROOT", "EMAIL_URL")


class Run:
    """A `make run` with a var/ of its own."""

    def __init__(self, var: Path) -> None:
        self.port = free_port()
        self.environment = {
            name: value for name, value in os.environ.items() if name not in OURS
        } | {"VAR_DIR": str(var), "PORT": str(self.port)}
        self.var = var
        self.log = var.parent / "log"

    def start(self) -> None:
        command = [sys.executable, "-m", "flashsale.development", "run"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=BASE_DIR, env=self.environment, stdout=log, stderr=log
            )
        give_up_at = time.monotonic() + OPEN_SECONDS
        while "Ctrl-C closes it." not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < give_up_at, self.said()
            time.sleep(0.1)

    def said(self) -> str:
        return self.log.read_text()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command beside it, which is told nothing but the folder."""
        return subprocess.run(
            [sys.executable, *words],
            cwd=BASE_DIR, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def press_ctrl_c(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    made = Run(tmp_path / "var")
    made.start()
    yield made
    if made.process.poll() is None:
        made.press_ctrl_c()


def test_it_opens_a_seeded_shop_and_ends_all_of_its_processes_on_ctrl_c(run: Run) -> None:
    address = f"http://localhost:{run.port}"
    assert f"The shop is open: {address}" in run.said()
    for login in (DEMO_SHOPPER, DEMO_STAFF, DEMO_OWNER):
        assert f"{login.email} / {login.password}" in run.said()
        signed_in = Shopper(address).sign_in(login.email, login.password)
        assert (signed_in.status, signed_in.url) == (200, f"{address}/")
    assert Shopper(address).get("/readyz").status == 200
    assert "Reserve" in Shopper(address).get("/").text

    # Commands beside it find its Redis and its database by themselves.
    verified = run.command("manage.py", "verify_stock")
    assert (verified.returncode, "agree" in verified.stdout) == (0, True), verified.stderr
    # A second one is refused, and so is forgetting the data.
    again = run.command("-m", "flashsale.development", "run")
    assert (again.returncode, "runs already" in again.stderr) == (1, True)
    forget = run.command("-m", "flashsale.development", "forget")
    assert (forget.returncode, "is running" in forget.stderr) == (1, True)

    valkey_port = int(_told(run, "REDIS_URL").rsplit(":", 1)[1].split("/")[0])
    assert run.press_ctrl_c() == 0
    assert not answers(run.port)
    assert not answers(valkey_port)
    assert not (run.var / "run.env").exists()
    assert "Closed." in run.said()


def test_a_port_that_is_taken_is_said_before_anything_is_started(tmp_path: Path) -> None:
    refused = Run(tmp_path / "var")
    with socket.socket() as other:
        other.bind(("127.0.0.1", refused.port))
        other.listen()
        done = refused.command("-m", "flashsale.development", "run")

    assert done.returncode == 1
    assert f"port {refused.port} is taken" in done.stderr
    assert not refused.var.exists()


def test_docker_starts_what_make_run_starts() -> None:
    makefile, dockerfile, compose = (
        (BASE_DIR / name).read_text() for name in ("Makefile", "Dockerfile", "docker-compose.yml")
    )
    assert "python -m flashsale.development run" in makefile
    assert 'CMD ["python", "-m", "flashsale.development", "run"]' in dockerfile
    assert "command: python -m flashsale.development run" in compose
    assert f"command: valkey-server {' '.join(SETTINGS)}\n" in compose
    assert "command: mongod --bind_ip_all --replSet rs0 " in compose


def _told(run: Run, name: str) -> str:
    lines = (run.var / "run.env").read_text().splitlines()
    return next(line.split("=", 1)[1] for line in lines if line.startswith(f"{name}="))
