"""The lines of an event loop's tasks: where they lead, which are idle, what is asked on them."""

from collections import defaultdict
from collections.abc import Sequence

from redis.exceptions import ResponseError

from flashsale.redis_clients import ANSWER_TIMEOUT_SECONDS, CONNECT_TIMEOUT_SECONDS
from flashsale.wire import (
    Address,
    BrokenLine,
    Command,
    Elsewhere,
    Finding,
    LoopedLine,
    Replies,
    Route,
)
from inventory.asking import Ask, without_errors
from inventory.shells.lines import Lines, route_now


class LoopLines(Lines[LoopedLine]):
    """Each line belongs to whoever took it, until it is given back."""

    async def take(self, key: str, *, instead: LoopedLine | None = None) -> LoopedLine:
        """A line to the server of this key: an idle one that works, else a new one.

        `instead` of a line that is closed now: a new one, to whoever is the server by now.
        """
        route = route_now()
        if instead is not None:
            self._drop(instead)
        elif (address := route.known(key)) and (line := self._idle_line(address)):
            return line
        return await self._new_line(route, key)

    async def ask(self, line: LoopedLine, ask: Ask) -> Replies:
        """The replies to what is asked. Raises BrokenLine; and Elsewhere: the line is closed."""
        route = route_now()
        try:
            here = ask.first if route.is_one else await self._ask_others(route, line, ask.first)
            replies = await line.ask([*here, *ask.commands] if here else ask.commands)
            route.check(replies)
        except Elsewhere as error:
            self._drop(line, because=error)
            raise
        if not here:
            return replies
        without_errors(replies[: len(here)])
        return replies[len(here) :]

    async def _ask_others(
        self, route: Route, line: LoopedLine, commands: Sequence[Command]
    ) -> Sequence[Command]:
        """The commands whose keys are on other servers are done; returns the rest."""
        servers: dict[Address, list[Command]] = defaultdict(list)
        for command in commands:
            key = str(command[1])
            servers[route.known(key) or await _found(route.find(key))].append(command)
        here = servers.pop(line.address, [])
        for theirs in servers.values():
            other = await self.take(str(theirs[0][1]))
            try:
                replies = await other.ask(theirs)
            except BrokenLine:
                self._drop(other)
                raise
            self.give_back(other)
            route.check(replies)
            without_errors(replies)
        return here

    async def _new_line(self, route: Route, key: str) -> LoopedLine:
        """Where nobody is there, the way is asked for once more."""
        address = await _found(route.find(key))
        try:
            return await _connected(route, address)
        except BrokenLine:
            route.forget(address)
            other = await _found(route.find(key))
            if other == address:
                raise
            return await _connected(route, other)


async def _found(finding: Finding) -> Address:
    """What is found, by asking on lines that nobody else uses."""
    try:
        probe = next(finding)
        while True:
            try:
                line = await _connect(probe.address)
                try:
                    replies = await line.ask([probe.command])
                finally:
                    line.close()
            except (BrokenLine, ResponseError) as error:
                probe = finding.throw(error)
            else:
                probe = finding.send(replies)
    except StopIteration as end:
        address: Address = end.value
        return address


async def _connected(route: Route, address: Address) -> LoopedLine:
    """A new line, to a server that is the right one as far as it says so itself."""
    line = await _connect(address)
    if opening := route.opening:
        try:
            (reply,) = without_errors(await line.ask([opening]))
            route.check_opening(reply)
        except (Elsewhere, ResponseError):
            line.close()
            route.forget(address)
            raise
    return line


async def _connect(address: Address) -> LoopedLine:
    return await LoopedLine.connect(
        address, connect_seconds=CONNECT_TIMEOUT_SECONDS, answer_seconds=ANSWER_TIMEOUT_SECONDS
    )
