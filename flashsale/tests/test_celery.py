"""What Celery does by itself."""

from django.conf import settings

from flashsale import celery_app


def test_every_scheduled_task_is_one_that_a_worker_knows() -> None:
    celery_app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled == {
        "accounts.tasks.clear_sessions",
        "accounts.tasks.clear_tokens",
        "orders.tasks.mend_pools",
        "orders.tasks.resume_placements",
        "orders.tasks.tell_what_happened",
        "shop.tasks.adjust_stock",
        "shop.tasks.carry_movements",
        "shop.tasks.clear_webhooks",
        "shop.tasks.send_webhooks",
        "shop.tasks.settle_sales",
        "shop.tasks.sweep_holds",
    }
    assert scheduled <= set(celery_app.tasks)
    assert "orders.notifying.send_mail" in celery_app.tasks
