"""How the admin writes dates and times, instead of as Django's own languages do."""
