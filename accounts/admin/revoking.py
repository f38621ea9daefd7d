"""What staff may end of other people's programs."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest
from unfold.dataclasses import UnfoldAction

from flashsale.admin_reading import ReadOnlyAdmin

FOR_GOOD = "This can't be undone."
REVOKED = "It is revoked already."


class RevocableAdmin(ReadOnlyAdmin):
    """Things with a `revoked_at`, which are shown, and revoked where they are not yet."""

    def has_revoke_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing else is changed here, so who may change these things may revoke them."""
        user: Any = request.user
        return bool(user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"))

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[UnfoldAction]:
        """Revoking is offered where something can be revoked."""
        thing: Any = self.get_object(request, unquote(str(object_id)))
        if thing is None or thing.revoked_at is not None:
            return []
        actions: list[UnfoldAction] = super().get_actions_detail(request, object_id)
        return actions
