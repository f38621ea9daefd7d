"""The clock of this process is CLOCK_AHEAD_SECONDS ahead of the machine's (behind, if negative).

Python imports a module of this name at its start, before anybody can have looked at the clock,
where this folder is in PYTHONPATH. The monotonic clock is left alone, as it would be.
"""

# mypy: ignore-errors
# It replaces classes of the standard library, which no type checker follows.

import datetime
import os
import time

AHEAD_SECONDS = int(os.environ.get("CLOCK_AHEAD_SECONDS", "0"))

_right_time, _right_time_ns = time.time, time.time_ns
_RightDatetime, _RightDate = datetime.datetime, datetime.date
_AHEAD = datetime.timedelta(seconds=AHEAD_SECONDS)


class _LikeTheRight(type):
    """What C code made of the right class is one of these too."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[1])

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, cls.__mro__[1])


class WrongDatetime(_RightDatetime, metaclass=_LikeTheRight):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _RightDatetime:
        return _RightDatetime.now(tz) + _AHEAD

    @classmethod
    def utcnow(cls) -> _RightDatetime:
        return _RightDatetime.now(datetime.UTC).replace(tzinfo=None) + _AHEAD

    @classmethod
    def today(cls) -> _RightDatetime:
        return cls.now()


class WrongDate(_RightDate, metaclass=_LikeTheRight):
    @classmethod
    def today(cls) -> _RightDate:
        return WrongDatetime.now().date()


if AHEAD_SECONDS:
    time.time = lambda: _right_time() + AHEAD_SECONDS
    time.time_ns = lambda: _right_time_ns() + AHEAD_SECONDS * 1_000_000_000
    datetime.datetime = WrongDatetime
    datetime.date = WrongDate
