"""Wrong passwords, typed and counted."""

from typing import Any

from django.test import Client

from accounts import lockout
from accounts.errors import LockedOut

EMAIL = "ada@example.com"


def sign_in(client: Client, email: str, password: str, *, url: str = "/accounts/login/") -> Any:
    return client.post(url, {"username": email, "password": password})


def lock(email: str) -> None:
    for _ in range(10):
        lockout.note_failure(email)


def is_open(email: str) -> bool:
    try:
        lockout.require_open(email)
    except LockedOut:
        return False
    return True
