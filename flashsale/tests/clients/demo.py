"""The logins of the demo shop, which the clients use that need to manage something."""

STAFF = ("staff@example.com", "behind-the-counter")
OWNER = ("owner@example.com", "above-the-boatyard")
OWNED_STORE = "tarn-and-welt"
