"""Copies of sessions, made as a page makes them."""

from collections.abc import Callable
from datetime import timedelta

from django.utils.crypto import get_random_string

from accounts import session_copies
from flashsale import clock

DATA = {"theme": "dark"}


def new_key() -> str:
    return get_random_string(32, "abcdef")


def publish(session_key: str, *, user_id: str = "ada", expires_in_seconds: int = 3600) -> None:
    with session_copies.Draft(session_key) as draft:
        draft.belongs_to(user_id)
        draft.publish(DATA, expires_at=clock.now() + timedelta(seconds=expires_in_seconds))


def publish_after(interruption: Callable[[], None], *, session_key: str) -> None:
    """What a slow page does while something else happens between its reads and its copy."""
    with session_copies.Draft(session_key) as draft:
        draft.belongs_to("ada")
        interruption()
        draft.publish(DATA, expires_at=clock.now() + timedelta(hours=1))
