"""The demo shop: four invented stores, their products, and a drawn picture of each."""
