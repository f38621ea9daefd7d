"""Calling the API as a program does: JSON in, JSON out."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client

API = "/api/v1/"
JSON = "application/json"
KEY = "Idempotency-Key"


def post(client: Client, path: str, key: str | None = None, **body: object) -> HttpResponse:
    """POST with this body, and with this Idempotency-Key if there is one."""
    headers = {} if key is None else {KEY: key}
    return client.post(API + path, body, content_type=JSON, headers=headers)


def get(client: Client, path: str, **query: object) -> HttpResponse:
    return client.get(API + path, query)


def delete(client: Client, path: str) -> HttpResponse:
    return client.delete(API + path)


def told(answer: HttpResponse, status: int) -> dict[str, Any]:
    """What was answered, with this status."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith(JSON)
    body: dict[str, Any] = answer.json()
    return body


def refusal(
    answer: HttpResponse, status: int, code: str, fields: Mapping[str, list[str]] | None = None
) -> str:
    """The sentence of the refusal, which has this status, this code and these fields."""
    error = told(answer, status)["error"]
    assert (error["code"], error["fields"]) == (code, fields or {})
    return str(error["message"])
