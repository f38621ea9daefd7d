"""The API's description of itself, and what holds for each of its operations."""

from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from flashsale.api.addresses import anything_else, in_one_form
from flashsale.api.completing import complete
from flashsale.api.documentation import SwaggerPage
from flashsale.api.handlers import refuse_in_one_form
from flashsale.api.parsing import StrictParser
from flashsale.api.words import DESCRIPTION, TAGS


class DocumentedAPI(NinjaAPI):
    """A NinjaAPI that is strict in what it reads, and whose schema says all that it answers."""

    def __init__(self) -> None:
        super().__init__(
            title="Flashsale",
            version="1",
            description=DESCRIPTION,
            urls_namespace="api",
            parser=StrictParser(),
            docs=SwaggerPage(),
            docs_decorator=require_safe,
            openapi_extra={"tags": TAGS},
        )
        refuse_in_one_form(self)

    @property
    def urls(self) -> tuple[list[URLPattern | URLResolver], str, str]:
        """Every address of the API, and 404 in its form for all others below it."""
        patterns, app_name, namespace = super().urls
        return [*in_one_form(patterns), anything_else], app_name, namespace

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext]
    ) -> ValidationError:
        """The errors, each at its place in what was sent: ninja puts the name of the argument that
        takes the whole body before it.
        """
        found = super().validation_error_from_error_contexts(error_contexts)
        whole = {getattr(each.model, "__read_from_single_attr__", None) for each in error_contexts}
        for error in found.errors:
            source, *place = error["loc"]
            if source == "body" and place and place[0] in whole:
                error["loc"] = (source, *place[1:])
        return found

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function that answers: client generators name theirs after it."""
        name: str = operation.view_func.__name__
        return name

    def get_openapi_schema(self, **_: Any) -> OpenAPISchema:
        """The schema; made once, since nothing in it depends on who asks."""
        return self._schema

    @cached_property
    def _schema(self) -> OpenAPISchema:
        schema = super().get_openapi_schema()
        complete(schema)
        return schema
