"""What has to be true of what people were told, at every later moment."""

from collections import Counter
from dataclasses import dataclass

from inventory.errors import ReservationContention
from inventory.records import ClaimState, Hold
from inventory.requests import BuyerRequest, MakeClaim, OrderRequest, Request, Reserve, Unclaim
from inventory.tests.model_checking.actors import Actor, Answer, Told
from inventory.tests.model_checking.records import Records
from inventory.tests.model_checking.scenarios import Process
from inventory.tests.model_checking.violations import Violation

MOVEMENT_OF: dict[type[Request], str] = {
    Reserve: "reserve", MakeClaim: "claim", Unclaim: "unclaim",
}  # fmt: skip

NEVER_RIGHT = {
    Answer.BASELESS: Violation.BASELESS_REFUSAL,
    Answer.BROKEN: Violation.BROKEN,
}


@dataclass(frozen=True, slots=True)
class Promises:
    """`shared` are buyers and orders for whom several processes act, in no order."""

    shared: frozenset[str]

    def broken(
        self, actor: Actor, requests: tuple[Request, ...], records: Records
    ) -> Violation | None:
        """The worst that is wrong with what the actor was told when it asked `requests`."""
        told = list(zip(requests, actor.told, strict=False))
        found = [_wrong(request, one, records) for request, one in told]
        if told and not actor.could:
            found.append(self._not_so_any_more(*told[-1], records))
        return next((kind for kind in found if kind), None)

    def _not_so_any_more(self, request: Request, told: Told, records: Records) -> Violation | None:
        """What is wrong with what the actor was told last, if nobody else was to change it."""
        if isinstance(told.what, Hold) and told.what.buyer not in self.shared:
            is_over = told.what.expires_at <= records.now
            is_so = is_over or records.holds.get(told.what.buyer) == told.what
            return None if is_so else Violation.TOLD_MADE_AND_LOST
        if isinstance(request, MakeClaim) and request.order not in self.shared:
            claim = records.claims.get(request.order)
            is_claimed = claim is not None and claim.state is ClaimState.CLAIMED
            if told.answer is Answer.CLAIMED and not is_claimed:
                return Violation.TOLD_MADE_AND_LOST
            is_no = told.answer is Answer.REFUSED and told.what != ReservationContention.__name__
            return Violation.TOLD_LOST_AND_MADE if is_no and is_claimed else None
        return None


def promises_in(processes: tuple[Process, ...]) -> Promises:
    """What the processes of a scenario may be told that has to last."""
    acting = Counter(name for process in processes for name in _names(process))
    return Promises(frozenset(name for name, count in acting.items() if count > 1))


def _names(process: Process) -> set[str]:
    names = set()
    for request in (one for group in process.groups for one in group):
        if isinstance(request, BuyerRequest | MakeClaim):
            names.add(request.buyer)
        if isinstance(request, OrderRequest):
            names.add(request.order)
    return names


def _wrong(request: Request, told: Told, records: Records) -> Violation | None:
    """What is wrong with what somebody was told, now or at any later moment."""
    is_made = any(
        made.write_id == request.write_id and made.kind == MOVEMENT_OF.get(type(request))
        for _, made in records.movements
    )
    if told.answer in (Answer.REFUSED, Answer.UNAVAILABLE):
        return Violation.TOLD_LOST_AND_MADE if is_made else None
    if told.answer is Answer.HELD:
        return None if is_made else Violation.TOLD_MADE_AND_LOST
    if told.answer is Answer.CLAIMED:
        return None if told.what in records.claims else Violation.TOLD_MADE_AND_LOST
    if isinstance(request, Unclaim) and told.answer is Answer.DONE:
        claim = records.claims.get(request.order)
        is_over = claim is not None and claim.state is not ClaimState.CLAIMED
        return None if is_over else Violation.TOLD_MADE_AND_LOST
    return NEVER_RIGHT.get(told.answer)
