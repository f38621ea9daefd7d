"""The verbs of the engine, by subject. `inventory.api` is the door to them."""
