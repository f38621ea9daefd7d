"""Products, stores, sales and their stock through the API."""
