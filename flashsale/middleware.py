"""What is done around every view."""

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from pymongo.errors import ConnectionFailure

from flashsale import request_ids
from flashsale.access_log import known_user, log_access
from flashsale.answers import asks_json, refusal
from flashsale.error_pages import unavailable
from flashsale.errors import DatabaseContention
from flashsale.logged_paths import shown_path
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


class RequestIdMiddleware:
    """Every answer, and every line that is logged on the way to it, has the request's id.

    It comes first, so that redirects, files, refusals and errors have one too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began_at = time.perf_counter()
        told = request_ids.request_id(request.headers.get(request_ids.HEADER))
        # Django logs some answers after they have come through here.
        request.request_id = told  # type: ignore[attr-defined]
        before = request_ids.current.set(told)
        try:
            response = self.get_response(request)
            response[request_ids.HEADER] = told
            log_access(
                request,
                status=response.status_code,
                began_at=began_at,
                user=known_user(request),
            )
            return response
        finally:
            request_ids.current.reset(before)


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
        logger.warning("%s %s: %s", request.method, shown_path(request.path), error)
        if asks_json(request):
            return refusal("unavailable", StockUnavailable.message, status=503)
        return unavailable()
