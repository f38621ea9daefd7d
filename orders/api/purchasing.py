"""Hold and order in one step."""

from ninja import Router

router = Router(tags=["Buying"])
