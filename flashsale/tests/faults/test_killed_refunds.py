"""`kill -9` at every moment of cancelling a line, and what is left of an order."""

import pytest

from orders.tests.cancelling_killed import (
    assert_a_line_is_cancelled_once,
    assert_what_is_left_is_cancelled_once,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
]


def test_of_cancelling_a_line_its_money_and_units_go_back_once(subtests: pytest.Subtests) -> None:
    assert_a_line_is_cancelled_once(subtests, step=1)


def test_of_cancelling_what_is_left_money_and_units_go_back_once(subtests: pytest.Subtests) -> None:
    assert_what_is_left_is_cancelled_once(subtests, step=1)
