"""Three ways to make the same writes on a hot pool, measured beside each other.

`manage.py bench_reservations` is the door. It works on pools of its own, and removes them.
"""
