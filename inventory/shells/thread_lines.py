"""The lines of a process's threads: where they lead, which are idle, what is asked on them."""

from collections import defaultdict
from collections.abc import Sequence

from redis.exceptions import ResponseError

from flashsale.redis_clients import ANSWER_TIMEOUT_SECONDS, CONNECT_TIMEOUT_SECONDS
from flashsale.wire import (
    Address,
    BlockingLine,
    BrokenLine,
    Command,
    Elsewhere,
    Finding,
    Replies,
    Route,
)
from inventory.asking import Ask, without_errors
from inventory.shells.lines import Lines, route_now


class ThreadLines(Lines[BlockingLine]):
    """Each line belongs to whoever took it, until it is given back."""

    def take(self, key: str, *, instead: BlockingLine | None = None) -> BlockingLine:
        """A line to the server of this key: an idle one that works, else a new one.

        `instead` of a line that is closed now: a new one, to whoever is the server by now.
        """
        route = route_now()
        if instead is not None:
            self._drop(instead)
        elif (address := route.known(key)) and (line := self._idle_line(address)):
            return line
        return self._new_line(route, key)

    def ask(self, line: BlockingLine, ask: Ask) -> Replies:
        """The replies to what is asked. Raises BrokenLine; and Elsewhere: the line is closed."""
        route = route_now()
        try:
            here = ask.first if route.is_one else self._ask_others(route, line, ask.first)
            replies = line.ask([*here, *ask.commands]) if here else line.ask(ask.commands)
            route.check(replies)
        except Elsewhere as error:
            self._drop(line, because=error)
            raise
        if not here:
            return replies
        without_errors(replies[: len(here)])
        return replies[len(here) :]

    def _ask_others(
        self, route: Route, line: BlockingLine, commands: Sequence[Command]
    ) -> Sequence[Command]:
        """The commands whose keys are on other servers are done; returns the rest."""
        servers: dict[Address, list[Command]] = defaultdict(list)
        for command in commands:
            key = str(command[1])
            servers[route.known(key) or _found(route.find(key))].append(command)
        here = servers.pop(line.address, [])
        for theirs in servers.values():
            other = self.take(str(theirs[0][1]))
            try:
                replies = other.ask(theirs)
            except BrokenLine:
                self._drop(other)
                raise
            self.give_back(other)
            route.check(replies)
            without_errors(replies)
        return here

    def _new_line(self, route: Route, key: str) -> BlockingLine:
        """Where nobody is there, the way is asked for once more."""
        address = _found(route.find(key))
        try:
            return _connected(route, address)
        except BrokenLine:
            route.forget(address)
            other = _found(route.find(key))
            if other == address:
                raise
            return _connected(route, other)


def _found(finding: Finding) -> Address:
    """What is found, by asking on lines that nobody else uses."""
    try:
        probe = next(finding)
        while True:
            try:
                line = _connect(probe.address)
                try:
                    replies = line.ask([probe.command])
                finally:
                    line.close()
            except (BrokenLine, ResponseError) as error:
                probe = finding.throw(error)
            else:
                probe = finding.send(replies)
    except StopIteration as end:
        address: Address = end.value
        return address


def _connected(route: Route, address: Address) -> BlockingLine:
    """A new line, to a server that is the right one as far as it says so itself."""
    line = _connect(address)
    if opening := route.opening:
        try:
            (reply,) = without_errors(line.ask([opening]))
            route.check_opening(reply)
        except (Elsewhere, ResponseError):
            line.close()
            route.forget(address)
            raise
    return line


def _connect(address: Address) -> BlockingLine:
    return BlockingLine(
        address, connect_seconds=CONNECT_TIMEOUT_SECONDS, answer_seconds=ANSWER_TIMEOUT_SECONDS
    )
