"""Calling the API as somebody, and reading what it says."""

import json
from typing import Any

from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale.answers import JSON

BASE = "/api/v1/"


class Caller:
    """A program with this user's session, or nobody's."""

    def __init__(self, user: User | None = None) -> None:
        self.user = user
        self._client = Client()
        if user is not None:
            self._client.force_login(user)

    def get(self, path: str, **headers: str) -> Any:
        return self._client.get(BASE + path, headers=headers)

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        return self._send("POST", path, body, headers)

    def patch(self, path: str, body: object) -> Any:
        return self._send("PATCH", path, body, {})

    def delete(self, path: str) -> Any:
        return self._client.delete(BASE + path)

    def _send(self, method: str, path: str, body: object, headers: dict[str, str]) -> Any:
        sent = {} if body is None else {"data": json.dumps(body), "content_type": JSON}
        return self._client.generic(method, BASE + path, headers=headers, **sent)


def staff() -> Caller:
    """Staff who may do everything."""
    return Caller(UserFactory(staff=True))


def told(answer: Any, *, status: int = 200) -> Any:
    """The body of an answer that has this status."""
    assert answer.status_code == status, answer.content
    return answer.json()


def assert_refused(answer: Any, status: int, code: str) -> dict[str, list[str]]:
    """The answer refuses in the one form; returns its fields."""
    error = told(answer, status=status)["error"]
    assert error["code"] == code
    fields: dict[str, list[str]] = error["fields"]
    return fields
