"""Addresses of buying."""

from django.urls import path

from orders.views import cart, checkout, leaderboard, orders, reserving

app_name = "orders"

urlpatterns = [
    path("rush/items/<str:item>/reserve/", reserving.reserve_item, name="reserve"),
    path("cart/", cart.cart, name="cart"),
    path("cart/<uuid:item>/release/", cart.release, name="release"),
    path("cart/<uuid:item>/units/", cart.set_units, name="set_units"),
    path("cart/<uuid:item>/extend/", cart.extend, name="extend"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<slug:number>/", orders.order, name="order"),
    path("orders/<slug:number>/cancel/", orders.cancel, name="cancel"),
    path("leaderboard/", leaderboard.leaderboard, name="leaderboard"),
    path("sales/<slug:slug>/leaderboard/", leaderboard.sale_leaderboard, name="sale_leaderboard"),
]
