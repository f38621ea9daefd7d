"""The demo shop comes to life: people, sales in every phase, and what was bought in them."""
