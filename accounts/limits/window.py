"""How often something was done in the last so many seconds: exact, and atomic for many at once.

Keys, in the cache's Redis:
    limit:<what>:<whose>:<seconds>    list: when each request that counts was let pass, in
                                      milliseconds; gone when the last one is older than that

The window slides: in no span of `seconds`, wherever it begins, are more than `count` let pass.
A request that is refused does not count, so nobody who keeps trying is kept out for longer. All
windows of a request are looked at and taken from in the same script: it takes from each or from
none. Time is Redis's own, as in the stock engine.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from flashsale import cache_redis
from flashsale.limit_settings import Rate

COUNT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function look(key, count, span)
  local first = tonumber(redis.call('LINDEX', key, 0))
  while first and first <= now - span do
    redis.call('LPOP', key)
    first = tonumber(redis.call('LINDEX', key, 0))
  end
  local taken = redis.call('LLEN', key)
  local wait = 0
  if taken >= count then
    wait = tonumber(redis.call('LINDEX', key, taken - count)) + span - now
  end
  return count - taken, wait, (first or now) + span - now
end

local answers = {}
local at = 1
while at <= #ARGV do
  local verb, windows = ARGV[at], tonumber(ARGV[at + 1])
  local limit, least, reset, longest = 0, math.huge, 0, 0
  local last = at + 1 + windows * 3
  for place = at + 2, last, 3 do
    local count, span = tonumber(ARGV[place + 1]), tonumber(ARGV[place + 2])
    local left, wait, refills = look(ARGV[place], count, span)
    if wait > longest or (longest == 0 and left < least) then
      limit, least, reset = count, left, refills
    end
    longest = math.max(longest, wait)
  end
  if longest == 0 then
    for place = at + 2, last, 3 do
      if verb == 'take' then
        redis.call('RPUSH', ARGV[place], now)
        redis.call('PEXPIRE', ARGV[place], ARGV[place + 2])
      elseif verb == 'clear' then
        redis.call('DEL', ARGV[place])
      end
    end
    if verb == 'take' then
      least = least - 1
    end
  end
  for _, told in ipairs({limit, math.max(least, 0), reset, longest}) do
    answers[#answers + 1] = told
  end
  at = last + 1
end
return answers
"""
ANSWERS_EACH = 4
MS = 1000


class Verb(StrEnum):
    """What is done where all windows have room; where one has none, nothing is."""

    TAKE = "take"
    LOOK = "look"
    CLEAR = "clear"


class Window(NamedTuple):
    """At most `most` in any `seconds`, under this key."""

    key: str
    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Room:
    """What is left in the window that has least: `remaining` of `limit`, and one more in
    `reset_ms`. Where it is full, `wait_ms` is when all have room again, else 0.
    """

    limit: int
    remaining: int
    reset_ms: int
    wait_ms: int

    @property
    def retry_after(self) -> int:
        """Whole seconds until there is room, 0 where there is."""
        return math.ceil(self.wait_ms / MS)


def windows(key: str, rates: Iterable[Rate]) -> list[Window]:
    """One window for each rate: what is counted for a minute is counted for an hour, too."""
    return [Window(f"{key}:{rate.seconds}", rate.most, rate.seconds) for rate in rates]


Asked = tuple[Verb, Sequence[Window]]


def ask(verb: Verb, windows: Sequence[Window]) -> Room | None:
    """What the windows have left, after the verb was done. None while Redis is away.

    Writes limit:<what>:<whose>:<seconds> of each window.
    """
    words = arguments([(verb, windows)])
    answers = cache_redis.ask(lambda client: cache_redis.run_script(client, COUNT, *words))
    return None if answers is None else rooms(answers)[0]


def arguments(asked: Iterable[Asked]) -> list[str | int]:
    """What the script is told of these requests."""
    words: list[str | int] = []
    for verb, windows in asked:
        words += [verb.value, len(windows)]
        for window in windows:
            words += [window.key, window.most, window.seconds * MS]
    return words


def rooms(answers: Sequence[Any]) -> list[Room]:
    """What the script answers, a request each."""
    return [
        Room(*answers[start : start + ANSWERS_EACH])
        for start in range(0, len(answers), ANSWERS_EACH)
    ]
