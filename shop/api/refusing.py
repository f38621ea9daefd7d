"""What Django's validation refuses, in the API's form."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from flashsale.api.errors import Invalid


@contextmanager
def validation_as_invalid() -> Iterator[None]:
    """A ValidationError of the models is Invalid, with the admin's words by field."""
    try:
        yield
    except ValidationError as error:
        problems = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        fields = {
            "body" if name in ("", NON_FIELD_ERRORS) else name: told
            for name, told in problems.items()
        }
        raise Invalid(fields=fields) from error
