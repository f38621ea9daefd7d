"""Stores."""

from ninja import Router

router = Router(tags=["Stores"])
