"""Raw connections to Redis: many commands out in one write, all their replies in.

For the stock engine and the rush lane only, which ask tens of thousands of times a second; all
else speaks through redis-py. A line on which anything went wrong is closed, so that nobody is
ever given the rest of somebody else's answer.
"""

from flashsale.wire.address import Address, address_of
from flashsale.wire.blocking import BlockingLine
from flashsale.wire.finding import Elsewhere, Finding, Probe, Route
from flashsale.wire.looped import LoopedLine
from flashsale.wire.replies import BrokenLine, Command, Replies
from flashsale.wire.routes import route_of

__all__ = [
    "Address",
    "BlockingLine",
    "BrokenLine",
    "Command",
    "Elsewhere",
    "Finding",
    "LoopedLine",
    "Probe",
    "Replies",
    "Route",
    "address_of",
    "route_of",
]
