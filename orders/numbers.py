"""Order numbers: ten random characters that survive being read over the telephone."""

import secrets

CROCKFORD_BASE_32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH = 10


def new_number() -> str:
    """A random order number: 10 characters of Crockford's base 32, 50 bits."""
    bits = secrets.randbits(5 * NUMBER_LENGTH)
    return "".join(CROCKFORD_BASE_32[bits >> 5 * digit & 31] for digit in range(NUMBER_LENGTH))
