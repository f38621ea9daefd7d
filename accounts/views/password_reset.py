"""A new password for whoever forgot the old one, by a link in a mail."""

from django.contrib.auth import forms as auth_forms
from django.contrib.auth import views as auth_views
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from kombu.exceptions import OperationalError

from accounts.forms import NewPasswordForm, PasswordResetForm
from accounts.tasks import send_password_reset


class PasswordResetView(auth_views.PasswordResetView):
    """A link is on its way, if there is an account; the answer doesn't tell.

    Nor does its time: the account is looked up and the mail is sent in the background.
    """

    template_name = "accounts/password_reset.html"
    form_class = PasswordResetForm
    success_url = reverse_lazy("accounts:password_reset_done")

    def form_valid(self, form: auth_forms.PasswordResetForm) -> HttpResponse:
        _mail_link(
            form.cleaned_data["email"],
            domain=self.request.get_host(),
            use_https=self.request.is_secure(),
        )
        return HttpResponseRedirect(self.get_success_url())


class PasswordResetDoneView(auth_views.PasswordResetDoneView):
    template_name = "accounts/password_reset_done.html"


class PasswordResetConfirmView(auth_views.PasswordResetConfirmView):
    """The password is the one just chosen, and every session before it is over."""

    template_name = "accounts/password_reset_confirm.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:password_reset_complete")


class PasswordResetCompleteView(auth_views.PasswordResetCompleteView):
    template_name = "accounts/password_reset_complete.html"


def _mail_link(email: str, *, domain: str, use_https: bool) -> None:
    try:
        send_password_reset.delay(email, domain=domain, use_https=use_https)
    except OperationalError:
        # The broker is away: better slow than never.
        send_password_reset(email, domain=domain, use_https=use_https)
