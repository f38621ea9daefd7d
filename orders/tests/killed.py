"""For a process of its own: does something to an order and dies at a named moment.

A moment is the end of a call: `inventory.claim`, `gateway.capture`, or a step such as
`step.mark_placed`. The process kills itself with SIGKILL: nothing is cleaned up.
"""

import os
import signal
from collections.abc import Callable
from types import ModuleType
from typing import Any

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flashsale.settings")
    django.setup()

# A process that was forked for the tests has no Django before this line.
from django.db import connection

from inventory import api as inventory
from orders import abandoning, cancelling, placement
from orders.models import Order
from orders.payment import gateway


def die_while(verb: str, order_id: str, moment: str, database: str) -> None:
    """The process is gone once the moment came; it works on the test database of that name."""
    connection.settings_dict["NAME"] = database
    where, name = moment.split(".")
    if where == "step":
        for module in (placement, cancelling):
            _die_after_step(module, name)
    else:
        owner: Any = {"inventory": inventory, "gateway": gateway}[where]
        setattr(owner, name, _then_die(getattr(owner, name)))

    order = Order.objects.get(pk=order_id)
    if verb == "place":
        placement.place(order)
    elif verb == "cancel":
        cancelling.cancel(order)
    else:
        abandoning.abandon(order, failure_code="interrupted")


def _die_after_step(module: ModuleType, name: str) -> None:
    for steps in ("STEPS_TO_PLACED", "STEPS_AFTER_PLACED", "STEPS_AFTER_CANCELLED"):
        if hasattr(module, steps):
            wrapped = [
                _then_die(step) if step.__name__ == name else step
                for step in getattr(module, steps)
            ]
            setattr(module, steps, tuple(wrapped))


def _then_die(call: Callable[..., Any]) -> Callable[..., Any]:
    def called(*args: Any, **kwargs: Any) -> None:
        call(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return called
