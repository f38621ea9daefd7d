"""All of the demo shop: its stores, and their products in the order of the stores."""

from __future__ import annotations

from shop.demo import kilnmoor, oriel_and_vane, quarterwave, tarn_and_welt
from shop.demo.records import DemoProduct, DemoStore

__all__ = ["PRODUCTS", "STORES", "DemoProduct", "DemoStore"]

STORES: tuple[DemoStore, ...] = (
    tarn_and_welt.STORE,
    quarterwave.STORE,
    kilnmoor.STORE,
    oriel_and_vane.STORE,
)

PRODUCTS: tuple[DemoProduct, ...] = (
    *tarn_and_welt.PRODUCTS,
    *quarterwave.PRODUCTS,
    *kilnmoor.PRODUCTS,
    *oriel_and_vane.PRODUCTS,
)
