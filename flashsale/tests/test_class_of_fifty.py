"""The default limits: enough for a class behind one address, too little for guessing."""

from collections import Counter
from itertools import product

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from accounts.errors import TooManyRequests
from accounts.limits.checking import require_room
from accounts.tests.limiting import counted, limit, pass_time

SCHOOL = "203.0.113.7"
CLASS = [f"shopper-{number}" for number in range(50)]
ITEM = "0b7f6f52-6f51-4d0f-9d0c-2f8a3c1f0a11"
PAGES = ["/", "/products/", "/products/a-lamp/", "/sales/drop/", "/cart/"]
READS = [f"/api/v1/{path}" for path in ("products", "flashsales", "stores", "cart", "orders")]


@pytest.fixture(autouse=True)
def default_limits(settings: Settings) -> None:
    limit(settings)


def passes(method: str, path: str, *, account: str | None = None, address: str = SCHOOL) -> bool:
    request = RequestFactory().generic(method, path)
    try:
        require_room(request, account=account, address=address)
    except TooManyRequests:
        return False
    return True


@pytest.mark.parametrize(
    ("register", "sign_in", "reads", "press", "kind"),
    [
        (
            "/accounts/register/", "/accounts/login/", PAGES,
            f"/rush/items/{ITEM}/reserve/", "pages",
        ),
        (
            "/api/v1/auth/register", "/api/v1/auth/login", READS,
            f"/api/v1/sales/reserve/{ITEM}", "api",
        ),
    ],
    ids=["pages", "api"],
)  # fmt: skip
def test_fifty_register_sign_in_load_twenty_pages_and_press_five_times_within_a_minute(
    register: str, sign_in: str, reads: list[str], press: str, kind: str
) -> None:
    told: Counter[bool] = Counter()

    told.update(passes("POST", path) for path in [register, sign_in] * 50)
    told.update(passes("GET", path, account=one) for one, path in product(CLASS, reads * 4))
    told.update(passes("POST", press, account=one) for one in CLASS * 5)

    assert told == {True: 50 * (2 + 20 + 5)}
    assert counted(f"*:{SCHOOL}:60") == {
        f"register:{SCHOOL}:60": 50,
        f"login:{SCHOOL}:60": 50,
        f"{kind}:{SCHOOL}:60": 1000,
        f"reserve:{SCHOOL}:60": 250,
    }


def test_one_address_may_try_a_hundred_sign_ins_a_minute_and_six_hundred_an_hour() -> None:
    """Whichever emails they are for; one email is locked after ten wrong passwords anyway."""
    doors = ["/accounts/login/", "/admin/login/", "/api/v1/auth/login"]
    told: Counter[bool] = Counter()
    for _ in range(8):
        told.update(passes("POST", doors[number % 3]) for number in range(110))
        pass_time(60)

    assert told == {True: 600, False: 280}
    assert passes("POST", "/accounts/login/", address="203.0.113.8")
    assert passes("GET", "/accounts/login/")


def test_one_account_may_press_sixty_times_a_minute_through_all_doors_together() -> None:
    doors = [f"/rush/items/{ITEM}/reserve/", f"/api/v1/sales/reserve/{ITEM}"]
    told = [
        passes("POST", doors[n % 2], account=CLASS[0], address=f"10.0.0.{n}") for n in range(70)
    ]
    assert told == [True] * 60 + [False] * 10
