"""The moments of a process: each is the end of something that it wrote.

Counted are statements that write and commits on SQLite and PostgreSQL, writing commands on MongoDB,
each EXEC in Redis, and each mail. So they are found by themselves, whatever the steps are.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from django.core.mail import EmailMessage
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from pymongo import monitoring

from flashsale.wire import BlockingLine, Command

WRITING_STATEMENTS = ("INSERT", "UPDATE", "DELETE")
WRITING_COMMANDS = ("insert", "update", "delete", "findAndModify", "commitTransaction")


class Moments:
    """Calls `then` at each moment of this process, with its number, from 1, and its name."""

    def __init__(self, then: Callable[[int, str], None]) -> None:
        self._then = then
        self._count = 0
        self._mutex = Lock()

    def come(self, name: str) -> None:
        with self._mutex:
            self._count += 1
            self._then(self._count, name)

    def watch(self) -> None:
        """From now on moments come. For a process that has no connection to a database yet."""
        connection_created.connect(self._watch_statements, weak=False)
        monitoring.register(_Commands(self))
        self._watch_calls(BaseDatabaseWrapper, "_commit", lambda *_: "COMMIT")
        self._watch_calls(BlockingLine, "ask", _name_of_transaction)
        self._watch_calls(EmailMessage, "send", lambda *_: "mail")

    def _watch_statements(self, *, connection: BaseDatabaseWrapper, **signal: object) -> None:
        connection.execute_wrappers.append(self._execute)

    def _execute(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith(WRITING_STATEMENTS):
            self.come(sql[:60])
        return result

    def _watch_calls(self, owner: Any, name: str, name_of: Callable[..., str | None]) -> None:
        call = getattr(owner, name)

        def called(*args: Any, **kwargs: Any) -> Any:
            result = call(*args, **kwargs)
            moment = name_of(*args, **kwargs)
            if moment is not None:
                self.come(moment)
            return result

        setattr(owner, name, called)


class _Commands(monitoring.CommandListener):
    """What this process asks a MongoDB for."""

    def __init__(self, moments: Moments) -> None:
        self._moments = moments

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Nothing is written yet."""

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        if event.command_name in WRITING_COMMANDS:
            self._moments.come(event.command_name)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing was written."""


def _name_of_transaction(line: BlockingLine, commands: Sequence[Command]) -> str | None:
    """A group of the engine's that is done, by what it says of its movements."""
    if ("EXEC",) not in commands:
        return None
    kinds = [
        str(command[command.index("kind") + 1]) for command in commands if command[0] == "XADD"
    ]
    return f"EXEC {' '.join(kinds)}"
