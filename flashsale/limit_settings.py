"""How often what may be asked for, and by whom that is counted; `.env.example` lists it.

The defaults let a class of fifty register and sign in at once behind one address, and far more
browse and press the button, since a mobile network may have thousands of customers there. An
account has what one person needs; nobody gets far by guessing passwords.
"""

import re
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

from flashsale.env import env

DEFAULTS = {
    "LIMIT_PAGES_PER_ACCOUNT": "300/60",
    "LIMIT_PAGES_PER_ADDRESS": "12000/60",
    "LIMIT_API_PER_ACCOUNT": "300/60",
    "LIMIT_API_PER_ADDRESS": "12000/60",
    "LIMIT_STOCK_PER_ADDRESS": "30000/60",
    "LIMIT_RESERVE_PER_ACCOUNT": "60/60",
    "LIMIT_RESERVE_PER_ADDRESS": "30000/60",
    "LIMIT_LOGIN_PER_ADDRESS": "100/60,600/3600",
    "LIMIT_REGISTER_PER_ADDRESS": "100/60,600/3600",
    "LIMIT_MAILS_PER_ADDRESS": "60/600",
    "LIMIT_PASSWORDS_PER_ACCOUNT": "10/900",
    "LIMIT_PASSWORDS_PER_ADDRESS": "100/60",
    "LIMIT_WRONG_PASSWORDS_PER_EMAIL": "10/900",
}

POST = "POST"
LIMITED_PATHS = (
    # Who is limited by what: method ("" is any), address, and the limit's name. The first that
    # fits counts. "" is not limited.
    ("", r"/(?:healthz|readyz|metrics)", ""),
    ("", r"/(?:static|media|ws)/.*", ""),
    (POST, r"/payments/webhooks/.*", ""),  # of the payment gateway, which proves who it is
    (POST, r"/rush/items/.*", "reserve"),
    (POST, r"/api/v1/(?:sales/reserve/.*|(?:flashsales|products)/purchase/?)", "reserve"),
    (POST, r"/(?:accounts/login/|admin/login/|api/v1/auth/login/?)", "login"),
    (POST, r"/(?:accounts/register/|api/v1/auth/(?:register|signup)/?)", "register"),
    (POST, r"/accounts/(?:password-reset/|confirm/)", "mails"),
    (POST, r"/(?:accounts/profile/(?:password|delete)|admin/password_change)/", "passwords"),
    ("", r"/(?:sales/[^/]+/stock\.json|api/v1/sales/stock/.*)", "stock"),
    ("", r"/api/v1/(?!docs|openapi).*", "api"),
    ("", r".*", "pages"),
)
ONE_RATE = re.compile(r"\s*([1-9][0-9]{0,6})/([1-9][0-9]{0,4})\s*", re.ASCII)


class Rate(NamedTuple):
    """At most `most` in any `seconds`."""

    most: int
    seconds: int


def limits() -> dict[str, tuple[Rate, ...]]:
    """Each limit's rates, by the name of its variable. Raises ImproperlyConfigured."""
    return {name: rates(name, env(name, default=usual)) for name, usual in DEFAULTS.items()}


def rates(name: str, text: str) -> tuple[Rate, ...]:
    """The rates of "100/60,600/3600": 100 in a minute, and 600 in an hour.

    Raises ImproperlyConfigured.
    """
    found = [ONE_RATE.fullmatch(part) for part in text.split(",")]
    matches = [match for match in found if match]
    if len(matches) < len(found):
        raise ImproperlyConfigured(
            f'{name} is "{text}". Write so many requests in so many seconds, as 100/60, or several'
            " of these with commas between them."
        )
    return tuple(Rate(int(match[1]), int(match[2])) for match in matches)


def known_hops(text: str, *, behind_proxy: bool) -> int:
    """How many proxies in front are ours. Raises ImproperlyConfigured."""
    if not text:
        return int(behind_proxy)
    if not re.fullmatch(r"[0-9]", text, re.ASCII):
        raise ImproperlyConfigured(
            f'TRUSTED_HOPS is "{text}". It is the number of your own proxies that a request comes'
            " through, 0 to 9."
        )
    return int(text)
