"""What goes with every answer of the API, whatever it says."""

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import include, path


def public(request: HttpRequest) -> HttpResponse:
    return JsonResponse({}, headers={"Cache-Control": "public, max-age=1"})


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html>")


urlpatterns = [
    path("api/public", public),
    path("api/page", page),
    path("", include("flashsale.urls")),
]

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize(("asked", "status"), [("/api/v1/nowhere", 404), ("/api/v1/cart", 401)])
def test_an_answer_runs_nothing_and_is_stored_by_nobody(
    client: Client, asked: str, status: int
) -> None:
    answer = client.get(asked)

    assert answer.status_code == status
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_an_operation_may_allow_that_its_answer_is_stored(client: Client) -> None:
    assert client.get("/api/public")["Cache-Control"] == "public, max-age=1"


def test_a_page_of_the_api_keeps_the_policy_of_pages(client: Client) -> None:
    answer = client.get("/api/page")

    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "Cache-Control" not in answer


def test_what_is_no_answer_of_the_api_is_left_alone(client: Client) -> None:
    answer = client.get("/healthz")

    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "Cache-Control" not in answer
