"""Services are killed, cut off and lost in the middle of a rush."""
