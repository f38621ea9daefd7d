"""Who looks at a page, as far as a count of visitors needs to know."""

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from flashsale import clock
from flashsale.client_address import client_address

SALT = "shop.visitors"
DIGITS = 32
PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|scrap|preview|fetch|monitor|headless|lighthouse"
    r"|curl|wget|python|java/|go-http|okhttp|axios|libwww",
    re.IGNORECASE,
)


def visitor_of(request: HttpRequest) -> str | None:
    """A word for this visitor, the same on each visit of a day; None for programs.

    An account for who is signed in, else the address and the browser. Neither can be read from the
    word: it is keyed with SECRET_KEY, and with the day, so that days can't be linked.
    """
    browser = request.headers.get("User-Agent", "")
    if request.method != "GET" or not browser or PROGRAMS.search(browser):
        return None
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return None
    who = _account(request) or f"{client_address(request.META)} {browser}"
    today = clock.now().date().isoformat()
    return salted_hmac(SALT, f"{today} {who}", algorithm="sha256").hexdigest()[:DIGITS]


def _account(request: HttpRequest) -> str:
    """Not even looked for without a session: most visitors have none."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return ""
    return str(request.user.pk)
