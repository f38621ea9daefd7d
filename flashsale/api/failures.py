"""What nobody foresaw, in the API's one form: no HTML and no stack trace, in DEBUG neither."""

import logging

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.log import log_response
from django.views import defaults

from flashsale.answers import is_for_api
from flashsale.api.errors import Broken, Forbidden, NotFound, TooLarge, Unreadable
from flashsale.api.refusals import refused
from flashsale.middleware import will_pass
from inventory.api import StockUnavailable

logger = logging.getLogger(__name__)


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to an error that no part of the API knows. What is our fault is logged, and told
    to whom Django tells it, as for a page.
    """
    if isinstance(error, RequestDataTooBig):
        return refused(TooLarge())
    if isinstance(error, SuspiciousOperation | UnreadablePostError):
        return refused(Unreadable())
    if will_pass(error):
        logger.warning("%s %s: %s", request.method, request.path, error)
        return refused(StockUnavailable())
    got_request_exception.send(sender=None, request=request)
    response = refused(Broken())
    log_response(
        "Internal Server Error: %s",
        request.path,
        response=response,
        request=request,
        exception=error,
    )
    return response


# The four below are Django's handlers, for requests that fail before a view is reached.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: in the API's form under its addresses, else as a page."""
    if is_for_api(request):
        return refused(Unreadable())
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, likewise."""
    if is_for_api(request):
        return refused(Forbidden())
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, likewise."""
    if is_for_api(request):
        return refused(NotFound())
    return defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """500, likewise."""
    if is_for_api(request):
        return refused(Broken())
    return defaults.server_error(request)
