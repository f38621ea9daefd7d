"""What is counted of wrong passwords, also where many are typed in the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from pytest_django import Settings

from accounts import lockout
from accounts.errors import LockedOut
from accounts.models import User
from accounts.tests.factories import PASSWORD
from accounts.tests.limiting import counted, limit
from accounts.tests.locking import EMAIL, is_open, lock, sign_in
from flashsale.limit_settings import Rate


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> None:
    limit(settings, WRONG_PASSWORDS_PER_EMAIL=Rate(10, 900))


@pytest.mark.parametrize(
    "typed", ["ada@example.com", "Ada@Example.COM", " ada@example.com ", "\uff41da@example.com"]
)
def test_an_email_is_one_however_it_is_typed(typed: str) -> None:
    lock(EMAIL)
    assert not is_open(typed)
    assert is_open("grace@example.com")


@pytest.mark.parametrize("typed", ["", "\x00", "\ud800", "x" * 100_000])
def test_what_is_no_email_is_counted_like_one(typed: str) -> None:
    lock(typed)
    assert not is_open(typed)
    assert is_open(EMAIL)


def test_of_a_hundred_guesses_at_once_ten_are_told_to_be_wrong() -> None:
    """All have found the email open before the first of them is counted."""
    told: list[bool] = []

    def guess(_: int) -> None:
        try:
            lockout.note_failure(EMAIL)
        except LockedOut:
            return
        told.append(True)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(guess, range(100)))
    assert len(told) == 10


@pytest.mark.django_db(transaction=True)
def test_of_forty_sign_ins_at_once_with_wrong_passwords_ten_are_told_so(shopper: User) -> None:
    barrier = Barrier(40)

    def guess(number: int) -> int:
        browser = Client()
        try:
            barrier.wait(timeout=30)
            return sign_in(browser, EMAIL, f"guess {number}").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(40) as threads:
        told = Counter(threads.map(guess, range(40)))
    assert told == {200: 10, 429: 30}
    assert list(counted("wrong-passwords:*").values()) == [10]


def test_a_right_guess_among_too_many_wrong_ones_is_not_told() -> None:
    lockout.require_open(EMAIL)
    lock(EMAIL)
    with pytest.raises(LockedOut):
        lockout.note_success(EMAIL)
    assert not is_open(EMAIL)


@pytest.mark.django_db
def test_a_right_guess_among_too_many_wrong_ones_signs_nobody_in(
    client: Client, shopper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wrong ones are counted while the right one is being checked."""
    check = User.check_password

    def slowly(user: User, password: str) -> bool:
        lock(EMAIL)
        return check(user, password)

    monkeypatch.setattr(User, "check_password", slowly)
    assert sign_in(client, EMAIL, PASSWORD).status_code == 429
    assert "_auth_user_id" not in client.session


def test_the_count_tells_nobodys_email() -> None:
    lockout.note_failure(EMAIL)
    (key,) = counted("wrong-passwords:*")
    assert "ada" not in key
    assert "example" not in key
