"""The way to a key's server in a cluster: the slot map, read anew whenever it proves wrong.

A key that is on its way to another server (ASK) is not followed there: a pool is many keys, and
while they are on their way the other server takes those that it hasn't got yet for empty.
Whoever asks again is served as soon as the whole slot has moved.
"""

from dataclasses import replace
from typing import Any

from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot

from flashsale.wire.address import Address
from flashsale.wire.finding import Finding, Probe, Route, first_answer, raise_elsewhere
from flashsale.wire.replies import BrokenLine, Replies

Slots = list[Address | None]


class Cluster(Route):
    """All that `seeds` tell of."""

    is_one = False

    def __init__(self, seeds: tuple[Address, ...]) -> None:
        self._seeds = seeds
        self._nodes = list(seeds)
        self._slots: Slots | None = None

    def known(self, key: str) -> Address | None:
        slots = self._slots
        return slots[key_slot(key.encode())] if slots else None

    def find(self, key: str) -> Finding:
        slots = self._slots
        if slots is None:
            probes = [Probe(node, ("CLUSTER", "SLOTS")) for node in self._nodes]
            probe, reply = yield from first_answer(probes)
            slots = parse_slots(reply, told_by=probe.address)
            self._learn(slots, told_by=probe.address)
        address = slots[key_slot(key.encode())]
        if address is None:
            self._slots = None
            raise BrokenLine("no server has this slot")
        return address

    def forget(self, address: Address, *, instead: tuple[str, int] | None = None) -> None:
        """The map is read anew: at first from the server that was named, at last from this one."""
        self._slots = None
        nodes = [node for node in self._nodes if node != address]
        if instead is not None:
            named = replace(address, host=instead[0], port=instead[1])
            nodes = [named, *(node for node in nodes if node != named)]
        self._nodes = [*nodes, address]

    def check(self, replies: Replies) -> None:
        raise_elsewhere(replies)

    def check_opening(self, reply: object) -> None:
        """Each server says itself, with every command, which keys it has."""

    def _learn(self, slots: Slots, *, told_by: Address) -> None:
        """Whoever told this is asked last the next time: it may have heard of less than others."""
        found = {address for address in slots if address is not None}
        others = found.union(self._seeds).difference([told_by])
        self._nodes = [*sorted(others, key=lambda node: (node.host, node.port)), told_by]
        self._slots = slots


def parse_slots(reply: Any, *, told_by: Address) -> Slots:
    """The primary of each slot, by what CLUSTER SLOTS says; None where there is none.

    A server that doesn't name its own host is where it was asked.
    """
    slots: Slots = [None] * REDIS_CLUSTER_HASH_SLOTS
    for first, last, (host, port, *_), *_ in reply:
        address = replace(told_by, host=(host or b"").decode() or told_by.host, port=int(port))
        slots[first : last + 1] = [address] * (last + 1 - first)
    return slots
