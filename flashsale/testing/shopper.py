"""A shopper who is only an HTTP client: forms in, pages and JSON out. Nothing of Django's.

shopper = Shopper("http://localhost:8000")
shopper.register("Ada Lovelace", "ada@example.com")
status, held = shopper.reserve(item_id, units=2)
order_page = shopper.check_out()
"""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookiejar import Cookie, CookieJar
from typing import Any

PASSWORD = "a long enough password"
ANSWER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, after redirects; `url` is where they ended."""

    status: int
    url: str
    text: str
    headers: dict[str, str]

    def json(self) -> Any:
        return json.loads(self.text)


class _Fields(HTMLParser):
    """The values that the form with a given action would send as it was rendered."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.values = action, dict[str, str]()
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._inside = given.get("action", self.action) in ("", self.action)
        elif not self._inside:
            return
        elif tag == "input" and "name" in given:
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.values[given["name"]] = given.get("value", "")
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select and "selected" in given:
            self.values[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""


class Shopper:
    """One visitor with cookies of their own. `lane`, if it has one, is where the button goes."""

    def __init__(
        self, shop: str, *, lane: str | None = None, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        self.shop = shop.rstrip("/")
        self.lane = (lane or shop).rstrip("/")
        self.answer_seconds = answer_seconds
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str, **headers: str) -> Answer:
        return self._send(urllib.request.Request(self.shop + path, headers=headers))

    def post(self, path: str, fields: dict[str, str], *, to: str = "", **headers: str) -> Answer:
        """`to` is another server of the shop's."""
        url = (to or self.shop) + path
        data = urllib.parse.urlencode(fields).encode()
        headers = {"Referer": url, **headers}
        return self._send(urllib.request.Request(url, data=data, headers=headers))

    def submit(self, page: str, *, action: str = "", **fields: str) -> Answer:
        """The form on `page` (the one with `action`, else the page's own) is filled and sent."""
        rendered = fields_of(self.get(page), action=action or page)
        return self.post(action or page, {**rendered, **fields})

    def take_session(self, session: str, *, csrf_token: str) -> None:
        """The shopper is who that session is of, as `manage.py bench_sessions` prints it."""
        for name, value in (("sessionid", session), ("csrftoken", csrf_token)):
            self.cookies.set_cookie(_cookie(name, value))

    def register(self, name: str, email: str) -> Answer:
        """The shopper has an account and is signed in."""
        return self.submit(
            "/accounts/register/", name=name, email=email, password1=PASSWORD, password2=PASSWORD
        )

    def sign_in(self, email: str, password: str = PASSWORD) -> Answer:
        return self.submit("/accounts/login/", username=email, password=password)

    def press(self, item: str, *, units: object = 1) -> Answer:
        """The button is pressed."""
        return self.post(
            f"/rush/items/{item}/reserve/",
            {"quantity": str(units)},
            to=self.lane,
            **{"Accept": "application/json", "X-CSRFToken": self.csrf_token},
        )

    def reserve(self, item: str, *, units: object = 1) -> tuple[int, dict[str, Any]]:
        """The button's answer: status and JSON."""
        answer = self.press(item, units=units)
        return answer.status, answer.json()

    def check_out(self, **fields: str) -> Answer:
        """The checkout as it was rendered was submitted; the answer is the order's page."""
        return self.submit("/checkout/", **fields)

    def stock(self, sale: str) -> dict[str, Any]:
        """The live stock of a sale, as stock.json tells it."""
        told: dict[str, Any] = self.get(f"/sales/{sale}/stock.json").json()
        return told

    @property
    def csrf_token(self) -> str:
        return next((c.value or "" for c in self.cookies if c.name == "csrftoken"), "")

    def _send(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=self.answer_seconds) as answer:
                text = answer.read().decode()
                return Answer(answer.status, answer.url, text, dict(answer.headers))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.url or "", error.read().decode(), dict(error.headers))


def fields_of(page: Answer, *, action: str) -> dict[str, str]:
    """What the form with that action would send as it was rendered; empty where there is none."""
    form = _Fields(action)
    form.feed(page.text)
    return form.values


def order_number(page: Answer) -> str | None:
    """The number of the order that this page shows, from its address."""
    found = re.search(r"/orders/([0-9A-Z]{10})/$", page.url)
    return found.group(1) if found else None


def _cookie(name: str, value: str) -> Cookie:
    """A cookie of localhost, whatever the port, until the visitor leaves."""
    return Cookie(
        version=0, name=name, value=value, port=None, port_specified=False,
        domain="localhost.local", domain_specified=False, domain_initial_dot=False,
        path="/", path_specified=True, secure=False, expires=None, discard=True,
        comment=None, comment_url=None, rest={},
    )  # fmt: skip
