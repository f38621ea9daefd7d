"""A shopper's own page: name, password, and the ways to their data."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import services
from accounts.api_keys import keys_of
from accounts.forms import NameForm, PasswordChangeForm
from accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` is given."""

    user: User


@never_cache
@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    """Both forms, or, when the name was sent, the shopper has a new name."""
    if request.method != "POST":
        return _page(request)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, name_form=form)
    services.rename(request.user, **form.cleaned_data)
    messages.success(request, "Your name is saved.")
    return redirect("accounts:profile")


@never_cache
@sensitive_post_parameters()
@login_required
def password_change(request: SignedInRequest) -> HttpResponse:
    """The shopper has a new password and stays signed in here, and nowhere else."""
    if request.method != "POST":
        return redirect("accounts:profile")
    form = PasswordChangeForm(request.user, request.POST)
    if not form.is_valid():
        return _page(request, password_form=form)
    update_session_auth_hash(request, form.save())
    messages.success(request, "Your password is changed. Other devices are signed out.")
    return redirect("accounts:profile")


def _page(
    request: SignedInRequest,
    *,
    name_form: NameForm | None = None,
    password_form: PasswordChangeForm | None = None,
) -> HttpResponse:
    user = request.user
    context = {
        "name_form": name_form or NameForm(initial=_shown(user)),
        "password_form": password_form or PasswordChangeForm(user),
        "keys": list(keys_of(user)),
    }
    return render(request, "accounts/profile.html", context)


def _shown(user: User) -> dict[str, object]:
    return {"name": user.name, "shares_name": user.shares_name}
