"""A sale is started and ended; its live stock."""

from ninja import Router

router = Router(tags=["Sales"])
