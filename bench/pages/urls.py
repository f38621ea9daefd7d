"""The shop's addresses, and a view that does nothing: what a page costs before it does anything."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("bench/empty/", empty), path("", include("flashsale.urls"))]
