"""What the owner of an endpoint presses on its page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from shop.models import WebhookDelivery
from shop.views.listening import ListenersRequest, for_listeners, own_endpoint
from shop.views.webhooks import endpoint_page, show_secret_next
from shop.webhooks import endpoints, pausing
from shop.webhooks.forms import KindsForm


@require_POST
@for_listeners
def choose(request: ListenersRequest, endpoint: UUID) -> HttpResponse:
    """The endpoint is told of the chosen kinds."""
    own = own_endpoint(request, endpoint)
    form = KindsForm(request.POST)
    if not form.is_valid():
        return endpoint_page(request, own, form=form)
    endpoints.choose_kinds(own, kinds=form.cleaned_data["kinds"])
    return _back(endpoint, request, "Saved. It counts for what happens from now on.")


@require_POST
@for_listeners
def pause(request: ListenersRequest, endpoint: UUID) -> HttpResponse:
    pausing.pause(own_endpoint(request, endpoint))
    return _back(endpoint, request, "Paused. What happens meanwhile waits.")


@require_POST
@for_listeners
def resume(request: ListenersRequest, endpoint: UUID) -> HttpResponse:
    pausing.resume(own_endpoint(request, endpoint))
    return _back(endpoint, request, "Resumed. What waited is sent now.")


@require_POST
@for_listeners
def test(request: ListenersRequest, endpoint: UUID) -> HttpResponse:
    endpoints.send_test(own_endpoint(request, endpoint))
    return _back(endpoint, request, "A test message is on its way. Reload to see what came of it.")


@require_POST
@for_listeners
def renew(request: ListenersRequest, endpoint: UUID) -> HttpResponse:
    """The endpoint has a new secret, which its page shows once."""
    own = own_endpoint(request, endpoint)
    endpoints.renew_secret(own)
    show_secret_next(request, own)
    return redirect("shop:webhook", endpoint=endpoint)


@require_POST
@for_listeners
def resend(request: ListenersRequest, endpoint: UUID, delivery: UUID) -> HttpResponse:
    own = own_endpoint(request, endpoint)
    endpoints.resend(get_object_or_404(WebhookDelivery, pk=delivery, endpoint_id=own.pk))
    return _back(endpoint, request, "It is sent again. Reload to see what came of it.")


@require_POST
@for_listeners
def delete(request: ListenersRequest, endpoint: UUID) -> HttpResponse:
    endpoints.remove(own_endpoint(request, endpoint))
    messages.success(request, "Deleted. Nothing is sent there any more.")
    return redirect("shop:webhooks")


def _back(endpoint: UUID, request: ListenersRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("shop:webhook", endpoint=endpoint)
