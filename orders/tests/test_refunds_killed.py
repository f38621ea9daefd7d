"""`kill -9` at every second or fourth moment of cancelling. All moments: flashsale/tests/faults."""

import pytest

from orders.tests.cancelling_killed import (
    assert_a_line_is_cancelled_once,
    assert_what_is_left_is_cancelled_once,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_cancelling_a_line_its_money_and_units_go_back_once(subtests: pytest.Subtests) -> None:
    assert_a_line_is_cancelled_once(subtests, step=2)


def test_of_cancelling_what_is_left_money_and_units_go_back_once(subtests: pytest.Subtests) -> None:
    assert_what_is_left_is_cancelled_once(subtests, step=4)
