"""Sales: found, shown, made."""

from ninja import Router

router = Router(tags=["Sales"])
