"""Lengths of time as people say them."""

UNITS = (("hour", 3_600), ("minute", 60), ("second", 1))


def duration_words(seconds: int) -> str:
    """120 is "2 minutes", 90 "90 seconds", 3,600 "1 hour": whole ones of the largest unit."""
    name, size = next((name, size) for name, size in UNITS if seconds % size == 0)
    count = seconds // size
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
