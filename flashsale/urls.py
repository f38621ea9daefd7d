"""Every address of the shop, app by app."""

from django.contrib import admin
from django.urls import include, path

from flashsale import health, media, metrics
from flashsale.api.site import api

urlpatterns = [
    path("", include("shop.urls")),
    path("", include("orders.urls")),
    path("accounts/", include("accounts.urls")),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("media/<path:path>", media.picture, name="media"),
]
