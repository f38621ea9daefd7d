"""Register, sign in, refresh, sign out."""

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Status

from accounts import refresh_tokens, signing_in
from accounts.access_tokens import new_access_token
from accounts.api.bodies import (
    AccountBody,
    Credentials,
    NewAccount,
    RegisteredBody,
    TokenAsked,
    TokensBody,
)
from accounts.api.registering import registrable
from accounts.api.ways_in import Scope, caller, ways_in
from accounts.models import User
from flashsale.api.answers import answers

router = Router(tags=["Accounts"])


def register(request: HttpRequest, body: NewAccount) -> Status:
    """You have an account, and are signed in. A mail asks you to confirm the address."""
    email, name = registrable(body)
    fresh = signing_in.register(email=email, name=name, password=body.password.get_secret_value())
    return Status(201, RegisteredBody(user=_account(fresh.user), **_tokens(fresh).dict()))


for path in ("register", "signup"):
    router.post(
        path,
        response=answers(RegisteredBody, 409, status=201),
        operation_id=path,
        summary="Open an account",
    )(register)


@router.post("login", response=answers(TokensBody, 401), operation_id="login", summary="Sign in")
def login(request: HttpRequest, body: Credentials) -> TokensBody:
    """You get an access token for some minutes, and a refresh token, which gives the next ones."""
    fresh = signing_in.sign_in(request, email=body.email, password=body.password.get_secret_value())
    return _tokens(fresh)


@router.post(
    "refresh",
    response=answers(TokensBody, 401),
    operation_id="refresh",
    summary="Exchange a refresh token",
)
def refresh(request: HttpRequest, body: TokenAsked) -> TokensBody:
    """You get new tokens for this refresh token, which is used up.

    A token that is used a second time was stolen: then all that descend from the same sign-in end.
    """
    return _tokens(refresh_tokens.rotate(body.refresh_token.get_secret_value()))


@router.post(
    "logout", response=answers(None, status=204), operation_id="logout", summary="Sign out"
)
def logout(request: HttpRequest, body: TokenAsked) -> Status:
    """No refresh token of this sign-in works any more; the access token does until its end."""
    refresh_tokens.sign_out(body.refresh_token.get_secret_value())
    return Status(204, None)


@router.get(
    "me",
    auth=ways_in(Scope.READ),
    response=answers(AccountBody, 401, 403),
    operation_id="me",
    summary="Your account",
)
def me(request: HttpRequest) -> AccountBody:
    """Who you are to the shop."""
    return _account(caller(request))


def _tokens(fresh: refresh_tokens.Fresh) -> TokensBody:
    return TokensBody(
        access_token=new_access_token(fresh.user),
        expires_in=settings.ACCESS_TOKEN_SECONDS,
        refresh_token=fresh.token,
        refresh_expires_in=fresh.seconds_left,
    )


def _account(user: User) -> AccountBody:
    return AccountBody(
        id=user.pk,
        email=user.email,
        name=user.name,
        shares_name=user.shares_name,
        is_confirmed=user.email_confirmed_at is not None,
        is_staff=user.is_staff,
        joined_at=user.joined_at,
    )
