"""Stores."""

from django.contrib import admin
from django.db.models import TextField
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from shop.models import Store


@admin.register(Store)
class StoreAdmin(ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    formfield_overrides = {TextField: {"widget": UnfoldAdminExpandableTextareaWidget}}
    prepopulated_fields = {"slug": ["name"]}
