"""docs/correctness.md names a test for each promise: the files are there, and have tests."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/correctness.md").read_text()
ROWS = re.findall(r"^\| (\d+) \|.*$", PAGE, flags=re.MULTILINE)
FILES = sorted(set(re.findall(r"`([\w/]+/test_\w+\.py)`", PAGE)))


def test_promises_are_numbered_in_order() -> None:
    assert [int(number) for number in ROWS] == list(range(1, 22))


@pytest.mark.parametrize("number", ROWS)
def test_a_promise_names_what_shows_it(number: str) -> None:
    (row,) = re.findall(rf"^\| {number} \|.*$", PAGE, flags=re.MULTILINE)

    assert any(file in row for file in FILES) or "the same two" in row


@pytest.mark.parametrize("file", FILES)
def test_what_is_named_has_tests(file: str) -> None:
    assert re.search(r"def test_", (ROOT / file).read_text())
