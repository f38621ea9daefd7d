"""What the shop would print into its log, read back by a test."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from logging.config import dictConfig
from typing import Any

from django.conf import settings
from django.test import override_settings

from flashsale.logs import logging_settings


@contextmanager
def logged(log_format: str = "json", *, level: str = "DEBUG") -> Iterator[StringIO]:
    """Inside, what is logged goes here, in this format and from this level on."""
    lines = StringIO()
    configured = logging_settings(log_format, level=level)
    configured["handlers"]["console"]["stream"] = lines
    # Whoever sets logging up again in between finds the same, be it a worker or a server's door.
    try:
        with override_settings(LOGGING=configured):
            dictConfig(configured)
            yield lines
    finally:
        dictConfig(settings.LOGGING)


def parsed(lines: StringIO, *, logger: str = "") -> list[dict[str, Any]]:
    """The JSON lines so far; of this logger, if one is named."""
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    return [line for line in found if not logger or line["logger"] == logger]
