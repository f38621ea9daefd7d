"""Two buyers, two units, and what they and the shop do at the same moment."""

from inventory.lost_answers import LONGEST_DOUBT_MS
from inventory.requests import Reserve
from inventory.tests.asking import claim, release, reserve, unclaim
from inventory.tests.model_checking.scenarios import (
    HOLD_MS,
    Scenario,
    group,
    process,
    sweep,
)

THE_END = (HOLD_MS, HOLD_MS + 1)
"""The millisecond in which a hold ends, and the one after it, in which its TTL key is gone."""

THE_PAUSE = (HOLD_MS - 1, HOLD_MS, 2 * HOLD_MS)
"""It lasts as long as a hold. Who lets go at once pauses until the second of these moments, whose
hold runs out until the third."""

TOO_LATE_TO_JUDGE = LONGEST_DOUBT_MS + 1

ANN_HOLDS_ALL = process("given", reserve("ann", 2))
ANN_HOLDS_ONE = process("given", reserve("ann", 1))
ANN_HAS_CLAIMED_ALL = process("given", reserve("ann", 2), claim("o1", "ann", 2))

ANN_RESERVES = process("ann", reserve("ann", 2))
BOB_RESERVES = process("bob", reserve("bob", 2))
ANN_PAYS = process("ann", claim("o1", "ann", 2))
ANN_LETS_GO_AND_RESERVES = process("ann", release("ann"), reserve("ann", 2))
TAB_RESERVES = process("tab 2", Reserve(buyer="ann", units=1, token="tab 2"))
SWEEP = process("sweep", sweep())
UNDO = process("undo", unclaim("o1"))
"""Somebody else undoes Ann's order, as `resume_placements` may."""

SMALL = {
    "both want all": Scenario((ANN_RESERVES, BOB_RESERVES)),
    "pay against time-up": Scenario(
        (ANN_PAYS, BOB_RESERVES, SWEEP), given=ANN_HOLDS_ALL, moments=THE_END
    ),
    "pay against undo, and a line breaks": Scenario(
        (ANN_PAYS, UNDO), given=ANN_HOLDS_ALL, moments=THE_END, breaks=1
    ),
    "pay against reserve, and a line breaks": Scenario(
        (ANN_PAYS, BOB_RESERVES), given=ANN_HOLDS_ALL, moments=THE_END, breaks=1
    ),
    "pay again after two lines broke": Scenario(
        (process("ann", claim("o1", "ann", 2), claim("o1", "ann", 2)),),
        given=ANN_HOLDS_ALL, moments=(*THE_END, TOO_LATE_TO_JUDGE), breaks=2,
    ),
    "sold out, and undone": Scenario(
        (process("bob", reserve("bob", 1), reserve("bob", 1)), UNDO),
        given=ANN_HAS_CLAIMED_ALL, moments=THE_END,
    ),
    "let go or run out, and again in two tabs": Scenario(
        (ANN_LETS_GO_AND_RESERVES, TAB_RESERVES),
        given=ANN_HOLDS_ALL, moments=THE_PAUSE, cooldown_seconds=HOLD_MS // 1_000,
    ),
}  # fmt: skip

LARGE = {
    "a group against undo and sweep": Scenario(
        (group("shell", claim("o1", "ann", 1), reserve("bob", 2)), UNDO, SWEEP),
        given=ANN_HOLDS_ONE, moments=THE_END,
    ),
    "pay, reserve, sweep and undo": Scenario(
        (ANN_PAYS, BOB_RESERVES, SWEEP, UNDO), given=ANN_HOLDS_ALL, moments=THE_END
    ),
    "pay and undo beside reserve and pay, and a line breaks": Scenario(
        (
            process("ann", claim("o1", "ann", 1), unclaim("o1")),
            process("bob", reserve("bob", 1), claim("o2", "bob", 1)),
        ),
        given=ANN_HOLDS_ONE, moments=THE_END, breaks=1,
    ),
    "all the way beside reserve, and a line breaks": Scenario(
        (process("ann", reserve("ann", 2), claim("o1", "ann", 2), unclaim("o1")), BOB_RESERVES),
        moments=THE_END, breaks=1,
    ),
    "let go or run out beside a sweep, and again in two tabs": Scenario(
        (ANN_LETS_GO_AND_RESERVES, TAB_RESERVES, SWEEP),
        given=ANN_HOLDS_ALL, moments=THE_PAUSE, cooldown_seconds=HOLD_MS // 1_000,
    ),
    "two tabs, and a line breaks": Scenario(
        (
            process("tab 1", reserve("ann", 2), claim("o1", "ann", 2)),
            TAB_RESERVES,
        ),
        moments=THE_END, breaks=1,
    ),
}  # fmt: skip
