"""One message to one receiver. No database here: many are on their way at once, on threads."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import requests

from shop.webhooks import connecting
from shop.webhooks.addresses import check_url
from shop.webhooks.connecting import OutsideAdapter
from shop.webhooks.errors import BadAddress


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is None where none came; `problem` says in words why it was not taken."""

    status: int | None
    problem: str = ""

    @property
    def is_taken(self) -> bool:
        return not self.problem


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """What the receiver said to it, or why it said nothing.

    Taken is what was answered with 2xx. Redirects are not followed, and the answer's body is not
    read. The environment's proxies are not used: what they reach, nobody has checked.
    """
    began_at = time.monotonic()
    sent = {"Content-Type": "application/json", "User-Agent": "Flashsale-Webhooks/1", **headers}
    with requests.Session() as session:
        session.trust_env = False
        for scheme in ("https://", "http://"):
            session.mount(scheme, OutsideAdapter(max_retries=0))
        try:
            check_url(url)
            with session.post(
                url,
                data=body,
                headers=sent,
                allow_redirects=False,
                stream=True,
                timeout=connecting.MOST_SECONDS,
            ) as answer:
                return _answer(answer.status_code)
        except BadAddress as error:
            return Answer(None, error.message)
        except requests.exceptions.SSLError:
            return Answer(None, "The certificate could not be verified.")
        except (requests.RequestException, OSError, ValueError):
            took = time.monotonic() - began_at
            return Answer(None, _silence(took))


def _answer(status: int) -> Answer:
    if status // 100 == 2:  # noqa: PLR2004 - all that mean yes
        return Answer(status)
    if status // 100 == 3:  # noqa: PLR2004 - all that lead elsewhere
        return Answer(status, f"Answered {status}: redirects are not followed.")
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    return Answer(status, f"Answered {status} {phrase}".strip() + ".")


def _silence(took: float) -> str:
    if took >= connecting.MOST_SECONDS:
        return f"No answer within {connecting.MOST_SECONDS:g} seconds."
    return "No connection, or it was closed without an answer."
