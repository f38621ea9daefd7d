"""Refusals that only the API knows; all others are the services' own."""

from collections.abc import Mapping

from flashsale.errors import FlashSaleError


class ApiError(FlashSaleError):
    """The request could not be answered as asked. `fields` says what is wrong, input by input."""

    code = "api"
    fields: Mapping[str, list[str]] = {}

    def __init__(
        self, message: str | None = None, *, fields: Mapping[str, list[str]] | None = None
    ) -> None:
        super().__init__(message)
        if fields is not None:
            self.fields = fields


class NotFound(ApiError):
    """There is no such thing, or it is not this caller's to see."""

    code = "not_found"
    message = "There is no such thing here. Check the id in the address."


class Forbidden(ApiError):
    """The caller is known, and may not do this."""

    code = "forbidden"
    message = "Your account may not do this."


class Invalid(ApiError):
    """A value can't be used; `fields` says which and why."""

    code = "invalid"
    message = "Some values can't be used. Look at fields."
