"""Who sees the pages of webhooks, and whose they are."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.models import User
from shop.models import WebhookEndpoint
from shop.webhooks.listeners import may_listen


class ListenersRequest(HttpRequest):
    """What a view behind `for_listeners` is given."""

    user: User


def for_listeners(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only who can be told of something comes in, and who has an endpoint from when they could.

    Who is signed out signs in first, and comes back to the list: what a form posts to answers no
    GET. Everybody else gets 403.
    """

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, **arguments: object) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            page = request.get_full_path() if request.method == "GET" else reverse("shop:webhooks")
            return redirect_to_login(page)
        if not may_listen(user) and not WebhookEndpoint.objects.filter(owner=user).exists():
            raise PermissionDenied
        return view(request, **arguments)

    return checked


def own_endpoint(request: ListenersRequest, endpoint: UUID) -> WebhookEndpoint:
    """The endpoint, if it is the user's own. Raises Http404."""
    return get_object_or_404(WebhookEndpoint, pk=endpoint, owner_id=request.user.pk)
