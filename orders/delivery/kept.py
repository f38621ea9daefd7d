"""Addresses that a shopper has used, kept for next time.

The id of one is made of its owner and its words, so that the same address is there once, whoever
is faster.
"""

from collections.abc import Mapping
from uuid import UUID, uuid5

from django.db import IntegrityError

from flashsale import clock
from orders.models import ADDRESS_FIELDS, Address


def kept_addresses(owner: UUID) -> list[Address]:
    """Those used last come first."""
    return list(Address.objects.filter(owner_id=owner).order_by("-used_at"))


def keep_address(owner: UUID, address: Mapping[str, str]) -> None:
    """The address is kept, as the one used last. Not to be called inside a transaction."""
    pk, now = _name(owner, address), clock.now()
    if Address.objects.filter(pk=pk).update(used_at=now):
        return
    try:
        Address.objects.create(pk=pk, owner_id=owner, used_at=now, **address)
    except IntegrityError:  # another tab was first
        Address.objects.filter(pk=pk).update(used_at=now)


def forget_address(owner: UUID, pk: UUID) -> bool:
    """The address is not kept any more; False if the owner had no such one."""
    return bool(Address.objects.filter(owner_id=owner, pk=pk).delete()[0])


def _name(owner: UUID, address: Mapping[str, str]) -> UUID:
    words = (" ".join(address[field].split()).casefold() for field in ADDRESS_FIELDS)
    return uuid5(owner, "\n".join(words))
