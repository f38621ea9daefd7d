"""The addresses of the shop's pages."""

from django.urls import path

from shop import views
from shop.views import webhook_actions as actions
from shop.views import webhooks

app_name = "shop"

urlpatterns = [
    path("", views.home, name="home"),
    path("products/", views.products, name="products"),
    path("products/<slug:slug>/", views.product, name="product"),
    path("stores/<slug:slug>/", views.store, name="store"),
    path("sales/", views.all_sales, name="sales"),
    path("sales/<slug:slug>/", views.sale, name="sale"),
    path("sales/<slug:slug>/stock.json", views.stock, name="stock"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<uuid:endpoint>/", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:endpoint>/choose/", actions.choose, name="webhook_choose"),
    path("webhooks/<uuid:endpoint>/pause/", actions.pause, name="webhook_pause"),
    path("webhooks/<uuid:endpoint>/resume/", actions.resume, name="webhook_resume"),
    path("webhooks/<uuid:endpoint>/test/", actions.test, name="webhook_test"),
    path("webhooks/<uuid:endpoint>/secret/", actions.renew, name="webhook_renew"),
    path("webhooks/<uuid:endpoint>/delete/", actions.delete, name="webhook_delete"),
    path(
        "webhooks/<uuid:endpoint>/deliveries/<uuid:delivery>/resend/",
        actions.resend,
        name="webhook_resend",
    ),
]
