"""Placements a second beside plain inserts a second, on each database. See bench/README.md."""
