"""A way through the states as lines that can be read: who did what, and what they heard."""

from typing import Any

from flashsale.wire import Command
from inventory import keys
from inventory.codec import hold_from_json, pool_from_values
from inventory.records import Hold
from inventory.tests.model_checking.actors import Told
from inventory.tests.model_checking.moves import Exchange
from inventory.tests.model_checking.scenarios import BEGINNING
from inventory.tests.model_checking.search import Path
from inventory.tests.model_checking.talking import POOL
from inventory.tests.model_checking.world import FIRST_ACTOR, State, Step, World

SHORT = {
    keys.pool(POOL): "pool", keys.holds(POOL): "holds", keys.expiry(POOL): "expiry",
    keys.bought(POOL): "bought", keys.orders(POOL): "orders", keys.ledger(POOL): "ledger",
}  # fmt: skip

READS = ("TIME", "HMGET", "MGET", "EXISTS", "ZRANGEBYSCORE", "XRANGE")
UNHEARD = object()


def timeline(world: World, path: Path, *, with_reads: bool = True) -> list[str]:
    """A line for all that one does before somebody else does anything; times in milliseconds."""
    lines: list[tuple[str, list[str]]] = []
    before = world.beginning()
    for step, after in path:
        who, deeds = _read(world, before, step, after)
        before = after
        deeds = [deed for deed in deeds if with_reads or not deed.startswith(READS)]
        if lines and lines[-1][0] == who:
            lines[-1][1].extend(deeds)
        elif deeds:
            lines.append((who, deeds))
    return [f"{who}: {'; '.join(deeds)}" for who, deeds in lines]


def _read(world: World, before: State, step: Step, after: State) -> tuple[str, list[str]]:
    """Who, and what they did and were told."""
    space = world.spaces.things[before[0]]
    if step.what == "passes":
        return "time passes", [f"it is {world.spaces.things[after[0]].now - BEGINNING}"]
    if step.what == "arrives":
        late = world.lates.things[before[2]][step.which]
        answer, _, _ = world.moves.arrived(late, space)
        name = world.scenario.processes[late.number].name
        return f"late, from {name}", [_exec(late.commands, answer)]
    name = world.scenario.processes[step.which].name
    actor = world.actors.things[before[FIRST_ACTOR + step.which]]
    then = world.actors.things[after[FIRST_ACTOR + step.which]]
    if step.what == "breaks":
        part = world.moves.next_part(actor)
        under_way = f", with {_exec(part, UNHEARD)} under way" if ("EXEC",) in part else ""
        deeds = [f"the line breaks{under_way}"]
    else:
        deeds = _deeds(world.moves.hears(actor, space))
    deeds += [f"is told: {_told(one)}" for one in then.told[len(actor.told) :]]
    return name, deeds


def _deeds(heard: Exchange) -> list[str]:
    if heard.commands[-1] == ("EXEC",):
        return [_exec(heard.commands, heard.answer)]
    said = (_said(*one) for one in zip(heard.commands, heard.replies, strict=True))
    return [text for text in said if text]


def _exec(commands: tuple[Command, ...], answer: Any) -> str:
    moved = [
        f"{fields['kind']} {fields['units']}"
        for fields in (_pairs(command[3:]) for command in commands if command[0] == "XADD")
    ]
    is_fence = any(name == "HINCRBY" for name, *_ in commands)
    what = " and ".join(moved) or ("the fence" if is_fence else "nothing")
    told = "" if answer is UNHEARD else ": nil" if answer is None else ": done"
    return f"EXEC ({what}){told}"


def _said(command: Command, reply: Any) -> str:
    name, *parts = command
    if name == "WATCH":
        return f"WATCH {', '.join(_short(part) for part in parts) or 'nothing'}"
    if name == "TIME":
        return f"TIME is {int(reply[0]) * 1_000 + int(reply[1]) // 1_000 - BEGINNING}"
    if name == "HMGET" and parts[0] == keys.pool(POOL):
        pool = pool_from_values(reply)
        return f"HMGET pool: {f'{pool.available} free, {pool.held} held' if pool else 'none'}"
    if name == "HMGET" and parts[0] == keys.holds(POOL):
        found = [hold_from_json(POOL, "", text) for text in reply if text]
        return f"HMGET holds: {', '.join(_hold(hold) for hold in found) or 'none'}"
    if name == "UNWATCH":
        return ""
    what = reply if isinstance(reply, int) else len([one for one in reply if one])
    return f"{name} {_short(parts[0])}: {what or 'nothing'}"


def _told(told: Told) -> str:
    what = _hold(told.what) if isinstance(told.what, Hold) else told.what
    return f"{told.answer}, {what}"


def _hold(hold: Hold) -> str:
    return f"{hold.units} until {hold.expires_at - BEGINNING}"


def _short(key: Any) -> str:
    for what, before in (("TTL key", keys.ttl(POOL, "")), ("pause", keys.rest(POOL, ""))):
        if str(key).startswith(before):
            return f"{what} of {str(key).removeprefix(before)}"
    return SHORT.get(str(key), str(key))


def _pairs(parts: tuple[Any, ...]) -> dict[Any, Any]:
    return dict(zip(parts[::2], parts[1::2], strict=True))
