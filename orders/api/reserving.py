"""Hold units of an item, and let them go."""

from ninja import Router

router = Router(tags=["Buying"])
