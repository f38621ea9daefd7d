"""What is done around every view."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from pymongo.errors import ConnectionFailure

from flashsale.answers import asks_json, refusal
from flashsale.error_pages import unavailable
from flashsale.errors import DatabaseContention
from inventory.api import ReservationContention, StockUnavailable

logger = logging.getLogger(__name__)

PASSING = (
    StockUnavailable,
    ReservationContention,
    DatabaseContention,
    OperationalError,
    InterfaceError,
    ConnectionFailure,
)


def will_pass(error: Exception) -> bool:
    """Whether a Redis or a database was away, so that the same request may succeed soon."""
    return isinstance(error, PASSING) or isinstance(error.__cause__, PASSING)


class UnavailableMiddleware:
    """A view that met a Redis or a database that is away answers 503, with a way on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The 503 page for what will pass by itself; every other error goes its usual way."""
        if not will_pass(error):
            return None
        logger.warning("%s %s: %s", request.method, request.path, error)
        if asks_json(request):
            return refusal("unavailable", StockUnavailable.message, status=503)
        return unavailable()
