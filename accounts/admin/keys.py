"""API keys, for staff: whose they are and what for, never their secrets; and an end to them."""

from collections.abc import Sequence

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from unfold.enums import ActionVariant

from accounts.admin.revoking import FOR_GOOD, REVOKED, RevocableAdmin
from accounts.api_keys import revoke_key
from accounts.models import ApiKey
from flashsale.staff_actions import StaffAction, from_list, from_page


def _if_revoked(keys: Sequence[ApiKey]) -> list[list[str]]:
    return [
        [REVOKED]
        if key.revoked_at
        else [f"Whatever {key.user}'s program signs with it is refused from now on.", FOR_GOOD]
        for key in keys
    ]


REVOKE = StaffAction(
    name="revoke",
    label="Revoke",
    icon="key_off",
    question="Revoke {}?",
    yes="Yes, revoke",
    service=revoke_key,
    foresee=_if_revoked,
    done=lambda key: f"{key} is revoked.",
    permission="revoke",
    variant=ActionVariant.DANGER,
)


@admin.register(ApiKey)
class ApiKeyAdmin(RevocableAdmin):
    list_display = ["name", "user", "scopes", "created_at", "last_used_at", "revoked_at"]
    list_select_related = ["user"]
    list_filter = [("revoked_at", EmptyFieldListFilter)]
    search_fields = ["name", "user__email"]
    fields = ["id", "name", "user", "scopes", "created_at", "last_used_at", "revoked_at"]
    actions = [from_list(REVOKE)]
    actions_detail = ["revoke"]
    revoke = from_page(REVOKE)
