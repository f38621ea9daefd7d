"""A Redis in memory that knows the commands of the engine's conversations, and nothing else.

Time stands still until it is moved. A key whose time is over is removed when it is, as a Redis
does that looks at all its keys at once; it lives through the millisecond in which it ends.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from flashsale.wire import Command

Touched: TypeAlias = frozenset[str]
UNTOUCHED: Touched = frozenset()


@dataclass
class Keyspace:
    """Values are bytes, a dict (hash, or sorted set by its scores), or a list (stream)."""

    now: int
    values: dict[str, Any] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)

    def copy(self) -> "Keyspace":
        copies = {
            key: value if isinstance(value, bytes) else value.copy()
            for key, value in self.values.items()
        }
        return Keyspace(self.now, copies, dict(self.ends))

    def frozen(self) -> tuple[Any, ...]:
        """Equal for two that nobody can tell apart; the order within the ledger is left out."""
        values = ((key, _frozen(value)) for key, value in sorted(self.values.items()))
        return (self.now, tuple(values), tuple(sorted(self.ends.items())))

    def pass_time(self, *, until: int) -> Touched:
        """It is `until`; returns the keys that have ended."""
        self.now = until
        over = frozenset(key for key, end in self.ends.items() if end < until)
        for key in over:
            del self.values[key], self.ends[key]
        return over

    def do(self, command: Command) -> tuple[Any, Touched]:
        """The reply, and the keys for which WATCH would notice."""
        name, *arguments = command
        return COMMANDS[str(name)](self, *arguments)

    def remove(self, keys: Iterable[str]) -> Touched:
        gone = frozenset(key for key in keys if key in self.values)
        for key in gone:
            del self.values[key]
            self.ends.pop(key, None)
        return gone


def _frozen(value: Any) -> Any:
    if isinstance(value, bytes):
        return value
    if isinstance(value, dict):
        return tuple(sorted(value.items()))
    return tuple(sorted((at, fields) for at, _, fields in value))


def _bytes(part: Any) -> bytes:
    return part if isinstance(part, bytes) else str(part).encode()


def _time(space: Keyspace) -> tuple[Any, Touched]:
    seconds, milliseconds = divmod(space.now, 1_000)
    return (_bytes(seconds), _bytes(milliseconds * 1_000)), UNTOUCHED


def _exists(space: Keyspace, *keys: str) -> tuple[Any, Touched]:
    return sum(key in space.values for key in keys), UNTOUCHED


def _del(space: Keyspace, *keys: str) -> tuple[Any, Touched]:
    gone = space.remove(keys)
    return len(gone), gone


def _set(space: Keyspace, key: str, value: Any, *how: Any) -> tuple[Any, Touched]:
    gone = space.remove([key])
    end = None
    if how:
        unit, number = how
        end = {"PXAT": 0, "PX": space.now}[unit] + int(number)
        if end <= space.now:
            return b"OK", gone
        space.ends[key] = end
    space.values[key] = _bytes(value)
    return b"OK", frozenset([key])


def _get(space: Keyspace, key: str) -> tuple[Any, Touched]:
    return space.values.get(key), UNTOUCHED


def _mget(space: Keyspace, *keys: str) -> tuple[Any, Touched]:
    return tuple(space.values.get(key) for key in keys), UNTOUCHED


def _hmget(space: Keyspace, key: str, *names: Any) -> tuple[Any, Touched]:
    known = space.values.get(key, {})
    return tuple(known.get(_bytes(name)) for name in names), UNTOUCHED


def _hset(space: Keyspace, key: str, *parts: Any) -> tuple[Any, Touched]:
    if not parts:
        raise ValueError("HSET without a field is an error")
    known = space.values.setdefault(key, {})
    before = len(known)
    known.update({_bytes(n): _bytes(v) for n, v in zip(parts[::2], parts[1::2], strict=True)})
    return len(known) - before, frozenset([key])


def _hincrby(space: Keyspace, key: str, name: Any, by: int) -> tuple[Any, Touched]:
    known = space.values.setdefault(key, {})
    number = int(known.get(_bytes(name), 0)) + int(by)
    known[_bytes(name)] = _bytes(number)
    return number, frozenset([key])


def _remove_fields(space: Keyspace, key: str, *names: Any) -> tuple[Any, Touched]:
    known = space.values.get(key, {})
    gone = sum(known.pop(_bytes(name), None) is not None for name in names)
    if gone and not known:
        space.remove([key])
    return gone, frozenset([key] if gone else [])


def _zadd(space: Keyspace, key: str, *parts: Any) -> tuple[Any, Touched]:
    known = space.values.setdefault(key, {})
    before = dict(known)
    known.update({_bytes(m): int(score) for score, m in zip(parts[::2], parts[1::2], strict=True)})
    return len(known) - len(before), frozenset([key] if known != before else [])


def _zrangebyscore(
    space: Keyspace, key: str, first: str, last: Any, *limit: Any
) -> tuple[Any, Touched]:
    low, high = float(first), float(last)
    ordered = sorted((score, member) for member, score in space.values.get(key, {}).items())
    found = [member for score, member in ordered if low <= score <= high]
    if limit:
        _, offset, count = limit
        found = found[int(offset) : int(offset) + int(count)]
    return tuple(found), UNTOUCHED


def _xadd(space: Keyspace, key: str, _name: str, *parts: Any) -> tuple[Any, Touched]:
    entries = space.values.setdefault(key, [])
    number = entries[-1][1] + 1 if entries and entries[-1][0] == space.now else 0
    entries.append((space.now, number, tuple(_bytes(part) for part in parts)))
    return _bytes(f"{space.now}-{number}"), frozenset([key])


def _xrange(space: Keyspace, key: str, first: Any, last: str) -> tuple[Any, Touched]:
    since = 0 if first == "-" else int(first)
    if last != "+":
        raise ValueError("only until the end")
    entries = space.values.get(key, [])
    return tuple((_bytes(f"{at}-{n}"), f) for at, n, f in entries if at >= since), UNTOUCHED


COMMANDS: dict[str, Callable[..., tuple[Any, Touched]]] = {
    "TIME": _time,
    "EXISTS": _exists,
    "DEL": _del,
    "SET": _set,
    "GET": _get,
    "MGET": _mget,
    "HMGET": _hmget,
    "HSET": _hset,
    "HINCRBY": _hincrby,
    "HDEL": _remove_fields,
    "ZADD": _zadd,
    "ZREM": _remove_fields,
    "ZRANGEBYSCORE": _zrangebyscore,
    "XADD": _xadd,
    "XRANGE": _xrange,
}
