"""The root of every error that the shop raises on purpose."""

from typing import ClassVar


class FlashSaleError(Exception):
    """Something was refused, for a reason that a shopper can read.

    `code` is stable and meant for programs; `message` is a sentence meant for people.
    """

    code: ClassVar[str] = "error"
    message: str = "Something went wrong. Please try again."

    def __init__(self, message: str | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)


class AfterDatabaseError(FlashSaleError):
    """What is written after the database did not do what was asked; what is stored may stand."""


class DatabaseContention(FlashSaleError):
    """A transaction lost against others on every try."""

    code = "contention"
    message = "Too many people are buying at this very moment. Please try again."
