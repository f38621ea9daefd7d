"""What a postcode looks like, in countries whose postcodes are strict. A typo is told, no more.

Patterns: https://www.upu.int/en/postal-solutions/programmes-services/addressing-solutions
"""

import re

PATTERNS = {
    "AT": r"\d{4}", "AU": r"\d{4}", "BE": r"\d{4}", "CH": r"\d{4}", "CZ": r"\d{3} ?\d{2}",
    "DE": r"\d{5}", "DK": r"\d{4}", "ES": r"\d{5}", "FI": r"\d{5}", "FR": r"\d{5}",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "IT": r"\d{5}", "JP": r"\d{3}-?\d{4}",
    "LU": r"\d{4}", "NL": r"\d{4} ?[A-Z]{2}", "NO": r"\d{4}", "PL": r"\d{2}-\d{3}",
    "PT": r"\d{4}-\d{3}", "SE": r"\d{3} ?\d{2}", "US": r"\d{5}(-\d{4})?",
    "CA": r"[A-Z]\d[A-Z] ?\d[A-Z]\d",
}  # fmt: skip
ANYWHERE = r"[A-Z0-9][A-Z0-9 -]{1,14}"
EXAMPLES = {
    "AT": "1010", "CH": "8001", "DE": "10115", "ES": "28013", "FR": "75002", "GB": "SW1A 1AA",
    "IT": "00184", "NL": "1012 AB", "PL": "00-001", "US": "10001",
}  # fmt: skip


def needs_postcode(country: str) -> bool:
    """Whether letters there don't arrive without one, as far as is known here."""
    return country in PATTERNS


def is_postcode(text: str, *, country: str) -> bool:
    """Whether it can be a postcode there; capitals are expected."""
    return re.fullmatch(PATTERNS.get(country, ANYWHERE), text, re.ASCII) is not None
