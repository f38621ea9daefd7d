"""Programs that are signed in, for staff: since when, how it ended; and an end to it."""

from collections.abc import Sequence

from django.contrib import admin
from unfold.enums import ActionVariant

from accounts.admin.revoking import FOR_GOOD, REVOKED, RevocableAdmin
from accounts.models import TokenFamily
from accounts.refresh_tokens import revoke_family
from flashsale.staff_actions import StaffAction, from_list, from_page


def _if_revoked(families: Sequence[TokenFamily]) -> list[list[str]]:
    return [
        [REVOKED]
        if family.revoked_at
        else [f"{family.user}'s program has to sign in again, within minutes.", FOR_GOOD]
        for family in families
    ]


REVOKE = StaffAction(
    name="revoke",
    label="Revoke",
    icon="link_off",
    question="Revoke {}?",
    yes="Yes, revoke",
    service=revoke_family,
    foresee=_if_revoked,
    done=lambda family: f"{family}: revoked.",
    permission="revoke",
    variant=ActionVariant.DANGER,
)


@admin.register(TokenFamily)
class TokenFamilyAdmin(RevocableAdmin):
    list_display = ["user", "started_at", "ends_at", "revoked_at", "revoked_because"]
    list_select_related = ["user"]
    list_filter = ["revoked_because"]
    search_fields = ["user__email"]
    ordering = ["-started_at"]
    fields = ["user", "started_at", "ends_at", "revoked_at", "revoked_because"]
    actions = [from_list(REVOKE)]
    actions_detail = ["revoke"]
    revoke = from_page(REVOKE)
