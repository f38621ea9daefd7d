"""What a discount code would give."""

from ninja import Router

router = Router(tags=["Buying"])
