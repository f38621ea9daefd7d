"""How far a long command is, on stderr."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from tqdm import tqdm

T = TypeVar("T")

SILENT_SECONDS = 2.0


def progress(items: Sequence[T], *, unit: str) -> Iterable[T]:
    """The items one by one; a bar counts them, once it has taken two seconds, on a terminal."""
    return tqdm(items, unit=unit, disable=None, delay=SILENT_SECONDS, leave=False)


def progress_bar(*, total: int, unit: str) -> "tqdm[Any]":
    """The same bar, to be closed by `with`, where `update()` is called for each thing done."""
    return tqdm(total=total, unit=unit, disable=None, delay=SILENT_SECONDS, leave=False)
