"""Register, sign in, refresh, sign out."""

from ninja import Router

router = Router(tags=["Accounts"])
