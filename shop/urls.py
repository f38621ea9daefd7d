"""The addresses of the shop's pages."""

from django.urls import path

from shop import views

app_name = "shop"

urlpatterns = [
    path("", views.home, name="home"),
    path("products/", views.products, name="products"),
    path("products/<slug:slug>/", views.product, name="product"),
    path("stores/<slug:slug>/", views.store, name="store"),
    path("sales/", views.all_sales, name="sales"),
    path("sales/<slug:slug>/", views.sale, name="sale"),
    path("sales/<slug:slug>/stock.json", views.stock, name="stock"),
]
