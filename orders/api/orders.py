"""Orders: made of what is held, listed, shown, cancelled."""

from ninja import Router

router = Router(tags=["Orders"])
