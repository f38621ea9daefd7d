"""Products: found, shown, managed."""

from ninja import Router

router = Router(tags=["Products"])
