"""Whatever goes wrong under /api/, the answer is JSON in the one form, and tells no secrets."""

import json
import logging

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

JSON = "application/json"
PARCELS = "/api/v1/parcels"
BOTH_MODES = pytest.mark.parametrize("debug", [False, True], ids=["in production", "in DEBUG"])


@pytest.fixture(autouse=True)
def odd_site(settings: Settings) -> None:
    settings.ROOT_URLCONF = "flashsale.tests.api.odd_site"


@pytest.fixture
def program() -> Client:
    return Client(raise_request_exception=False)


def refusal(answer: HttpResponse) -> tuple[int, str, dict[str, list[str]]]:
    """Status, code and fields of a refusal that is in the one form."""
    assert answer["Content-Type"] == JSON
    body = json.loads(answer.content)
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "fields"}
    assert b"secret" not in answer.content
    return answer.status_code, body["error"]["code"], body["error"]["fields"]


def send(program: Client, body: bytes | str, *, kind: str = JSON) -> HttpResponse:
    return program.post(PARCELS, data=body, content_type=kind)


@BOTH_MODES
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/nothing", "/api/v2/parcels/"])
def test_an_unknown_address_is_not_found(
    program: Client, settings: Settings, path: str, method: str, debug: bool
) -> None:
    settings.DEBUG = debug
    assert refusal(program.generic(method, path)) == (404, "not_found", {})


def test_an_unknown_address_is_not_found_without_a_csrf_token_too() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert refusal(strict.generic("POST", "/api/v1/nothing")) == (404, "not_found", {})
    assert refusal(strict.generic("POST", "/api/v1/")) == (404, "not_found", {})
    assert refusal(strict.generic("POST", "/api/v1/docs")) == (405, "method_not_allowed", {})


@pytest.mark.parametrize("path", ["parcels", "docs", "openapi.json"])
def test_a_wrong_method_is_refused_and_the_right_ones_are_told(program: Client, path: str) -> None:
    answer = program.delete(f"/api/v1/{path}")
    assert refusal(answer) == (405, "method_not_allowed", {})
    post = ", POST" if path == "parcels" else ""
    assert answer["Allow"] == f"GET, HEAD, OPTIONS{post}"


def test_options_tells_the_methods_and_nothing_else(program: Client) -> None:
    answer = program.options(PARCELS)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_head_answers_as_get_does_without_the_body(program: Client) -> None:
    answer = program.head(PARCELS)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Type"].startswith(JSON)


@BOTH_MODES
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("broken", (500, "internal_error", {})),
        ("away", (503, "unavailable", {})),
        ("missing", (404, "not_found", {})),
        ("odd", (400, "bad_request", {})),
    ],
)
def test_what_breaks_is_told_without_its_trace(
    program: Client, settings: Settings, path: str, told: object, debug: bool
) -> None:
    settings.DEBUG = debug
    answer = program.get(f"/api/v1/{path}")
    assert refusal(answer) == told
    assert ("Retry-After" in answer) == (path == "away")


def test_what_breaks_is_logged_once_with_its_trace(
    program: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        program.get("/api/v1/broken")
    (record,) = caplog.records
    assert record.name == "django.request"
    assert record.getMessage() == "Internal Server Error: /api/v1/broken"
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


def test_a_request_to_another_host_is_refused_in_the_one_form(
    program: Client, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["shop.example"]
    assert refusal(program.get(PARCELS)) == (400, "bad_request", {})


def test_what_breaks_before_the_api_is_reached_is_told_in_the_one_form(
    program: Client, settings: Settings
) -> None:
    settings.MIDDLEWARE = ["flashsale.tests.api.odd_middleware.BrokenMiddleware"]
    assert refusal(program.get(PARCELS)) == (500, "internal_error", {})


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "not json",
        '{"label": NaN}',
        '{"label": Infinity}',
        '{"label": "\x00"}',
        b'{"label": "\xff"}',
        '{"label": "x"}'.encode("utf-16"),
        "[" * 100_000,
        '{"label": "\\ud800", "notes": ' + "[" * 900 + "]" * 900 + "}",
        "9" * 5_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_is_no_json_is_unreadable(program: Client, body: bytes | str) -> None:
    assert refusal(send(program, body))[:2] in {(400, "bad_request"), (422, "invalid")}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"label": "a\x00b"}, "label"),
        ({"label": "\ud800"}, "label"),
        ({"label": "x", "notes": ["fine", "\udfff"]}, "notes.1"),
        ({"label": "x", "\x00": 1}, "body"),
        ({"label": "x", "deep": {"\ud800": "\x00"}}, "deep"),
    ],
)
def test_text_that_is_no_text_is_invalid(program: Client, body: object, field: str) -> None:
    status, code, fields = refusal(send(program, json.dumps(body)))
    assert (status, code) == (422, "invalid")
    assert fields[field] == ["Contains a character that is not text."]


