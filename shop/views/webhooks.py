"""The owner's pages of webhooks: the addresses, and of each what was sent there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from shop.models import WebhookDelivery, WebhookEndpoint, WebhookKind
from shop.views.listening import ListenersRequest, for_listeners, own_endpoint
from shop.webhooks import endpoints
from shop.webhooks.errors import TooManyEndpoints
from shop.webhooks.forms import EndpointForm, KindsForm
from shop.webhooks.signing import secret_of
from shop.webhooks.trying import MOST_TRIES

DELIVERIES_ON_A_PAGE = 20
SHOW_SECRET_OF = "webhook_secret_of"  # noqa: S105 - the name of it


@require_http_methods(["GET", "HEAD", "POST"])
@for_listeners
def webhooks(request: ListenersRequest) -> HttpResponse:
    """The user's endpoints; or, when the form was sent, there is one more."""
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            endpoint = endpoints.add(request.user.pk, **form.cleaned_data)
        except TooManyEndpoints as error:
            form.add_error(None, error.message)
        else:
            show_secret_next(request, endpoint)
            return redirect("shop:webhook", endpoint=endpoint.pk)
    own = WebhookEndpoint.objects.filter(owner_id=request.user.pk)
    rows = [(endpoint, labels_of(endpoint)) for endpoint in own]
    return render(request, "shop/webhooks/list.html", {"rows": rows, "form": form})


@require_safe
@for_listeners
def webhook(request: ListenersRequest, endpoint: UUID) -> HttpResponse:
    """One endpoint, with what was sent there, the latest first; once with its secret."""
    return endpoint_page(request, own_endpoint(request, endpoint))


def endpoint_page(
    request: ListenersRequest, endpoint: WebhookEndpoint, *, form: KindsForm | None = None
) -> HttpResponse:
    sent = WebhookDelivery.objects.filter(endpoint_id=endpoint.pk)
    page = Paginator(sent, DELIVERIES_ON_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "endpoint": endpoint,
        "deliveries": page,
        "most_tries": MOST_TRIES,
        "labels": labels_of(endpoint),
        "form": form or KindsForm(initial={"kinds": endpoint.kinds.split()}),
    }
    if request.session.get(SHOW_SECRET_OF) == str(endpoint.pk):
        del request.session[SHOW_SECRET_OF]
        context["secret"] = secret_of(endpoint)
    return render(request, "shop/webhooks/endpoint.html", context)


def show_secret_next(request: HttpRequest, endpoint: WebhookEndpoint) -> None:
    """The endpoint's page shows its secret, the next time that it is looked at.

    The session only remembers whose: the secret itself is stored nowhere.
    """
    request.session[SHOW_SECRET_OF] = str(endpoint.pk)
    messages.success(request, "Copy the secret now: it is shown this once.")


def labels_of(endpoint: WebhookEndpoint) -> list[str]:
    """What it is told of, in words."""
    return [str(WebhookKind(kind).label) for kind in endpoint.kinds.split()]
