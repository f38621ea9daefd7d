"""Sentences that several commands say."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from django.core.management import CommandError

LIKENESS = 0.6
MOST_NEAR = 3


def count(number: int, thing: str) -> str:
    """`count(1, "unit")` is "1 unit", `count(1_000, "unit")` is "1,000 units"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def listed(words: Sequence[str]) -> str:
    """The words as a sentence lists them: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def near_matches(slug: str, known: Iterable[str]) -> str:
    """A question with the known slugs that are most like this one; empty when none is."""
    known = sorted(known)
    near = [other for other in known if slug in other] or get_close_matches(
        slug, known, n=MOST_NEAR, cutoff=LIKENESS
    )
    return f" Did you mean {' or '.join(near[:MOST_NEAR])}?" if near else ""


def require_between(option: str, value: float, *, lowest: float, highest: float) -> None:
    """Raises CommandError for a value out of these bounds, both of which are allowed."""
    if not lowest <= value <= highest:
        raise CommandError(f"{option} must be from {lowest:,} to {highest:,}, not {value:,}.")
