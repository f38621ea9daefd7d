"""The application's clock. The stock engine does not use it: there, Redis tells the time.

Every time is UTC and whole milliseconds, because MongoDB keeps no finer ones.
"""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def now() -> datetime:
    """The present moment, aware, UTC, cut to milliseconds."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970 of an aware `moment`."""
    return (moment - EPOCH) // MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The UTC moment `milliseconds` after the start of 1970."""
    return EPOCH + milliseconds * MILLISECOND


def iso(moment: datetime) -> str:
    """`moment` as the contracts write it: ISO 8601, UTC, milliseconds, ending in Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
