"""What one buyer does with one pool, asking again until they are told; and what they were told."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar
from uuid import uuid4

from inventory import api

PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.05

T = TypeVar("T")


@dataclass
class Story:
    """Where the units of one buyer are, by what was told last, and when (monotonic seconds).

    `place` is "held", "claimed", "settled" or "" (they have none). `troubles` are the names of
    the errors after which the same was asked again.
    """

    pool_id: str
    buyer: str = field(default_factory=lambda: str(uuid4()))
    order: str = field(default_factory=lambda: str(uuid4()))
    units: int = 0
    place: str = ""
    told_at: float = 0.0
    troubles: list[str] = field(default_factory=list)

    def told(self, place: str, units: int) -> None:
        self.place, self.units, self.told_at = place, units, time.monotonic()


def live(pool_id: str, *, lots: Random, keeps: bool) -> Story:
    """A whole story; who `keeps` may end with units, others give back what they got."""
    story = Story(pool_id)
    try:
        _go_on(story, lots, keeps=keeps)
    except api.OutOfStock:
        story.told("", 0)
    except (api.HoldExpired, api.ClaimRefused):
        # It was lost with a server. So what was told last is not true, and stays to be found.
        return story
    return story


def _go_on(story: Story, lots: Random, *, keeps: bool) -> None:
    pool_id, buyer, order = story.pool_id, story.buyer, story.order
    units = lots.randint(1, 3)
    hold = _until_told(story, lambda: api.reserve(pool_id, buyer=buyer, units=units)).hold
    story.told("held", hold.units)
    if keeps and lots.random() < 0.3:
        return
    if lots.random() < 0.6:
        claim = lambda: api.claim(  # noqa: E731
            pool_id, order=order, buyer=buyer, units=hold.units, token=hold.token
        )
        _until_told(story, claim)
        story.told("claimed", hold.units)
        if keeps and lots.random() < 0.3:
            return
        if keeps and lots.random() < 0.5:
            _until_told(story, lambda: api.settle(pool_id, order=order))
            story.told("settled", hold.units)
            return
        _until_told(story, lambda: api.unclaim(pool_id, order=order))
        story.told("held", hold.units)
    _until_told(story, lambda: api.release(pool_id, buyer=buyer))
    story.told("", 0)


def _until_told(story: Story, verb: Callable[[], T]) -> T:
    """Every verb may be repeated: so who was told "not now" knows in the end how it is."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return verb()
        except api.PoolMissing:
            raise
        except (api.StockUnavailable, api.ReservationContention) as trouble:
            if time.monotonic() > give_up_at:
                raise
            story.troubles.append(type(trouble).__name__)
            time.sleep(PAUSE_SECONDS)
