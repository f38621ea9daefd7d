"""An API of the shop's kind whose operations fail in every way, as the addresses of a test."""

from typing import Annotated

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest
from django.urls import include, path
from ninja import Body, Schema
from pydantic import ConfigDict, Field

from flashsale.api import failures
from flashsale.api.addresses import anything_else
from flashsale.api.answers import answers
from flashsale.api.schema import DocumentedAPI

api = DocumentedAPI()


class Parcel(Schema):
    model_config = ConfigDict(extra="forbid")
    label: str
    notes: list[str] = []
    pieces: int = Field(1, strict=True)


@api.get("parcels", response=answers(Parcel))
def find(request: HttpRequest, q: str = "") -> Parcel:
    return Parcel(label=q)


@api.post("parcels", response=answers(Parcel))
def send(request: HttpRequest, parcel: Annotated[Parcel, Body()]) -> Parcel:
    return parcel


@api.get("broken", response=answers(None))
def break_down(request: HttpRequest) -> None:
    raise ZeroDivisionError("the secret of the shop")


@api.get("away", response=answers(None))
def lose_database(request: HttpRequest) -> None:
    raise OperationalError("the secret of the shop")


@api.get("missing", response=answers(None))
def miss(request: HttpRequest) -> None:
    raise Http404("the secret of the shop")


@api.get("odd", response=answers(None))
def suspect(request: HttpRequest) -> None:
    raise SuspiciousOperation("the secret of the shop")


urlpatterns = [path("api/v1/", api.urls), path("api/", include([anything_else]))]

handler400 = failures.bad_request
handler403 = failures.forbidden
handler404 = failures.not_found
handler500 = failures.broken
