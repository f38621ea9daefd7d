"""Every answer has a request's id, and every line of the log has it too."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from flashsale.request_ids import HEADER, current
from flashsale.testing.log_lines import logged, parsed

ID = "seen-by-the-proxy.1"
NEW_ID = re.compile(r"[0-9a-f]{32}")


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("no such wheel")


urlpatterns = [path("fail/", fail), path("", include("flashsale.urls"))]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def log() -> Iterator[StringIO]:
    with logged() as lines:
        yield lines


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("/healthz", 200),
        ("/static/css/account.css", 200),
        ("/api/v1/nowhere", 404),
        ("/fail/", 500),
    ],
)
def test_each_answer_has_the_id_that_was_told(client: Client, asked: str, status: int) -> None:
    answer = client.get(asked, headers={HEADER: ID})

    assert (answer.status_code, answer[HEADER]) == (status, ID)


def test_so_have_the_answers_to_strange_hosts_and_to_preflights(client: Client) -> None:
    asking = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}

    strange = client.get("/accounts/login", headers={HEADER: ID, "Host": "evil.example"})
    preflight = client.options("/api/v1/orders", headers={HEADER: ID, **asking})

    assert (strange.status_code, strange[HEADER]) == (400, ID)
    assert (preflight.status_code, preflight[HEADER]) == (200, ID)


@pytest.mark.parametrize(
    "told", [None, "", "short", "a" * 65, "with spaces", 'quo"ted-1', "ünïcode-id"]
)
def test_without_one_that_can_be_an_id_a_new_one_is_made(client: Client, told: str | None) -> None:
    headers = {} if told is None else {HEADER: told}

    ids = [client.get("/healthz", headers=headers)[HEADER] for _ in range(2)]

    assert all(map(NEW_ID.fullmatch, ids))
    assert ids[0] != ids[1]


def test_an_error_and_its_request_are_logged_with_one_id(client: Client, log: StringIO) -> None:
    client.get("/fail/?secret=1", headers={HEADER: ID})

    failed, answered = parsed(log)
    assert {line["request_id"] for line in (failed, answered)} == {ID}
    assert (failed["logger"], failed["level"]) == ("django.request", "ERROR")
    assert failed["message"] == "Internal Server Error: /fail/"
    assert "RuntimeError: no such wheel" in failed["exception"]
    assert (answered["logger"], answered["status"]) == ("flashsale.access", 500)


def test_afterwards_nothing_is_left_of_it(client: Client) -> None:
    client.get("/healthz", headers={HEADER: ID})

    assert current.get() == "-"
