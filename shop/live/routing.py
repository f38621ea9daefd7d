"""The addresses of the websockets."""

from django.urls import path

from shop.live.consumer import SaleConsumer

websocket_urlpatterns = [
    path("ws/sales/<slug:slug>/", SaleConsumer.as_asgi()),
]
