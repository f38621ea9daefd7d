"""How long something takes, in words."""

SECONDS_PER_MINUTE = 60
WHOLE_MINUTES_FROM = 90


def duration(seconds: int) -> str:
    """In seconds, and from a minute and a half on in whole minutes that suffice: "3 minutes"."""
    if seconds < WHOLE_MINUTES_FROM:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return f"{-(-seconds // SECONDS_PER_MINUTE)} minutes"
