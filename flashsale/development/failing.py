"""Why the shop can't be started."""


class CannotRun(Exception):
    """The sentence says what is wrong and what to do."""
