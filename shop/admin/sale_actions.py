"""What staff do with sales. Publishing, ending and cancelling ask first, even from the list."""

from unfold.enums import ActionVariant

from flashsale import clock
from flashsale.staff_actions import StaffAction
from shop import publishing, running
from shop.admin import outlooks
from shop.models import Sale

PUBLISH = StaffAction(
    name="publish",
    label="Publish",
    icon="campaign",
    question="Publish {}?",
    yes="Yes, publish",
    service=publishing.publish,
    foresee=outlooks.if_published,
    done=lambda sale: f"{sale} is published.",
    variant=ActionVariant.PRIMARY,
)
PAUSE = StaffAction(
    name="pause",
    label="Pause",
    icon="pause",
    question="Pause {}?",
    yes="Yes, pause",
    service=running.pause,
    foresee=outlooks.if_paused,
    done=lambda sale: f"{sale} is paused.",
    asks_in_lists=False,
)
RESUME = StaffAction(
    name="resume",
    label="Resume",
    icon="play_arrow",
    question="Resume {}?",
    yes="Yes, resume",
    service=running.resume,
    foresee=outlooks.if_resumed,
    done=lambda sale: f"{sale} goes on.",
    asks_in_lists=False,
)
END = StaffAction(
    name="end",
    label="End now",
    icon="stop",
    question="End {} now?",
    yes="Yes, end now",
    service=running.end_now,
    foresee=outlooks.if_ended,
    done=lambda sale: f"{sale} has ended.",
)
CANCEL = StaffAction(
    name="cancel",
    label="Cancel sale",
    icon="cancel",
    question="Cancel {}?",
    yes="Yes, cancel the sale",
    service=running.cancel,
    foresee=outlooks.if_cancelled,
    done=lambda sale: f"{sale} is cancelled.",
    variant=ActionVariant.DANGER,
)

ALL = (PUBLISH, PAUSE, RESUME, END, CANCEL)


def sensible_for(sale: Sale) -> tuple[str, ...]:
    """Names of the buttons on the sale's page: no rules, but what is of use to show."""
    if sale.published_at is None:
        return (PUBLISH.name,)
    if sale.cancelled_at is not None or sale.settled_at is not None:
        return ()
    if sale.ends_at is not None and sale.ends_at <= clock.now():
        return (CANCEL.name,)
    pause_or_resume = PAUSE.name if sale.paused_at is None else RESUME.name
    end = (END.name,) if sale.starts_at <= clock.now() else ()
    return ("terms", pause_or_resume, *end, CANCEL.name)
