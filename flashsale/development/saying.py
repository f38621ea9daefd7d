"""What `make run` says while it works."""

import sys


def say(line: str = "") -> None:
    """The line is on the terminal at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
