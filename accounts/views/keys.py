"""The shopper's API keys, on the profile."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.api_keys import keys_of, revoke_key
from accounts.views.profile import SignedInRequest


@require_POST
@login_required
def revoke(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The key is good for nothing any more, if it was one of the shopper's."""
    found = keys_of(request.user).filter(pk=key).first()
    if found is not None and revoke_key(found):
        messages.success(request, f"{found} is revoked.")
    return redirect("accounts:profile")
