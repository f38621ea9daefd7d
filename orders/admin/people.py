"""People, in the admin: deleted as they would delete themselves, so that their orders stay."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts.admin.people import UserAdmin, may_touch
from accounts.models import User
from flashsale.staff_actions import change_page, object_or_404
from orders.errors import CannotLeave
from orders.leaving import IN_THE_LOG, leave, reason_to_stay
from orders.models import Order

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Orders, addresses and the like are no reason against it: `leave` sees to them."""
        who = request.user
        return (
            isinstance(who, User)
            and may_touch(request, obj)
            and who.has_perm("accounts.delete_user")
        )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asks first; then does what the person would do, or tells staff why not.

        Not in Django's own way, which puts a transaction around it all.
        """
        user = object_or_404(self, request, object_id)
        if not isinstance(user, User) or not self.has_delete_permission(request, user):
            raise PermissionDenied
        if request.method != "POST":
            reason = reason_to_stay(user)
            return (
                self._ask(request, user) if reason is None else self._refuse(request, user, reason)
            )
        try:
            leave(user)
        except CannotLeave as reason:
            return self._refuse(request, user, reason)
        self.message_user(request, f"The account of {user} is deleted.", messages.SUCCESS)
        user.email = IN_THE_LOG
        self.log_deletions(request, [user])  # type: ignore[arg-type] # the row is gone
        return redirect("admin:accounts_user_changelist")

    def _ask(self, request: HttpRequest, user: User) -> HttpResponse:
        orders = Order.objects.filter(buyer_id=user.pk).count()
        sentences = [
            "Name, email, addresses and password go, and every device is signed out.",
            "What they hold is let go.",
            f"Orders that stay, without name and address: {orders}.",
            "This can't be undone.",
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "Delete the account",
            "opts": self.opts,
            "original": user,
            "question": f"Delete the account of {user}?",
            "outlooks": [(user, change_page(self, user), sentences)],
            "action": {"yes": "Yes, delete the account"},
            "button": "danger",
            "hidden": [],
            "back": change_page(self, user),
        }
        return TemplateResponse(request, "admin/ask_first.html", context)

    def _refuse(self, request: HttpRequest, user: User, reason: CannotLeave) -> HttpResponse:
        self.message_user(request, reason.message, messages.ERROR)
        return redirect(change_page(self, user))
