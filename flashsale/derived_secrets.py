"""Secrets that are shown once and stored nowhere: each follows from SECRET_KEY and a random salt.

Whoever reads the database learns none of them; with another SECRET_KEY all of them are others.
"""

import hashlib
import secrets

from django.utils.crypto import salted_hmac


def new_salt() -> str:
    """A random salt of 32 characters, which needs no secrecy."""
    return secrets.token_hex(16)


def derived_secret(purpose: str, *, salt: str) -> str:
    """The secret, 64 hexadecimal characters, that this purpose and salt always give."""
    return salted_hmac(f"flashsale.{purpose}", salt, algorithm="sha256").hexdigest()


def digest_of(secret: str) -> str:
    """SHA-256, enough for what is random and long; passwords need Django's hashers."""
    return hashlib.sha256(secret.encode()).hexdigest()
