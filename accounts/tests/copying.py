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
    expires_at = clock.now() + timedelta(seconds=expires_in_seconds)
    with session_copies.Drafts([session_key]) as drafts:
        drafts.belong_to([user_id])
        drafts.publish([session_copies.Copy(session_key, user_id, DATA, expires_at)])


def publish_after(interruption: Callable[[], None], *, session_key: str) -> None:
    """What a slow page does while something else happens between its reads and its copy."""
    expires_at = clock.now() + timedelta(hours=1)
    with session_copies.Drafts([session_key]) as drafts:
        drafts.belong_to(["ada"])
        interruption()
        drafts.publish([session_copies.Copy(session_key, "ada", DATA, expires_at)])
