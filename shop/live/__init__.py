"""Live stock: the count of a sale, sent to every browser that watches it, as it changes."""
