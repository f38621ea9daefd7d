"""Money: Decimal, rounded half up to the currency's smallest part, written as the locale does."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision, is_currency
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MOST_PLACES = 2
DIFFERENT_AMOUNTS = 4_096
# Regions of the ISO's letters that no parcel goes to: unions, tests, "unknown".
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
COUNTRY_CODE_LENGTH = 2
WHOLE = 100


def rounded(amount: Decimal, *, currency: str = "") -> Decimal:
    """The amount in whole smallest parts of the currency (the shop's, if none is named)."""
    return amount.quantize(smallest_part(currency=currency), rounding=ROUND_HALF_UP)


def smallest_part(*, currency: str = "") -> Decimal:
    """A cent, where the currency (the shop's, if none is named) has cents."""
    return Decimal(1).scaleb(-get_currency_precision(currency or settings.CURRENCY))


def written(amount: Decimal | int, *, currency: str = "") -> str:
    """The amount as people read it: `€1,290.00`, or `1.290,00 €` where the shop's locale is de."""
    return _written(Decimal(amount), currency or settings.CURRENCY, settings.LOCALE)


@lru_cache(maxsize=DIFFERENT_AMOUNTS)
def _written(amount: Decimal, currency: str, locale: str) -> str:
    """Remembered, since Babel takes its time, and a page names the same few prices often."""
    return format_currency(rounded(amount, currency=currency), currency, locale=locale)


def country_name(code: str) -> str:
    """The country of the two letters in the shop's language; the letters, if there is none."""
    return country_names().get(code, code)


def country_names() -> dict[str, str]:
    """ISO 3166 code → name in the shop's language."""
    return _country_names(settings.LOCALE)


@lru_cache(maxsize=8)
def _country_names(locale: str) -> dict[str, str]:
    territories = Locale.parse(locale).territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == COUNTRY_CODE_LENGTH and code.isalpha() and code not in NO_COUNTRIES
    }


def known_currency(code: str) -> str:
    """The code of a currency that the shop can count in. Raises ImproperlyConfigured."""
    if not is_currency(code):
        raise ImproperlyConfigured(
            f"CURRENCY={code}: no such currency. Three capitals of ISO 4217 are expected: EUR, USD."
        )
    places = get_currency_precision(code)
    if places > MOST_PLACES:
        raise ImproperlyConfigured(
            f"CURRENCY={code} has {places} decimal places; the shop counts in {MOST_PLACES}."
        )
    return code


def known_locale(name: str) -> str:
    """The name of a locale that amounts can be written in. Raises ImproperlyConfigured."""
    try:
        Locale.parse(name)
    except (ValueError, UnknownLocaleError) as error:
        raise ImproperlyConfigured(
            f"LOCALE={name}: no such locale. One like en, en_GB or de_DE is expected."
        ) from error
    return name


def known_percent(name: str, value: str) -> Decimal:
    """The percentage, of 0 to 100 and two decimal places. Raises ImproperlyConfigured."""
    try:
        percent = Decimal(value)
    except InvalidOperation:
        percent = Decimal("NaN")
    if not (percent.is_finite() and 0 <= percent <= WHOLE and percent == round(percent, 2)):
        raise ImproperlyConfigured(f"{name}={value}: a percentage is expected: 0, 7.5, 19.")
    return percent
