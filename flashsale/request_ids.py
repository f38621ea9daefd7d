"""The id of the request that is being answered: in its answer, and in every line that is logged."""

import re
from contextvars import ContextVar
from uuid import uuid4

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[0-9A-Za-z._-]{8,64}")

NOBODYS = "-"

current: ContextVar[str] = ContextVar("request_id", default=NOBODYS)


def request_id(told: str | None) -> str:
    """The id that the client or a proxy told, if it can be one; else a new one."""
    return told if told and WELL_FORMED.fullmatch(told) else uuid4().hex
