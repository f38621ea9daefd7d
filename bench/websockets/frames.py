"""The frames of a websocket, as a client sees them: https://www.rfc-editor.org/rfc/rfc6455#section-5.

Only what a server that measures can send is known: whole messages, unmasked, without extensions.
"""

from typing import Final

TEXT: Final = 0x1
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA

FINAL_FRAGMENT = 0x80
MASKED = 0x80
SHORTEST_HEADER = 2
TWO_BYTE_LENGTH = 126
EIGHT_BYTE_LENGTH = 127
LONGEST_TO_SEND = 125

NO_MASK = bytes(4)
"""A mask of zeros: a client must mask, and need not hide anything from a server of its own."""


def split(received: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The whole frames in `received`, as (opcode, payload), and what is left of the next one."""
    frames = []
    at, size = 0, len(received)
    while size - at >= SHORTEST_HEADER:
        start, length = at + SHORTEST_HEADER, received[at + 1]
        if length >= TWO_BYTE_LENGTH:
            width = 2 if length == TWO_BYTE_LENGTH else 8
            start, length = start + width, int.from_bytes(received[start : start + width])
        if size < start or size < start + length:
            break
        frames.append((received[at] & 0x0F, received[start : start + length]))
        at = start + length
    return frames, received[at:]


def to_server(opcode: int, payload: bytes) -> bytes:
    """One frame from the client; `payload` has 125 bytes at most."""
    if len(payload) > LONGEST_TO_SEND:
        raise ValueError(f"{len(payload)} bytes are too long for a short frame.")
    return bytes([FINAL_FRAGMENT | opcode, MASKED | len(payload)]) + NO_MASK + payload
