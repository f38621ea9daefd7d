"""Why a figure can't be told."""


class BenchFailed(Exception):
    """The sentence says what went wrong: the figures of the run mean nothing."""