def test_a_query_with_nul_is_invalid(program: Client) -> None:
    status, code, fields = refusal(program.get(PARCELS + "?q=%00"))
    assert (status, code, list(fields)) == (422, "invalid", ["q"])


def test_a_query_of_too_many_fields_is_unreadable(program: Client) -> None:
    query = "&".join(f"field{number}=1" for number in range(1_001))
    assert refusal(program.get(f"{PARCELS}?{query}")) == (400, "bad_request", {})


@pytest.mark.parametrize("path", ["%ff", "%00", "parcels%2f", "..%2f..%2fadmin", "%F0%9F%98%80"])
def test_an_odd_address_is_not_found(program: Client, path: str) -> None:
    assert refusal(program.get(f"/api/v1/{path}")) == (404, "not_found", {})


def test_an_escaped_backslash_before_u0000_is_text(program: Client) -> None:
    answer = send(program, '{"label": "\\\\u0000 \\ud83d\\ude00"}')
    assert answer.status_code == 200
    assert answer.json()["label"] == "\\u0000 😀"


def test_every_wrong_value_is_named(program: Client) -> None:
    status, code, fields = refusal(send(program, '{"notes": ["x", 1], "extra": 1}'))
    assert (status, code) == (422, "invalid")
    assert set(fields) == {"label", "notes.1", "extra"}


@pytest.mark.parametrize("number", ["2", "2.0", "2e0", "0.2e1"])
def test_a_whole_number_is_one_however_it_is_written(program: Client, number: str) -> None:
    assert send(program, f'{{"label": "x", "pieces": {number}}}').json()["pieces"] == 2


@pytest.mark.parametrize("number", ["2.5", "1e400", "true", '"2"'])
def test_what_is_no_whole_number_is_not_taken_for_one(program: Client, number: str) -> None:
    answer = send(program, f'{{"label": "x", "pieces": {number}}}')
    assert refusal(answer)[::2] == (422, {"pieces": ["Input should be a valid integer"]})


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "text/xml", ""]
)
def test_a_body_of_another_kind_is_refused(program: Client, kind: str) -> None:
    answer = program.generic("POST", PARCELS, b'{"label": "x"}', content_type=kind)
    assert refusal(answer) == (415, "unsupported_media_type", {})


def test_a_form_with_files_is_refused(program: Client) -> None:
    assert refusal(program.post(PARCELS, {"label": "x"}))[0] == 415


def test_a_form_with_files_that_is_empty_is_refused(program: Client) -> None:
    answer = program.generic("POST", PARCELS, CONTENT_TYPE="multipart/form-data")
    assert refusal(answer) == (415, "unsupported_media_type", {})


def test_reading_is_answered_whatever_kind_of_body_is_announced(program: Client) -> None:
    answer = program.generic("GET", PARCELS, b"x", content_type="multipart/form-data")
    assert answer.status_code == 200


def test_json_with_a_charset_is_read(program: Client) -> None:
    answer = send(program, '{"label": "x"}', kind="application/json; charset=utf-8")
    assert answer.status_code == 200


def test_a_body_that_is_too_large_is_refused(program: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    body = json.dumps({"label": "x" * 1_000})
    assert refusal(send(program, body)) == (413, "too_large", {})
