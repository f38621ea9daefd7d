"""People and groups."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm
from unfold.widgets import UnfoldAdminPasswordWidget

from accounts import lockout
from accounts.models import User
from accounts.refresh_tokens import end_families

FACTS = ("joined_at", "last_login", "email_confirmed_at")
RIGHTS = ("is_staff", "is_superuser", "groups")


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].widget = UnfoldAdminPasswordWidget({"autocomplete": "new-password"})


class PasswordByStaffForm(AdminPasswordChangeForm):
    """A new password; whoever was locked out for wrong ones can sign in with it."""

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=commit)
        lockout.lift(user.email)
        return user


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = NewUserForm
    change_password_form = PasswordByStaffForm
    list_display = ["email", "name", "is_confirmed", "is_active", "is_staff", "joined_at"]
    list_filter = [
        "is_active",
        ("email_confirmed_at", EmptyFieldListFilter),
        "is_staff",
        "is_superuser",
    ]
    search_fields = ["email", "name"]
    ordering = ["email"]
    filter_horizontal = []
    autocomplete_fields = ["groups"]
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)
    fieldsets = (
        (None, {"fields": ("email", "name", "shares_name", "password", "is_active")}),
        ("Rights", {"fields": RIGHTS}),
        ("Times", {"fields": FACTS}),
    )

    @display(description="Confirmed", boolean=True, ordering="email_confirmed_at")
    def is_confirmed(self, user: User) -> bool:
        return user.email_confirmed_at is not None

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """People are deleted one by one, on their pages."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return dict(actions)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Only superusers give rights: nobody else can give themselves more than they have."""
        if _may_do_all(request):
            return FACTS
        return (*FACTS, *RIGHTS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return may_touch(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Not from here: what becomes of a person's orders is decided where orders are."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """What is told is stored; a new email has to be confirmed anew.

        Programs of an account that is shut don't come in again, should it be opened again.
        """
        if change and "email" in form.changed_data:
            obj.email_confirmed_at = None
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            end_families(obj)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    """Whoever could edit a group could give their own every right, so only superusers do."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _may_do_all(request)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return _may_do_all(request)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return _may_do_all(request)


def may_touch(request: HttpRequest, user: User | None) -> bool:
    """Staff without every right may not change colleagues, who may have more: not even a password.

    A password is a way in, and so is an email to which a new one can be sent.
    """
    return user is None or not user.is_staff or _may_do_all(request)


def _may_do_all(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser
