"""Register, sign in, sign out."""

from typing import Any

from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from accounts import services
from accounts.confirmation import mail_first_link
from accounts.errors import EmailTaken
from accounts.forms import RegisterForm
from accounts.login_forms import LoginForm, with_wait
from accounts.next_page import NextPageMixin


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
        mail_first_link(user)
        login(self.request, user)
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)


class LoginView(NextPageMixin, auth_views.LoginView):
    """A shopper is signed in and back where they came from; `next` is for the way to register."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return with_wait(super().form_invalid(form), form)


class LogoutView(NextPageMixin, auth_views.LogoutView):
    """The session is over, here and in every copy."""
