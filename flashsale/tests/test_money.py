"""Money is Decimal with currency, rounded half up once, shown in the shop's currency and locale."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from flashsale.money import (
    country_name,
    country_names,
    known_currency,
    known_locale,
    known_percent,
    rounded,
    written,
)


@pytest.mark.parametrize(
    ("currency", "amount", "result"),
    [
        ("EUR", "0.005", "0.01"), ("EUR", "0.015", "0.02"), ("EUR", "0.025", "0.03"),
        ("EUR", "0.0249", "0.02"), ("EUR", "-0.005", "-0.01"), ("EUR", "7", "7.00"),
        ("JPY", "0.5", "1"), ("JPY", "1.49", "1"), ("KWD", "0.0005", "0.001"),
    ],
)  # fmt: skip
def test_amounts_are_rounded_half_up_to_the_smallest_part(
    currency: str, amount: str, result: str
) -> None:
    assert str(rounded(Decimal(amount), currency=currency)) == result


@pytest.mark.parametrize(
    ("locale", "currency", "text"),
    [
        ("en", "EUR", "€1,290.50"), ("de_DE", "EUR", "1.290,50\xa0€"), ("en", "JPY", "¥1,291"),
        ("en_IN", "INR", "₹1,290.50"), ("fr", "GBP", "1\u202f290,50\xa0£GB"),
    ],
)  # fmt: skip
def test_an_amount_is_written_in_the_shops_currency_and_locale(
    settings: Settings, locale: str, currency: str, text: str
) -> None:
    settings.LOCALE, settings.CURRENCY = locale, currency
    assert written(Decimal("1290.50")) == text


def test_another_currency_can_be_named(settings: Settings) -> None:
    settings.LOCALE, settings.CURRENCY = "en", "EUR"
    assert (written(12), written(12, currency="USD")) == ("€12.00", "$12.00")


def test_countries_are_named_in_the_shops_language(settings: Settings) -> None:
    for locale, name in (("en", "Germany"), ("de", "Deutschland")):
        settings.LOCALE = locale
        assert country_name("DE") == name
    assert country_name("??") == "??"
    assert {"EU", "ZZ", "150"}.isdisjoint(country_names())


@pytest.mark.parametrize(
    ("check", "value", "words"),
    [
        (known_currency, "XYZ", "CURRENCY=XYZ: no such currency"),
        (known_currency, "eur", "CURRENCY=eur: no such currency"),
        (known_currency, "KWD", "CURRENCY=KWD has 3 decimal places; the shop counts in 2"),
        (known_locale, "xx", "LOCALE=xx: no such locale"),
        (known_locale, "de-DE", "LOCALE=de-DE: no such locale"),
        (known_locale, "", "LOCALE=: no such locale"),
    ],
)
def test_a_wrong_currency_or_locale_is_told_in_words_before_anything_starts(
    check: Callable[[str], str], value: str, words: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        check(value)


@pytest.mark.parametrize("value", ["", "much", "-1", "100.01", "7.125", "NaN", "inf"])
def test_a_wrong_percentage_is_told_in_words(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"TAX_PERCENT={value}: a percentage"):
        known_percent("TAX_PERCENT", value)


def test_what_is_right_is_taken() -> None:
    assert (known_currency("JPY"), known_locale("de_DE")) == ("JPY", "de_DE")
    assert known_percent("TAX_PERCENT", "7.5") == Decimal("7.5")
