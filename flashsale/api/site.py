"""The API as a whole: every app's part at its place."""

from accounts.api import keys, signing_in
from flashsale.api.schema import DocumentedAPI
from orders.api import cart, discounts, leaderboard, orders, purchasing, reserving
from shop.api import inventory, products, running, sales, stores

api = DocumentedAPI()

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
