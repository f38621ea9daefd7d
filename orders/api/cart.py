"""The caller's live holds."""

from ninja import Router

router = Router(tags=["Buying"])
