"""The forms that passwords are typed into, by shoppers and by staff, and how they are locked."""

from typing import Any, TypeVar

from django import forms
from django.contrib.auth import forms as auth_forms
from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.views.decorators.debug import sensitive_variables
from unfold.forms import AuthenticationForm as UnfoldForm

from accounts import lockout
from accounts.errors import LockedOut

TOO_MANY_REQUESTS = 429
R = TypeVar("R", bound=HttpResponseBase)


class LockingMixin:
    """Before a password is checked, and before it is told whether it was right, the lockout is
    asked (`accounts.lockout`). A form that is refused for that says how long to wait.
    """

    cleaned_data: dict[str, Any]
    locked_out: LockedOut | None = None

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("username")
        if email is None or not self.cleaned_data.get("password"):
            return self._checked()
        try:
            lockout.require_open(email)
            try:
                cleaned = self._checked()
            except ValidationError:
                lockout.note_failure(email)
                raise
            lockout.note_success(email)
        except LockedOut as error:
            self.locked_out = error
            raise ValidationError(error.message, code=error.code) from error
        return cleaned

    def _checked(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]  # a form's
        return cleaned


class LoginForm(LockingMixin, auth_forms.AuthenticationForm):
    """Email and password; what is wrong with them is not told apart."""

    username = auth_forms.UsernameField(
        label="Email", widget=forms.EmailInput(attrs={"autofocus": True})
    )
    error_messages = {
        **auth_forms.AuthenticationForm.error_messages,
        "invalid_login": "This email and password do not belong together. Please check both.",
    }


class StaffLoginForm(LockingMixin, UnfoldForm):
    """What opens the admin."""


def with_wait(response: R, form: object) -> R:
    """The page of a form; where that is locked, it says so to programs, too."""
    if isinstance(form, LockingMixin) and form.locked_out is not None:
        response.status_code = TOO_MANY_REQUESTS
        response["Retry-After"] = str(form.locked_out.retry_after)
    return response
