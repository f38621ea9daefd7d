"""Background work of orders. The mails' own task is in `orders.notifying`."""

from celery import shared_task

from orders import notifying, resuming

__all__ = ["notifying", "resume_placements"]


@shared_task
def resume_placements() -> None:
    """Orders that a crash left half placed or half undone are finished."""
    resuming.resume_placements()
