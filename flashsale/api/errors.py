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


class Unreadable(ApiError):
    """The request is broken: its body is no JSON, or what surrounds it can't be understood."""

    code = "bad_request"
    message = "The request can't be read. Send a body of valid JSON, in UTF-8."


class WrongMediaType(ApiError):
    """The body is of a kind that no operation takes."""

    code = "unsupported_media_type"
    message = "Send the body as JSON, with the header Content-Type: application/json."


class WrongMethod(ApiError):
    """The address is right, and does not take this method."""

    code = "method_not_allowed"
    message = "This address does not take this method. The header Allow tells which it takes."


class TooLarge(ApiError):
    """The body is larger than the shop reads."""

    code = "too_large"
    message = "The body is too large."


class Broken(ApiError):
    """The shop itself failed; what happened is in its log."""

    code = "internal_error"
    message = "Something broke on our side. It has been noted. Please try again later."
