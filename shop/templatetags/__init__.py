"""How templates write money and time."""
