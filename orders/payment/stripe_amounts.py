"""Amounts as Stripe counts them: whole numbers of a currency's smallest unit.

Which unit that is, Stripe decides, and not always as ISO 4217 or the CLDR do: it counts serbian
dinars and icelandic krónur in hundredths, of which neither has any. So the lists are Stripe's own,
as its page "Supported currencies" has them.
"""

from decimal import Decimal

WITHOUT_DECIMALS = frozenset(
    {
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
        "XOF", "XPF",
    }
)  # fmt: skip
WITH_THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def to_stripe(amount: Decimal, *, currency: str) -> int:
    """The amount in the smallest units of the currency at Stripe.

    Raises ValueError for a fraction of one: nobody is charged another sum than was agreed to.
    """
    exact = amount.scaleb(_decimals(currency))
    units = int(exact)
    if units != exact:
        raise ValueError(f"{amount} {currency} is no whole number of the smallest unit.")
    return units


def _decimals(currency: str) -> int:
    if currency in WITHOUT_DECIMALS:
        return 0
    return 3 if currency in WITH_THREE_DECIMALS else 2
