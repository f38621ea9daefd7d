"""What the shop does by itself, and how often, in seconds.

A task that could not run before the next one is due is dropped: it would find nothing.
"""

from typing import Any


def every(seconds: float, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


SCHEDULE = {
    "sweep": every(1, "shop.tasks.sweep_holds"),
    "mend": every(1, "orders.tasks.mend_pools"),
    "carry": every(3, "shop.tasks.carry_movements"),
    "adjust": every(5, "shop.tasks.adjust_stock"),
    "settle": every(5, "shop.tasks.settle_sales"),
    "resume": every(10, "orders.tasks.resume_placements"),
    "tell": every(2, "orders.tasks.tell_what_happened"),
    "webhooks": every(2, "shop.tasks.send_webhooks"),
    "old webhooks": every(86_400, "shop.tasks.clear_webhooks"),
    "sessions": every(86_400, "accounts.tasks.clear_sessions"),
    "tokens": every(86_400, "accounts.tasks.clear_tokens"),
}
