"""One line for each request that was answered."""

import logging
import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from flashsale.client_address import client_address
from flashsale.logged_paths import shown_path

logger = logging.getLogger("flashsale.access")


def log_access(request: HttpRequest, *, status: int, began_at: float, user: str | None) -> None:
    """The log has a line of this request; of a file of a page, only in detail.

    `began_at` is of `time.perf_counter()`; `user` is the id of who asked, where that is known.
    """
    level = logging.DEBUG if request.path.startswith(settings.STATIC_URL) else logging.INFO
    if not logger.isEnabledFor(level):
        return
    path, ms = shown_path(request.path), round((time.perf_counter() - began_at) * 1000, 1)
    facts = {
        "method": request.method,
        "path": path,
        "status": status,
        "ms": ms,
        "user": user,
        "address": client_address(request.META),
    }
    logger.log(level, "%s %s %s in %s ms", request.method, path, status, ms, extra=facts)


def known_user(request: HttpRequest) -> str | None:
    """The id of who asked, if that was found out: nothing is read here."""
    caller = getattr(request, "auth", None)
    if isinstance(caller, AbstractBaseUser):
        return str(caller.pk)
    session = getattr(request, "session", None)
    read: dict[str, str] = getattr(session, "_session_cache", {})  # what a session has read
    return read.get(SESSION_KEY)
