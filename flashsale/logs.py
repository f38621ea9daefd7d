"""What a line of the log looks like: JSON for a machine, or text for who works on the shop.

A line says what happened and to which request. It has these facts and no others, whatever a
library puts into its records: never a password, token, key, signature, cookie, query or body.
"""

import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter

from flashsale import clock
from flashsale.logged_paths import shown_path
from flashsale.request_ids import current

FORMATS = ("json", "text")
FACTS = ("method", "path", "status", "ms", "user", "address", "task", "state")
NAMED = {"asctime": "time", "levelname": "level", "name": "logger", "exc_info": "exception"}
FIELDS = frozenset({"time", "level", "logger", "message", "request_id", "exception", *FACTS})
QUIET = ("celery", "daphne", "django.server", "stripe")
NEVER_IN_DETAIL = (
    "asyncio", "django.db.backends", "kombu", "pymongo", "redis", "requests", "urllib3",
)  # fmt: skip
"""What these say at DEBUG has bodies, addresses with their queries, and values of rows in it."""


class AboutRequest(logging.Filter):
    """Each record knows its request's id, and shows of its address what may be logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True: no record is left out."""
        request = getattr(record, "request", None)
        record.request_id = getattr(request, "request_id", None) or current.get()
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(
                shown_path(part) if part == request.path else part for part in record.args
            )
        return True


class JsonLines(JsonFormatter):
    """One JSON object a line."""

    def __init__(self) -> None:
        required = ("asctime", "levelname", "name", "message", "request_id")
        super().__init__(required, rename_fields=NAMED)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's
        return clock.iso(clock.from_ms(int(record.created * 1000)))

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Only known fields: a record may have been given a request, or a task's arguments."""
        return {name: value for name, value in log_data.items() if name in FIELDS}


class TextLines(logging.Formatter):
    """The same for people: time, level, logger, message, then facts and the request's id."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's
        known = [name for name in ("user", "address") if getattr(record, name, None)]
        facts = "".join(f" {name}={getattr(record, name)}" for name in known)
        request_id = getattr(record, "request_id", "-")
        about = "" if request_id == "-" else f" [{request_id}]"
        return super().formatMessage(record) + facts + about


def known_format(name: str) -> str:
    """The format's name. Raises ImproperlyConfigured for one that isn't there."""
    if name not in FORMATS:
        raise ImproperlyConfigured(f'LOG_FORMAT is "{name}". It can be "json" or "text".')
    return name


def logging_settings(log_format: str, *, level: str) -> dict[str, Any]:
    """For LOGGING: everything of this level and above goes to the console in this format."""
    formatter = JsonLines if log_format == "json" else TextLines
    levels = dict.fromkeys(NEVER_IN_DETAIL, "INFO") | dict.fromkeys(QUIET, "WARNING")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"about_request": {"()": AboutRequest}},
        "formatters": {"line": {"()": formatter}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["about_request"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            **{name: {"level": least} for name, least in levels.items()},
            # It has a handler of its own, and every line would be there twice.
            "django": {"handlers": [], "propagate": True},
            # The access log tells of what was refused; this one, of what went wrong.
            "django.request": {"level": "ERROR"},
        },
    }
