"""Pools, their ledgers, and adjustments by hand."""

from ninja import Router

router = Router(tags=["Inventory"])
