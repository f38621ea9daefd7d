"""The rules of scarce stock, pure: state, requests and time in; outcomes and writes out.

Nothing here does input or output, so every interleaving can be tested by calling functions.
Several requests are decided together, each seeing what the one before it has done: a shell may
send one request at a time, or a group.
"""

from inventory.rules.decide import Decision, Outcome, decide
from inventory.rules.draft import MoreHoldsNeeded, Writes

__all__ = ["Decision", "MoreHoldsNeeded", "Outcome", "Writes", "decide"]
