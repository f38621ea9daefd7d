"""The API as a whole: every app's part at its place, and one form for every refusal."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from accounts.api import keys, signing_in
from flashsale.api.refusals import invalid, refused, unreadable
from flashsale.errors import FlashSaleError
from orders.api import cart, discounts, leaderboard, orders, purchasing, reserving
from orders.errors import SignedOut
from shop.api import inventory, products, running, sales, stores

api = NinjaAPI(title="Flashsale", version="1", urls_namespace="api", docs_url=None)

api.add_router("auth", signing_in.router)
api.add_router("keys", keys.router)
api.add_router("products", products.router)
api.add_router("stores", stores.router)
api.add_router("flashsales", sales.router)
api.add_router("sales", running.router)
api.add_router("sales", reserving.router)
api.add_router("inventory", inventory.router)
api.add_router("cart", cart.router)
api.add_router("orders", orders.router)
api.add_router("", purchasing.router)
api.add_router("discounts", discounts.router)
api.add_router("leaderboard", leaderboard.router)


@api.exception_handler(FlashSaleError)
def refuse(request: HttpRequest, error: FlashSaleError) -> HttpResponse:
    return refused(error)


@api.exception_handler(ValidationError)
def refuse_values(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return invalid(error.errors)


@api.exception_handler(AuthenticationError)
def refuse_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refused(SignedOut())


@api.exception_handler(HttpError)
def refuse_request(request: HttpRequest, error: HttpError) -> HttpResponse:
    return unreadable(error)
