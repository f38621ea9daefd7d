"""Register, sign in, sign out."""

import logging
from typing import Any

from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from accounts import services
from accounts.confirmation import mail_link
from accounts.errors import ConfirmationError, EmailTaken
from accounts.forms import LoginForm, RegisterForm
from accounts.models import User
from accounts.next_page import NextPageMixin

logger = logging.getLogger(__name__)


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class RegisterView(NextPageMixin, FormView):
    """A new shopper is signed in and back where they came from."""

    template_name = "accounts/register.html"
    form_class = RegisterForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: RegisterForm) -> HttpResponse:
        try:
            user = services.register_shopper(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password1"],
            )
        except EmailTaken as error:
            form.add_error("email", error.message)
            return self.form_invalid(form)
        _mail_first_link(user)
        login(self.request, user)
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)


class LoginView(NextPageMixin, auth_views.LoginView):
    """A shopper is signed in and back where they came from; `next` is for the way to register."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


class LogoutView(NextPageMixin, auth_views.LogoutView):
    """The session is over, here and in every copy."""


def _mail_first_link(user: User) -> None:
    """Where the broker is away, the profile has a button for later: nobody waits for a mail."""
    try:
        mail_link(user)
    except ConfirmationError as error:
        logger.warning("No link was sent to a new shopper: %s", error)
