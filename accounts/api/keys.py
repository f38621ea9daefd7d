"""API keys: made, listed, revoked."""

from ninja import Router

router = Router(tags=["API keys"])
