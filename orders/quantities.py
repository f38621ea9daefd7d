"""Reading how many units somebody asks for, from JSON or a form."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException

from flashsale.answers import JSON
from inventory.api import LARGEST_QUANTITY, BadQuantity
from orders.errors import BodyTooLarge

WHOLE_NUMBER = re.compile(r"[0-9]{1,4}", re.ASCII)
LARGEST_BODY_BYTES = 16_384

T = TypeVar("T")


def refusing_bad_bodies(read: Callable[[HttpRequest], T]) -> Callable[[HttpRequest], T]:
    """Reading a body that Django won't read raises BodyTooLarge or BadQuantity."""

    @wraps(read)
    def read_or_refuse(request: HttpRequest) -> T:
        try:
            return read(request)
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as error:
            raise BodyTooLarge from error
        except (BadRequest, MultiPartParserError) as error:
            raise BadQuantity from error

    return read_or_refuse


@refusing_bad_bodies
def require_small_body(request: HttpRequest) -> None:
    """Raises BodyTooLarge for a body that is larger than any honest request."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY_BYTES:
        raise BodyTooLarge
    try:
        size = len(request.body)
    except RawPostDataException:
        # The check of the CSRF token has read a multipart form, as far as its declared length.
        return
    if size > LARGEST_BODY_BYTES:
        raise BodyTooLarge


@refusing_bad_bodies
def asked_quantity(request: HttpRequest) -> int:
    """The `quantity` of the request, 1 where it names none. Raises BadQuantity.

    JSON must give a number, a form the digits of one. The engine refuses the same numbers, but
    it is not asked where the item is none.
    """
    quantity = _from_json(request) if request.content_type == JSON else _from_form(request)
    if not 1 <= quantity <= LARGEST_QUANTITY:
        raise BadQuantity
    return quantity


def _from_json(request: HttpRequest) -> int:
    try:
        body: Any = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise BadQuantity from error
    quantity = body.get("quantity", 1) if isinstance(body, dict) else None
    if isinstance(quantity, bool) or not isinstance(quantity, int):
        raise BadQuantity
    return quantity


def _from_form(request: HttpRequest) -> int:
    text = request.POST.get("quantity", "1")
    if not WHOLE_NUMBER.fullmatch(text.strip()):
        raise BadQuantity
    return int(text)
