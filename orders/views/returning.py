"""Where a plain form goes next. Every answer is a 303: the browser follows with a GET."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST_ADDRESS = 500


class SeeOther(HttpResponseRedirect):
    """303: what was posted is done; look there."""

    status_code = HTTPStatus.SEE_OTHER


def see_other(to: str, *args: object) -> SeeOther:
    """To the page that `to` (a name or an address) means."""
    return SeeOther(resolve_url(to, *args))


def back(request: HttpRequest, *, default: str) -> SeeOther:
    """To the page that the form came from (`next`, or the referring page), if it is ours."""
    return see_other(_page(request) or resolve_url(default))


def login_first(request: HttpRequest) -> HttpResponse:
    """To the login, and from there back to the page with the button."""
    page = _page(request)
    login = resolve_url(settings.LOGIN_URL)
    return SeeOther(f"{login}?{urlencode({'next': page})}" if page else login)


def login_required_to_post(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Who is signed out comes back from the login to the page with the form.

    Django's own decorator would come back to the address that the form was posted to, and that
    answers no GET.
    """

    @wraps(view)
    def checked(request: HttpRequest, **arguments: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return login_first(request)
        return view(request, **arguments)

    return checked


def _page(request: HttpRequest) -> str:
    """The page with the form: what it says of itself, else the browser's referrer, if ours."""
    for address in (_next(request), _referrer(request)):
        if _is_ours(request, address):
            return address
    return ""


def _next(request: HttpRequest) -> str:
    try:
        return request.POST.get("next", "")
    except (SuspiciousOperation, BadRequest, MultiPartParserError):
        return ""  # the form is too large to be read, or broken


def _referrer(request: HttpRequest) -> str:
    try:
        address = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if address.netloc != request.get_host():
        return ""
    return address._replace(scheme="", netloc="", fragment="").geturl()


def _is_ours(request: HttpRequest, address: str) -> bool:
    return (
        address.startswith("/")
        and len(address) <= LONGEST_ADDRESS
        and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    )
