"""Which error becomes which answer."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from flashsale.api.errors import NotFound
from flashsale.api.failures import failed
from flashsale.api.refusals import invalid, refused, unreadable
from flashsale.errors import FlashSaleError
from orders.errors import SignedOut


def _refuse(request: HttpRequest, error: FlashSaleError) -> HttpResponse:
    return refused(error)


def _refuse_values(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return invalid(error.errors)


def _refuse_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refused(SignedOut("Sign in first: send an access token, or sign with an API key."))


def _refuse_request(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja refuses; where it did because of an error of ours, that is told instead."""
    cause = error.__cause__
    return refused(cause) if isinstance(cause, FlashSaleError) else unreadable(error)


def _refuse_address(request: HttpRequest, error: Http404) -> HttpResponse:
    return refused(NotFound())


HANDLERS: dict[type[Exception], Any] = {
    FlashSaleError: _refuse,
    ValidationError: _refuse_values,
    AuthenticationError: _refuse_stranger,
    HttpError: _refuse_request,
    Http404: _refuse_address,
    Exception: failed,
}


def refuse_in_one_form(api: NinjaAPI) -> None:
    """Whatever an operation of `api` raises is answered in the API's one form."""
    for error, handler in HANDLERS.items():
        api.add_exception_handler(error, handler)
