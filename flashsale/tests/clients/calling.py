"""How the clients ask the API, and what they say while they do."""

import argparse
import sys
import uuid
from collections.abc import Callable
from pprint import pformat
from typing import Any

import requests
from requests.auth import AuthBase

ANSWER_SECONDS = 60
PASSWORD = "a long enough password"


class Unexpected(Exception):
    """The shop answered something else than the client's documentation says."""


class Bearer(AuthBase):
    """Requests name who asks by an access token."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Caller:
    """A program that asks the shop's API as whoever `auth` says; nobody without it."""

    def __init__(self, shop: str, *, auth: AuthBase | None = None) -> None:
        self.shop = shop.rstrip("/")
        self.auth = auth
        self.session = requests.Session()
        self.headers: dict[str, str] = {}
        self.last: requests.PreparedRequest | None = None

    def call(
        self, method: str, path: str, body: object = None, *, status: int = 200, **headers: str
    ) -> Any:
        """The answer's JSON, None where it has none; `self.headers` are its headers.

        Raises Unexpected where the status is another.
        """
        request = requests.Request(
            method,
            f"{self.shop}/api/v1/{path}",
            json=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            auth=self.auth,
        )
        return self._send(request.prepare(), status=status)

    def refusal(self, method: str, path: str, body: object = None, *, status: int) -> str:
        """The code of the refusal that is expected. Raises Unexpected."""
        code: str = self.call(method, path, body, status=status)["error"]["code"]
        return code

    def replay(self, *, status: int) -> str:
        """The code of the refusal when the last request is sent again, to the byte."""
        if self.last is None:
            raise Unexpected("there was no request")
        code: str = self._send(self.last, status=status)["error"]["code"]
        return code

    def sign_up(self, name: str, *, at: str = "auth/register") -> str:
        """A new account exists; returns its email. Nobody is signed in here by that."""
        email = f"{name.split(maxsplit=1)[0].lower()}.{uuid.uuid4().hex[:12]}@example.com"
        body = {"email": email, "name": name, "password": PASSWORD}
        self.call("POST", at, body, status=201)
        return email

    def sign_in(self, email: str, password: str = PASSWORD) -> dict[str, Any]:
        """From here on this account asks; returns the tokens."""
        tokens: dict[str, Any] = self.call(
            "POST", "auth/login", {"email": email, "password": password}
        )
        self.auth = Bearer(tokens["access_token"])
        return tokens

    def _send(self, request: requests.PreparedRequest, *, status: int) -> Any:
        answer = self.session.send(request, timeout=ANSWER_SECONDS)
        told = f"{request.method} {request.path_url} → {answer.status_code}"
        say(told)
        if answer.status_code != status:
            raise Unexpected(f"{told}, not {status}: {answer.text[:500]}")
        self.last, self.headers = request, dict(answer.headers)
        return answer.json() if answer.content else None


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def run_alone(visit: Callable[[str], object], *, description: str | None) -> None:
    """The client was run from the command line, and what it found is printed."""
    parser = argparse.ArgumentParser(description=(description or "").split("\n")[0])
    parser.add_argument("shop", nargs="?", default="http://localhost:8000")
    say(pformat(visit(parser.parse_args().shop)))
