"""Who is let press: the same through both doors."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from pytest_django import Settings

from accounts import services
from accounts.models import User
from accounts.sessions import SessionStore
from flashsale import clock
from orders.tests.doors import TOKEN
from orders.tests.pressing import JSON
from orders.tests.raw_presses import Change, Doors, Press, assert_both_refuse

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]

# Who asks

NOBODY = [
    "", "a" * 32, "A" * 32, "a" * 31, "a" * 33, "a" * 3_000, "../../etc/passwd", "{x",
    "'; DROP TABLE users; --", "\xe9" * 32, "\x00", "a" * 31 + "\n",
]  # fmt: skip


@pytest.mark.parametrize("session", NOBODY, ids=lambda session: repr(session)[:12])
def test_a_session_that_is_none_is_nobodys(doors: Doors, press: Press, session: str) -> None:
    assert_both_refuse(doors, press.but(session=session), 401, "signed_out")


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        ";",
        "csrftoken={token}",
        "sessionid",
        "sessionid={session}, csrftoken={token}",
        "Sessionid={session}; csrftoken={token}",
        "sessionid={session}; csrftoken={token}; sessionid=",
    ],
)
def test_cookies_that_name_no_session_are_nobodys(doors: Doors, press: Press, cookie: str) -> None:
    assert_both_refuse(doors, press.but(cookie=cookie), 401, "signed_out")


def test_cookies_in_two_headers_are_nobodys(doors: Doors, press: Press) -> None:
    split = press.but(cookie="sessionid={session}").with_headers(("Cookie", f"csrftoken={TOKEN}"))
    assert_both_refuse(doors, split, 401, "signed_out")


def _expire(press: Press, ada: User) -> None:
    hour_ago = clock.now() - timedelta(hours=1)
    Session.objects.filter(session_key=press.session).update(expire_date=hour_ago)


def _sign_out(press: Press, ada: User) -> None:
    SessionStore(press.session).delete()


def _deactivate(press: Press, ada: User) -> None:
    services.deactivate(ada)


def _change_password(press: Press, ada: User) -> None:
    services.change_password(ada, password="another battery, another staple")


def _delete(press: Press, ada: User) -> None:
    ada.delete()


@pytest.mark.parametrize("was_copied", [False, True])
@pytest.mark.parametrize("end", [_sign_out, _deactivate, _change_password, _delete])
def test_a_session_that_is_over_is_nobodys(
    doors: Doors,
    press: Press,
    ada: User,
    end: Callable[[Press, User], None],
    was_copied: bool,
) -> None:
    if was_copied:
        assert_both_refuse(doors, press.but(item="unknown"), 404, "no_such_item")
    end(press, ada)
    assert_both_refuse(doors, press, 401, "signed_out")


def test_a_session_that_has_expired_is_nobodys(doors: Doors, press: Press, ada: User) -> None:
    _expire(press, ada)
    assert_both_refuse(doors, press, 401, "signed_out")


def test_an_anonymous_session_is_nobodys(doors: Doors, press: Press) -> None:
    session = SessionStore()
    session["seen"] = "drop-7"
    session.save()
    assert_both_refuse(doors, press.but(session=session.session_key), 401, "signed_out")


# Whether a page of the shop asks


WITHOUT_PROOF: dict[str, Change] = {
    "no token": lambda press: press.but(headers=(("Accept", JSON),)),
    "empty token": lambda press: press.with_token(""),
    "another token": lambda press: press.with_token("b" * 32),
    "another long token": lambda press: press.with_token("b" * 32 + "c" * 32),
    "short token": lambda press: press.with_token("short"),
    "token of other letters": lambda press: press.with_token("\xe9" * 32),
    "two tokens": lambda press: press.with_headers(("X-CSRFToken", TOKEN)),
    "no cookie": lambda press: press.but(cookie="sessionid={session}"),
    "broken cookie": lambda press: press.but(cookie="sessionid={session}; csrftoken=x"),
    "another token in the form": lambda press: press.but(
        body=b"quantity=1&csrfmiddlewaretoken=" + b"b" * 32
    ),
    "another origin": lambda press: press.with_headers(("Origin", "https://evil.example")),
    "no origin": lambda press: press.with_headers(("Origin", "null")),
    "broken origin": lambda press: press.with_headers(("Origin", "http://[::1")),
    "another port": lambda press: press.with_headers(("Origin", "http://testserver:81")),
    "TLS, no referrer": lambda press: press.but(scheme="https"),
    "TLS, another referrer": lambda press: press.but(scheme="https").with_headers(
        ("Referer", "https://evil.example/testserver")
    ),
    "TLS, referrer without": lambda press: press.but(scheme="https").with_headers(
        ("Referer", "http://testserver/")
    ),
    "TLS, origin without": lambda press: press.but(scheme="https").with_headers(
        ("Origin", "http://testserver")
    ),
}


@pytest.mark.parametrize("change", WITHOUT_PROOF.values(), ids=WITHOUT_PROOF.keys())
def test_who_does_not_prove_to_come_from_a_page_is_refused(
    doors: Doors, press: Press, change: Change
) -> None:
    assert_both_refuse(doors, change(press), 403, "csrf")


def test_a_trusted_origin_is_trusted(doors: Doors, press: Press, settings: Settings) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://shop.example", "https://*.shop.example"]
    for origin in ("https://shop.example", "https://www.shop.example"):
        held = press.with_headers(("Origin", origin)).but(item="unknown")
        assert_both_refuse(doors, held, 404, "no_such_item")
