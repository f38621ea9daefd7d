"""Who asks: each role has a way of its own to prove who they are."""

from collections.abc import Callable, Mapping
from typing import Any

import requests

from flashsale.testing.shopper import Shopper

Proof = dict[str, str]
Stage = Mapping[str, Any]

LOGIN_SECONDS = 30


def proof_of(role: str, stage: Stage, *, url: str) -> Proof:
    """What `hooks` sends with each request of the role."""
    return PROOFS[role](role, stage, url)


def _nobody(role: str, stage: Stage, url: str) -> Proof:
    return {}


def _by_token(role: str, stage: Stage, url: str) -> Proof:
    body = {"email": stage["emails"][role], "password": stage["password"]}
    answer = requests.post(f"{url}/api/v1/auth/login", json=body, timeout=LOGIN_SECONDS)
    answer.raise_for_status()
    return {"token": answer.json()["access_token"]}


def _by_session(role: str, stage: Stage, url: str) -> Proof:
    browser = Shopper(url)
    browser.sign_in(stage["emails"][role], stage["password"])
    cookies = {cookie.name: cookie.value or "" for cookie in browser.cookies}
    return {"session": cookies["sessionid"], "csrf": cookies["csrftoken"]}


def _by_key(role: str, stage: Stage, url: str) -> Proof:
    return {"key": stage["key"]["id"], "secret": stage["key"]["secret"]}


PROOFS: dict[str, Callable[[str, Stage, str], Proof]] = {
    "nobody": _nobody,
    "shopper": _by_token,
    "owner": _by_session,
    "program": _by_key,
    "staff": _by_token,
}
