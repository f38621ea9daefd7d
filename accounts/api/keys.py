"""API keys: made, listed, revoked."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from accounts.api.ways_in import Scope, caller, signed_in_only
from accounts.api_keys import keys_of, make_key, revoke_key
from accounts.models import ApiKey
from flashsale.api.answers import answers
from flashsale.api.errors import NotFound
from flashsale.api.paging import Page, Paging, paged
from flashsale.api.values import Asked, Moment

router = Router(tags=["API keys"])

NAME_LENGTH = ApiKey._meta.get_field("name").max_length


class NewKeyBody(Asked):
    name: str = Field(
        min_length=1,
        max_length=NAME_LENGTH,
        pattern=r"\S",
        description="Which program it is for.",
        examples=["Warehouse"],
    )
    scopes: list[Scope] = Field(
        min_length=1,
        max_length=len(Scope),
        description="`read` sees, `buy` holds and orders, `manage` runs sales and stock.",
        examples=[["read", "buy"]],
    )


class KeyBody(Schema):
    id: UUID = Field(description="For the header `X-Api-Key`.")
    name: str = Field(examples=["Warehouse"])
    scopes: list[Scope] = Field(examples=[["buy", "read"]])
    created_at: Moment
    last_used_at: Moment | None = Field(description="To the minute.")


class MadeKeyBody(KeyBody):
    secret: str = Field(
        repr=False,
        description="Signs requests. It is never shown again.",
        examples=["61101442bb0c103a6b1cd226b83882c96fc4fd09dfe3b09804664b54f3decdef"],
    )


@router.post(
    "",
    auth=signed_in_only(),
    response=answers(MadeKeyBody, 401, 403, 409, status=201),
    operation_id="make_key",
    summary="Make an API key",
)
def make(request: HttpRequest, body: NewKeyBody) -> Status:
    """A program of yours can sign its requests. Note the secret: it is shown this one time."""
    made = make_key(caller(request), name=body.name.strip(), scopes=body.scopes)
    return Status(201, MadeKeyBody(**_shown(made.key).dict(), secret=made.secret))


@router.get(
    "",
    auth=signed_in_only(),
    response=answers(Page[KeyBody], 401),
    operation_id="keys",
    summary="Your API keys",
)
def keys(request: HttpRequest, paging: Annotated[Paging, Query()]) -> dict[str, object]:
    """Those that are not revoked, the newest first, without their secrets."""
    return paged(keys_of(caller(request)), paging, shown=lambda found: [*map(_shown, found)])


@router.delete(
    "{uuid:id}",
    auth=signed_in_only(),
    response=answers(None, 401, 403, 404, status=204),
    operation_id="revoke_key",
    summary="Revoke an API key",
)
def revoke(request: HttpRequest, id: UUID) -> Status:  # noqa: A002 - as the address has it
    """Nothing that is signed with it is answered any more."""
    key = keys_of(caller(request)).filter(pk=id).first()
    if key is None:
        raise NotFound
    revoke_key(key)
    return Status(204, None)


def _shown(key: ApiKey) -> KeyBody:
    return KeyBody(
        id=key.pk,
        name=key.name,
        scopes=[Scope(scope) for scope in key.scopes.split()],
        created_at=key.created_at,
        last_used_at=key.last_used_at,
    )
