"""Who calls, as far as the request itself proves it."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import Error as DatabaseError
from django.http import HttpRequest
from pymongo.errors import PyMongoError

from accounts.access_tokens import proof_of
from flashsale.answers import is_for_api
from flashsale.client_address import client_address


def account_of(request: HttpRequest) -> str | None:
    """The id of whom the request comes from: at the API by its access token, else by its session.

    The session is read as every page reads it, mostly from its copy.
    """
    proof = proof_of(request) if is_for_api(request) else None
    if proof is not None:
        return proof.user_id
    return _signed_in(request.session) if request.session.session_key else None


def _signed_in(session: SessionBase) -> str | None:
    was_accessed = session.accessed
    try:
        account: str | None = session.get(SESSION_KEY)
    except (DatabaseError, PyMongoError):
        return None  # the view will meet it too, and answer
    finally:
        # An answer that does not ask who it is for is for everybody.
        session.accessed = was_accessed
    return account


def address_of(request: HttpRequest) -> str:
    """The address of the request."""
    return client_address(request.META)
