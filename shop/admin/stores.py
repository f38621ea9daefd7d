"""Stores."""

from django.contrib import admin
from django.db.models import TextField
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from accounts.models import User
from shop.models import Store

GIVEN_TO_OWNERS = [
    f"shop.{action}_{model}"
    for action in ("add", "change", "delete")
    for model in ("product", "sale")
]
"""What an owner may do with the store's own: nobody gives, by naming one, what they lack."""


@admin.register(Store)
class StoreAdmin(ModelAdmin):
    list_display = ["name", "slug", "owner"]
    list_select_related = ["owner"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["owner"]
    formfield_overrides = {TextField: {"widget": UnfoldAdminExpandableTextareaWidget}}
    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Store | None = None) -> list[str]:
        user = request.user
        may_give = isinstance(user, User) and user.has_perms(GIVEN_TO_OWNERS)
        return [] if may_give else ["owner"]
