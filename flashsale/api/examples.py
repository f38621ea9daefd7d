"""A body for each operation that takes one, as somebody would send it."""

from typing import Any

ITEM = "6f1d0f2e-2c55-4f0e-9c0e-0a3f5f6f3c11"
PRODUCT = "b0c7a8d4-5a0e-4d2b-8f0a-2f4f9d3f7a22"
STORE = "d3a1b5c6-7e8f-4a9b-8c1d-4e5f6a7b8c33"

ACCOUNT = {"email": "ada@example.com", "name": "Ada Lovelace", "password": "a long enough password"}
TOKEN = {"refresh_token": "what POST auth/login gave you"}
DELIVERY = {
    "recipient": "Ada Lovelace",
    "street": "1 Mill Lane",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}

BODIES: dict[str, dict[str, Any]] = {
    "register": ACCOUNT,
    "signup": ACCOUNT,
    "login": {name: ACCOUNT[name] for name in ("email", "password")},
    "refresh": TOKEN,
    "logout": TOKEN,
    "make_key": {"name": "Warehouse", "scopes": ["read", "buy"]},
    "create_product": {
        "store": STORE,
        "name": "Speckled mug",
        "description": "Stoneware, 0.3 l.",
        "price": "19.90",
        "stock": 200,
    },
    "change_product": {"price": "17.90", "add_stock": 50},
    "create_sale": {
        "title": "Spring drop",
        "starts_at": "2026-05-04T12:00:00.000Z",
        "ends_at": "2026-05-04T14:00:00.000Z",
        "hold_seconds": 600,
        "items": [{"product": PRODUCT, "units": 20, "price": "14.90", "limit_per_buyer": 2}],
    },
    "adjust_inventory": {"units": 5, "reason": "A box turned up"},
    "reserve": {"quantity": 2},
    "purchase": {"saleId": ITEM, "quantity": 2},
    "purchase_product": {"productId": PRODUCT, "quantity": 1},
    "order": {"code": "SPRING", "delivery": DELIVERY, "payment": "approve"},
    "check_discount": {"code": "SPRING"},
}
