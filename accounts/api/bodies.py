"""What programs send and are told about accounts. Passwords and tokens are in no `repr`."""

from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, SecretStr

from accounts.forms import NAME_LENGTH
from accounts.models import User
from flashsale.api.values import Asked, Moment

EMAIL_LENGTH = User._meta.get_field("email").max_length
PASSWORD_LENGTH = 4_096
TOKEN_LENGTH = 200

EMAIL = "ada@example.com"
PASSWORD = "correct horse battery"  # noqa: S105 - an example
TOKEN = "T_5L5fAWoStYgUlCHWVBbm9EVepM0btJw6XPle0_0YE"  # noqa: S105 - an example


class Credentials(Asked):
    email: str = Field(max_length=EMAIL_LENGTH, examples=[EMAIL])
    password: SecretStr = Field(max_length=PASSWORD_LENGTH, examples=[PASSWORD])


class NewAccount(Asked):
    """What the schema says beyond lengths, the register form checks, and says it in its words."""

    email: str = Field(
        max_length=EMAIL_LENGTH, examples=[EMAIL], json_schema_extra={"format": "email"}
    )
    name: str = Field(
        max_length=NAME_LENGTH, examples=["Ada Lovelace"], json_schema_extra={"minLength": 1}
    )
    password: SecretStr = Field(
        max_length=PASSWORD_LENGTH,
        examples=[PASSWORD],
        description="Not only digits, not one that many have, and not like the email or the name.",
        json_schema_extra={"minLength": 8},
    )


class TokenAsked(Asked):
    refresh_token: SecretStr = Field(max_length=TOKEN_LENGTH, examples=[TOKEN])


class TokensBody(Schema):
    access_token: str = Field(
        repr=False, description="For `Authorization: Bearer …`.", examples=["eyJhbGciOi…"]
    )
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - no password
    expires_in: int = Field(
        description="Seconds that the access token is good for.", examples=[900]
    )
    refresh_token: str = Field(
        repr=False, description="For `POST auth/refresh`, once.", examples=[TOKEN]
    )
    refresh_expires_in: int = Field(
        description="Seconds until the password is needed again.", examples=[2_592_000]
    )


class AccountBody(Schema):
    id: UUID
    email: str = Field(examples=["ada@example.com"])
    name: str = Field(examples=["Ada Lovelace"])
    shares_name: bool = Field(description="Whether leaderboards show the whole name.")
    is_confirmed: bool = Field(description="Whether a link sent to the email was followed.")
    is_staff: bool
    joined_at: Moment


class RegisteredBody(TokensBody):
    user: AccountBody
