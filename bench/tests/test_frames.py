"""Frames as RFC 6455 writes them."""

import pytest

from bench.websockets.frames import PING, PONG, TEXT, split, to_server

HELLO = bytes([0x81, 5]) + b"Hello"
LONG = bytes([0x81, 126, 0x01, 0x00]) + b"x" * 256
LONGER = bytes([0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]) + b"y" * 65_536


@pytest.mark.parametrize(
    ("received", "frames", "rest"),
    [
        (b"", [], b""),
        (HELLO, [(TEXT, b"Hello")], b""),
        (HELLO + HELLO[:4], [(TEXT, b"Hello")], HELLO[:4]),
        (HELLO[:1], [], HELLO[:1]),
        (LONG, [(TEXT, b"x" * 256)], b""),
        (LONG[:3], [], LONG[:3]),
        (LONGER + HELLO, [(TEXT, b"y" * 65_536), (TEXT, b"Hello")], b""),
        (LONGER[:9], [], LONGER[:9]),
        (bytes([0x89, 2]) + b"hi" + HELLO, [(PING, b"hi"), (TEXT, b"Hello")], b""),
    ],
)
def test_whole_frames_are_split_off(
    received: bytes, frames: list[tuple[int, bytes]], rest: bytes
) -> None:
    assert split(received) == (frames, rest)


def test_wherever_the_bytes_are_cut_the_frames_are_the_same() -> None:
    received = HELLO + LONG + HELLO
    for cut in range(len(received)):
        first, rest = split(received[:cut])
        second, left = split(rest + received[cut:])
        assert first + second == [(TEXT, b"Hello"), (TEXT, b"x" * 256), (TEXT, b"Hello")]
        assert left == b""


def test_a_frame_to_the_server_is_masked() -> None:
    assert to_server(PONG, b"hi") == bytes([0x8A, 0x82, 0, 0, 0, 0]) + b"hi"


def test_a_payload_that_needs_a_longer_header_is_refused() -> None:
    with pytest.raises(ValueError, match="126 bytes"):
        to_server(TEXT, b"x" * 126)
