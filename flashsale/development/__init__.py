"""`make run`: the whole shop on one machine, with all that it needs."""
