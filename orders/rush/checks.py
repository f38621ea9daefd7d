"""What is asked of a request once it is known who presses: token, size, quantity."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from orders.errors import CsrfRefused
from orders.quantities import asked_quantity, refusing_bad_bodies, require_small_body


class TokenCheck(CsrfViewMiddleware):
    """Django's check of the CSRF token, run once it is known who asks."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        raise CsrfRefused(reason)


@refusing_bad_bodies
def allowed_units(request: HttpRequest) -> int:
    """The units that the request asks for, and may.

    Raises, in this order: CsrfRefused, BodyTooLarge, BadQuantity. Where the token is in a form
    that Django won't read, the form's fault is told.
    """
    token_check().process_view(request, _protected, (), {})
    require_small_body(request)
    return asked_quantity(request)


@cache
def token_check() -> TokenCheck:
    """One for the process, as Django's own: it remembers which origins are trusted."""
    return TokenCheck(_protected)


def _protected(_: HttpRequest) -> HttpResponse:
    """Stands for a view in Django's check, which only asks whether it is exempt."""
    return HttpResponse()
