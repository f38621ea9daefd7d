"""A few threads in which an event loop asks the database, and no more of them in a storm."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections

from flashsale.errors import FlashSaleError

T = TypeVar("T")


class DatabaseBusy(FlashSaleError):
    """More questions wait for the database than can be answered soon, or it doesn't answer."""

    code = "unavailable"
    message = "Very many people came at once. Please try again in a moment."


async def ask_database(question: Callable[[], T], *, in_any_queue: bool = False) -> T:
    """What `question` returned, asked in a thread, whose connection is closed as after a page.

    RUSH_DATABASE_THREADS questions are asked at a time and RUSH_DATABASE_QUEUE may wait for
    their turn, so that a crowd neither starves the event loop with threads nor fills it up with
    who waits for them. Raises DatabaseBusy for those that come on top, and for one that took
    RUSH_DATABASE_SECONDS; what a thread is doing then is left to end by itself. `in_any_queue`
    is for who never asks more than a few at a time: the others can't keep them out.
    """
    return await _threads().ask(question, in_any_queue=in_any_queue)


class _Threads:
    def __init__(self) -> None:
        self._most = settings.RUSH_DATABASE_THREADS + settings.RUSH_DATABASE_QUEUE
        self._executor = ThreadPoolExecutor(settings.RUSH_DATABASE_THREADS, "ask-database")
        self._asked = 0

    async def ask(self, question: Callable[[], T], *, in_any_queue: bool) -> T:
        if self._asked >= self._most and not in_any_queue:
            raise DatabaseBusy
        self._asked += 1
        try:
            async with asyncio.timeout(settings.RUSH_DATABASE_SECONDS):
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._executor, _answer, question)
        except TimeoutError as error:
            raise DatabaseBusy from error
        finally:
            self._asked -= 1


def _answer(question: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return question()
    finally:
        close_old_connections()


@cache
def _threads() -> _Threads:
    return _Threads()
