"""What is limited, and how far: as settings say it."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import resolve, reverse

from accounts.limits.kinds import kind_of, windows_of
from flashsale.env import BASE_DIR
from flashsale.limit_settings import DEFAULTS, LIMITED_PATHS, Rate, known_hops, limits, rates

ITEM = "0b7f6f52-6f51-4d0f-9d0c-2f8a3c1f0a11"


def test_rates_are_read_as_they_are_written() -> None:
    assert rates("LIMIT", "100/60") == (Rate(100, 60),)
    assert rates("LIMIT", " 100/60 , 600/3600") == (Rate(100, 60), Rate(600, 3600))


@pytest.mark.parametrize(
    "text", ["", "100", "100/", "0/60", "60/0", "-1/60", "1.5/60", "1/60,", "a/b"]
)
def test_what_is_no_rate_is_refused_at_the_start_with_what_to_write(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"LIMIT_X is .* as 100/60"):
        rates("LIMIT_X", text)


def test_a_limit_is_set_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMIT_LOGIN_PER_ADDRESS", "7/70")
    assert limits()["LIMIT_LOGIN_PER_ADDRESS"] == (Rate(7, 70),)
    assert limits()["LIMIT_API_PER_ADDRESS"] == (Rate(12_000, 60),)


def test_the_file_of_examples_names_every_limit_with_its_default() -> None:
    text = (BASE_DIR / ".env.example").read_text()
    found = dict(re.findall(r"^#(LIMIT_\w+)=(\S+)$", text, re.MULTILINE))
    assert found == DEFAULTS


def test_every_kind_has_a_limit_and_every_limit_a_kind() -> None:
    kinds = {kind for _, _, kind in LIMITED_PATHS if kind}
    limited = {re.sub(r"LIMIT_(\w+)_PER_\w+", r"\1", name).lower() for name in DEFAULTS}
    assert limited == kinds | {"wrong_passwords"}
    assert all(windows_of(kind, account="a", address="b") for kind in kinds)


def test_hops_are_one_behind_a_proxy_unless_told() -> None:
    assert known_hops("", behind_proxy=False) == 0
    assert known_hops("", behind_proxy=True) == 1
    assert known_hops("2", behind_proxy=True) == 2
    assert known_hops("0", behind_proxy=True) == 0
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_HOPS"):
        known_hops("-1", behind_proxy=False)


@pytest.mark.parametrize(
    ("method", "name", "arguments", "kind"),
    [
        ("POST", "accounts:login", [], "login"),
        ("POST", "admin:login", [], "login"),
        ("POST", "accounts:register", [], "register"),
        ("POST", "accounts:password_reset", [], "mails"),
        ("POST", "accounts:confirmation_send", [], "mails"),
        ("POST", "accounts:password_change", [], "passwords"),
        ("POST", "orders:leave", [], "passwords"),
        ("POST", "admin:password_change", [], "passwords"),
        ("POST", "orders:reserve", [ITEM], "reserve"),
        ("GET", "accounts:login", [], "pages"),
        ("GET", "accounts:register", [], "pages"),
        ("GET", "shop:home", [], "pages"),
        ("POST", "orders:checkout", [], "pages"),
        ("GET", "admin:index", [], "pages"),
        ("GET", "shop:stock", ["drop"], "stock"),
        ("GET", "healthz", [], ""),
        ("GET", "readyz", [], ""),
        ("GET", "metrics", [], ""),
        ("GET", "media", ["a.webp"], ""),
        ("POST", "orders:webhook", ["test"], ""),
    ],
)
def test_a_page_falls_under_its_limit(
    method: str, name: str, arguments: list[str], kind: str
) -> None:
    assert kind_of(method, reverse(name, args=arguments)) == kind


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "auth/login", "login"),
        ("POST", "auth/register", "register"),
        ("POST", "auth/signup", "register"),
        ("POST", "auth/refresh", "api"),
        ("GET", "products", "api"),
        ("POST", f"sales/reserve/{ITEM}", "reserve"),
        ("DELETE", f"sales/reserve/{ITEM}", "api"),
        ("POST", "flashsales/purchase", "reserve"),
        ("POST", "products/purchase", "reserve"),
        ("GET", f"sales/stock/{ITEM}", "stock"),
        ("POST", "orders", "api"),
    ],
)
def test_an_operation_of_the_api_falls_under_its_limit(method: str, path: str, kind: str) -> None:
    assert resolve(f"/api/v1/{path}").namespaces[:1] == ["api"]
    assert kind_of(method, f"/api/v1/{path}") == kind


@pytest.mark.parametrize("path", ["/nowhere/", "/nowhere\n/", "//accounts/login/", "/%00"])
def test_what_is_not_there_falls_under_the_limit_of_pages(path: str) -> None:
    assert kind_of("GET", path) == kind_of("POST", path) == "pages"
