"""Addresses of buying."""

from django.urls import path

from orders.views import (
    account,
    addresses,
    bank,
    cancelling,
    cart,
    checkout,
    invoice,
    leaderboard,
    orders,
    payments,
    reserving,
    webhooks,
)

app_name = "orders"

urlpatterns = [
    path("rush/items/<str:item>/reserve/", reserving.reserve_item, name="reserve"),
    path("cart/", cart.cart, name="cart"),
    path("cart/holds.json", cart.holds, name="holds"),
    path("cart/<uuid:item>/release/", cart.release, name="release"),
    path("cart/<uuid:item>/units/", cart.set_units, name="set_units"),
    path("cart/<uuid:item>/extend/", cart.extend, name="extend"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("orders/", orders.orders, name="orders"),
    path("orders/orders.csv", account.export_orders, name="export_orders"),
    path("orders/<slug:number>/", orders.order, name="order"),
    path("orders/<slug:number>/invoice/", invoice.invoice, name="invoice"),
    path("orders/<slug:number>/paying/", payments.paying, name="paying"),
    path("orders/<slug:number>/give-up/", payments.give_up, name="give_up"),
    path("pay/test/<uuid:key>/", bank.bank, name="test_bank"),
    path("payments/webhooks/<slug:name>/", webhooks.webhook, name="webhook"),
    path("orders/<slug:number>/cancel/", cancelling.cancel, name="cancel"),
    path(
        "orders/<slug:number>/lines/<uuid:line>/cancel/", cancelling.cancel_line, name="cancel_line"
    ),
    path("accounts/addresses/", addresses.addresses, name="addresses"),
    path("accounts/addresses/<uuid:address>/delete/", addresses.forget, name="forget_address"),
    path("accounts/profile/export/", account.export, name="export"),
    path("accounts/profile/delete/", account.leave, name="leave"),
    path("leaderboard/", leaderboard.leaderboard, name="leaderboard"),
    path("sales/<slug:slug>/leaderboard/", leaderboard.sale_leaderboard, name="sale_leaderboard"),
]
