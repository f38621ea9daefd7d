"""Buyers in the order of purchase."""

from ninja import Router

router = Router(tags=["Leaderboard"])
