"""Percentiles by rank: each is one of the values."""

from bench.percentiles import percentile


def test_so_many_percent_of_the_values_are_not_above_it() -> None:
    values = list(range(1, 101))

    assert percentile(values, 99) == 99
    assert percentile(values, 50) == 50
    assert percentile(values, 100) == 100
    assert percentile([5.0], 99) == 5.0
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
