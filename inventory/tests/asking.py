"""Requests as the tests ask them: short, with a token that is told by its buyer."""

from dataclasses import replace

from inventory import requests as ask
from inventory.errors import StockError
from inventory.records import Claim
from inventory.rules import Outcome
from inventory.tests.shelf import TERMS, Shelf


def reserve(buyer: str, units: int = 1) -> ask.Reserve:
    return ask.Reserve(buyer=buyer, units=units, token=f"token of {buyer}")


def set_units(buyer: str, units: int) -> ask.SetUnits:
    return ask.SetUnits(buyer=buyer, units=units)


def extend(buyer: str, seconds: int = 120) -> ask.Extend:
    return ask.Extend(buyer=buyer, seconds=seconds)


def release(buyer: str) -> ask.Release:
    return ask.Release(buyer=buyer)


def claim(order: str, buyer: str, units: int = 1) -> ask.MakeClaim:
    return ask.MakeClaim(order=order, buyer=buyer, units=units, token=f"token of {buyer}")


def unclaim(order: str) -> ask.Unclaim:
    return ask.Unclaim(order=order)


def settle(order: str) -> ask.Settle:
    return ask.Settle(order=order)


def restock(order: str) -> ask.Restock:
    return ask.Restock(order=order)


def add_units(operation: str, units: int) -> ask.AddUnits:
    return ask.AddUnits(operation=operation, units=units)


def withdraw(*, up_to_epoch: int | None = TERMS.epoch, patience_ms: int = 0) -> ask.Withdraw:
    return ask.Withdraw(up_to_epoch=up_to_epoch, patience_ms=patience_ms)


def rebuild(
    withdrawal: str, *claims: Claim, units: int = 10, returned: int | None = None
) -> ask.RebuildPool:
    """In the epoch after that of `open_shelf`."""
    return ask.RebuildPool(
        withdrawal=withdrawal, units=units, terms=replace(TERMS, epoch=2), claims=claims,
        returned=returned,
    )  # fmt: skip


def open_shelf(*, units: int = 3) -> Shelf:
    """A pool in memory that is open, with these units and a limit of 5."""
    shelf = Shelf()
    shelf.ask(ask.OpenPool(units=units, terms=TERMS))
    return shelf


def said(outcome: Outcome) -> object:
    """An outcome to be compared: refusals by their class and what they say."""
    return (type(outcome), vars(outcome)) if isinstance(outcome, StockError) else outcome
