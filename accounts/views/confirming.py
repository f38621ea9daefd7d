"""Confirming an email: the link in the mail, its button, and the way to a new mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.confirmation import confirm as confirm_email
from accounts.confirmation import mail_link
from accounts.errors import ConfirmationError, ConfirmationTooOld
from accounts.tokens import confirmable
from accounts.views.profile import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks; POST confirms: programs that look into mails follow links, and press no buttons."""
    try:
        if request.method == "POST":
            confirm_email(token)
            return redirect("accounts:confirmed")
        context = {"email": confirmable(token).email}
    except ConfirmationTooOld:
        context = {"email": ""}
    return render(request, "accounts/confirm.html", context)


@require_safe
def confirmed(request: HttpRequest) -> HttpResponse:
    """What can be done now."""
    return render(request, "accounts/confirmed.html")


@require_POST
@login_required
def send(request: SignedInRequest) -> HttpResponse:
    """A mail with a new link is on its way, and the shopper back where the button was."""
    if request.user.email_confirmed_at is not None:
        messages.success(request, "Your email is confirmed already.")
        return _back(request)
    try:
        mail_link(request.user)
    except ConfirmationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"A link is on its way to {request.user.email}.")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    page = request.POST.get("next", "")
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}
    )
    return HttpResponseRedirect(page) if is_ours else redirect("accounts:profile")
