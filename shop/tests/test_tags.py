"""How templates write money and time."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from pytest_django import Settings


def rendered(expression: str, value: object) -> str:
    template = Template("{% load shop_tags %}{{ value|" + expression + " }}")
    return template.render(Context({"value": value}))


@pytest.mark.parametrize(
    ("currency", "amount", "text"),
    [
        ("EUR", Decimal("129"), "€129.00"),
        ("EUR", Decimal("1290.5"), "€1,290.50"),
        ("USD", Decimal("0.01"), "$0.01"),
        ("SEK", 12, "SEK12.00"),
        ("JPY", Decimal("1290"), "¥1,290"),
        ("EUR", None, ""),
    ],
)
def test_money(settings: Settings, currency: str, amount: object, text: str) -> None:
    settings.CURRENCY = currency
    assert rendered("money", amount) == text


def test_money_of_an_order_is_written_in_its_own_currency(settings: Settings) -> None:
    settings.CURRENCY = "USD"
    assert rendered("money:'EUR'", Decimal("80")) == "€80.00"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "00:00"), (9, "00:09"), (102, "01:42"), (3_599, "59:59"), (3_600, "1:00:00"),
     (90_061, "25:01:01"), (-5, "00:00"), (None, "")],
)  # fmt: skip
def test_clock(seconds: int | None, text: str) -> None:
    assert rendered("clock", seconds) == text


def test_iso() -> None:
    moment = datetime(2025, 5, 4, 3, 2, 1, 987_000, tzinfo=UTC)
    assert rendered("iso", moment) == "2025-05-04T03:02:01.987Z"
    assert rendered("iso", None) == ""
