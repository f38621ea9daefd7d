"""The API's addresses: what is the same at each of them, whichever operation it leads to."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, re_path
from django.views.decorators.csrf import csrf_exempt

from flashsale.answers import JSON
from flashsale.api.errors import NotFound, WrongMediaType, WrongMethod
from flashsale.api.refusals import refused

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

View = Callable[..., HttpResponse]


def in_one_form(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern]:
    """The same addresses, which also take HEAD and OPTIONS, take no body but JSON, and refuse a
    wrong method as the API refuses everything.
    """
    return [
        URLPattern(each.pattern, _at_each(each.callback), each.default_args, each.name)
        for each in patterns
        if isinstance(each, URLPattern)
    ]


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """404: the API has no such address."""
    return refused(NotFound("The API has no such address. GET /api/v1/docs lists all there are."))


anything_else = re_path(r"^", unknown)


def _at_each(view: View) -> View:
    @csrf_exempt  # Where a session is the way in, the operation's `auth` asks for the token.
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if _is_of_another_kind(request):
            return refused(WrongMediaType())
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return refused(NotFound())
        finally:
            request.method = asked
        if isinstance(response, HttpResponseNotAllowed):
            return _not_allowed(response, asked=asked)
        return response

    return answer


def _is_of_another_kind(request: HttpRequest) -> bool:
    """Whether there is a body that is no JSON. A form with files is one even if it is empty: who
    looks for a CSRF token in it finds no form.
    """
    if request.method in SAFE_METHODS or request.content_type == JSON:
        return False
    is_form_of_files = (request.content_type or "").startswith("multipart/")
    return is_form_of_files or _has_body(request)


def _has_body(request: HttpRequest) -> bool:
    if "HTTP_TRANSFER_ENCODING" in request.META:
        return True
    return request.META.get("CONTENT_LENGTH", "") not in {"", "0"}


def _not_allowed(response: HttpResponse, *, asked: str | None) -> HttpResponse:
    """405, or for OPTIONS 204: each tells what is allowed here."""
    methods = {method.strip() for method in response["Allow"].split(",")} | {"OPTIONS"}
    if "GET" in methods:
        methods.add("HEAD")
    answer = HttpResponse(status=204) if asked == "OPTIONS" else refused(WrongMethod())
    answer["Allow"] = ", ".join(sorted(methods))
    return answer
