"""What a line of the log tells, in both formats."""

import logging

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory

from flashsale.clock import EPOCH
from flashsale.logged_paths import shown_path
from flashsale.logs import known_format
from flashsale.request_ids import HEADER
from flashsale.testing.log_lines import logged, parsed

ID = "12345678"
TOKEN = "cabc12-0123456789abcdef0123456789abcdef"


def test_a_request_is_one_json_object_with_these_facts(client: Client) -> None:
    with logged() as log:
        client.get("/healthz?secret=1", headers={HEADER: ID}, REMOTE_ADDR="192.0.2.7")

    (line,) = parsed(log)
    assert line.pop("time") > EPOCH.isoformat()
    ms = line.pop("ms")
    assert ms > 0
    assert line == {
        "level": "INFO",
        "logger": "flashsale.access",
        "message": f"GET /healthz 200 in {ms} ms",
        "request_id": ID,
        "method": "GET",
        "path": "/healthz",
        "status": 200,
        "user": None,
        "address": "192.0.2.7",
    }


def test_text_has_the_same_in_one_line_for_people(client: Client) -> None:
    with logged("text") as log:
        client.get("/healthz", headers={HEADER: ID}, REMOTE_ADDR="192.0.2.7")

    (line,) = log.getvalue().splitlines()
    assert " INFO flashsale.access: GET /healthz 200 in " in line
    assert line.endswith(f" ms address=192.0.2.7 [{ID}]")


def test_files_of_pages_are_logged_in_detail_only(client: Client) -> None:
    with logged(level="INFO") as log:
        client.get("/static/css/account.css")
    assert parsed(log) == []

    with logged(level="DEBUG") as log:
        client.get("/static/css/account.css")
    assert [line["path"] for line in parsed(log)] == ["/static/css/account.css"]


def test_a_line_has_no_field_that_is_not_known() -> None:
    request = RequestFactory().get("/healthz?secret=1")

    with logged() as log:
        logging.getLogger("elsewhere").info("seen", extra={"request": request, "data": "secret"})

    (line,) = parsed(log)
    assert line.keys() == {"time", "level", "logger", "message", "request_id"}


@pytest.mark.parametrize("library", ["django.db.backends", "kombu", "pymongo", "urllib3"])
def test_libraries_do_not_tell_their_details_even_at_debug(library: str) -> None:
    with logged(level="DEBUG") as log:
        logging.getLogger(f"{library}.inner").debug("INSERT … secret")
        logging.getLogger(f"{library}.inner").info("connected")

    assert [line["message"] for line in parsed(log)] == ["connected"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/sales/summer/", "/sales/summer/"),
        ("/sales/sommer schlußverkauf/", "/sales/sommer%20schlu%C3%9Fverkauf/"),
        ("/x\n2026-01-01 ERROR forged\x1b[2J", "/x%0A2026-01-01%20ERROR%20forged%1B%5B2J"),
        ("/broken\udce4", "/broken%3F"),
        (f"/accounts/password-reset/MQ/{TOKEN}/", "/accounts/password-reset/MQ/***"),
        (f"/accounts/password-reset/MQ/{TOKEN}", "/accounts/password-reset/MQ/***"),
        (f"/accounts/confirm/{TOKEN}:1:x/", "/accounts/confirm/***"),
        ("/accounts/password-reset/done/", "/accounts/password-reset/done/"),
        ("/accounts/confirm/done/", "/accounts/confirm/done/"),
    ],
)
def test_an_address_is_shown_in_one_line_and_without_a_token(path: str, shown: str) -> None:
    assert shown_path(path) == shown


def test_a_format_that_does_not_exist_is_said_at_start() -> None:
    assert [known_format(name) for name in ("json", "text")] == ["json", "text"]
    with pytest.raises(ImproperlyConfigured, match='LOG_FORMAT is "xml"'):
        known_format("xml")
