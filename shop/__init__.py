"""Stores, products and sales: what is offered, when, and the pages that show it."""
