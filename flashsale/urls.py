"""Every address of the shop, app by app."""

from django.contrib import admin
from django.urls import include, path

from flashsale import health, media, metrics
from flashsale.api import failures
from flashsale.api.addresses import anything_else
from flashsale.api.site import api

urlpatterns = [
    # First: a program's answer is small, and to look for its address last would show.
    path("api/v1/", api.urls),
    path("api/", include([anything_else])),
    path("", include("shop.urls")),
    path("", include("orders.urls")),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("media/<path:path>", media.picture, name="media"),
]

handler400 = failures.bad_request
handler403 = failures.forbidden
handler404 = failures.not_found
handler500 = failures.broken
