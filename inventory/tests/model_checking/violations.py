"""What may be found to be wrong."""

from enum import StrEnum


class Violation(StrEnum):
    OVERSELL = "more units are held, claimed and sold than there are"
    LOST_UNITS = "units are nowhere, or would never come back"
    BOOKS = "counters, records and ledger say different things"
    APART = "hold, expiry and TTL key do not belong together"
    CLAIM_AFTER_EXPIRY = "a claim was made after its hold had run out"
    HELD_IN_PAUSE = "somebody holds anew before their pause is over"
    TOLD_LOST_AND_MADE = "somebody was told that it was not done, and it is done"
    TOLD_MADE_AND_LOST = "somebody was told that it was done, and it is not"
    BASELESS_REFUSAL = "somebody was refused for a reason that was never true"
    BROKEN = "a conversation failed"
