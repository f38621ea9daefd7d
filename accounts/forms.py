"""What a person may type about an account, and what is wrong with it in words."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import forms as auth_forms

from accounts import services
from accounts.models import User, canonical_email

NAME_LENGTH = User._meta.get_field("name").max_length


class NameField(forms.CharField):
    """A name on one line, however it was typed or pasted."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class RegisterForm(auth_forms.BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]
        field_classes = {"name": NameField}
        widgets = {
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
        }

    def clean_email(self) -> str:
        return canonical_email(self.cleaned_data["email"])


class NameForm(forms.Form):
    name = NameField(max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    shares_name = forms.BooleanField(required=False, label="Show my whole name on leaderboards")


class NewPasswordForm(auth_forms.SetPasswordForm):
    """A new password, for whoever came by the link in the mail."""

    user: User

    def save(self, commit: bool = True) -> User:
        services.change_password(self.user, password=self.cleaned_data["new_password1"])
        return self.user


class PasswordChangeForm(NewPasswordForm, auth_forms.PasswordChangeForm):
    """A new password, for whoever knows the old one."""

    old_password = forms.CharField(
        label="Old password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old_password", "new_password1", "new_password2"]


class PasswordForm(forms.Form):
    """The password once more, from whoever is signed in."""

    password = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError("This is not your password.")
        return password


class PasswordResetForm(auth_forms.PasswordResetForm):
    def get_users(self, email: str) -> Iterable[User]:
        """Whoever may reset this account's password: nobody, or its one active user."""
        users = User.objects.filter(email=canonical_email(email), is_active=True)
        return [user for user in users if user.has_usable_password()]
