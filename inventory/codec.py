"""How records are written in Redis, and read back. Hashes of text, holds and claims as JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from inventory.records import Claim, ClaimState, Gap, Hold, Movement, Place, Pool

# In the order of the fields of Pool.
POOL_FIELDS = (
    "units", "available", "held", "claimed", "sold", "per_buyer_limit", "hold_seconds",
    "opens_at", "closes_at", "paused", "closed", "returned", "epoch", "version", "cooldown_seconds",
)  # fmt: skip
GAP_FIELDS = ("version", "withdrawal", "withdrawn_at")
CLOSES_AT = POOL_FIELDS.index("closes_at")

to_json = json.JSONEncoder(separators=(",", ":")).encode


def changed_fields(pool: Pool, *, before: Pool | None) -> list[str | int]:
    """Names and values, in turn, of what `stock:{pool}` has to hold instead of `before`.

    Times are milliseconds, no end is empty, flags are 0 or 1.
    """
    parts: list[str | int] = []
    for name in POOL_FIELDS:
        value = getattr(pool, name)
        if before is None or value != getattr(before, name):
            parts += (name, "" if value is None else int(value))
    return parts


def pool_from_values(values: Sequence[bytes | None]) -> Pool | None:
    """The pool whose POOL_FIELDS these are; None where there is none, or a fence's version only.

    A field that the pool was written without is 0.
    """
    if values[0] is None:
        return None
    pool = Pool(*[int(value or 0) for value in values])  # type: ignore[arg-type]
    pool.closes_at = int(end) if (end := values[CLOSES_AT]) else None
    pool.paused, pool.closed = bool(pool.paused), bool(pool.closed)
    return pool


def pool_from_fields(fields: Mapping[bytes, bytes]) -> Pool | None:
    """The pool that the whole hash describes."""
    return pool_from_values([fields.get(name.encode()) for name in POOL_FIELDS])


def gap_fields(gap: Gap) -> list[str | int]:
    """Names and values, in turn, of what `stock:{pool}` holds while the pool is withdrawn."""
    return [
        "version", gap.version, "withdrawal", gap.withdrawal, "withdrawn_at", gap.withdrawn_at,
    ]  # fmt: skip


def gap_from_values(values: Sequence[bytes | None]) -> Gap:
    """What the GAP_FIELDS say; a version alone is what a fence leaves where there was no pool."""
    version, withdrawal, withdrawn_at = values
    return Gap(int(version or 0), (withdrawal or b"").decode(), int(withdrawn_at or 0))


def hold_to_json(hold: Hold) -> str:
    values: dict[str, Any] = {
        "units": hold.units, "token": hold.token, "expires_at": hold.expires_at,
    }  # fmt: skip
    if hold.extended:
        values["extended"] = True
    return to_json(values)


def hold_from_json(pool_id: str, buyer: str, text: bytes) -> Hold:
    return Hold(pool_id=pool_id, buyer=buyer, **json.loads(text))


def claim_to_json(claim: Claim) -> str:
    values: dict[str, Any] = {
        "buyer": claim.buyer, "units": claim.units, "token": claim.token,
        "expires_at": claim.expires_at, "state": claim.state,
    }  # fmt: skip
    if claim.to_product:
        values["to_product"] = True
    if claim.extended:
        values["extended"] = True
    return to_json(values)


def claim_from_json(order: str, text: bytes) -> Claim:
    values = json.loads(text)
    return Claim(order=order, **{**values, "state": ClaimState(values["state"])})


def movement_to_parts(movement: Movement) -> list[str | int]:
    """Names and values of a ledger entry in turn, as XADD takes them; what is empty is left out."""
    parts: list[str | int] = [
        "write", movement.write_id, "kind", movement.kind, "units", movement.units,
        "from", movement.source, "to", movement.target, "epoch", movement.epoch,
    ]  # fmt: skip
    if movement.buyer:
        parts += ("buyer", movement.buyer)
    if movement.order:
        parts += ("order", movement.order)
    return parts


def movement_from_fields(fields: Mapping[bytes, bytes]) -> Movement:
    text = {name.decode(): value.decode() for name, value in fields.items()}
    return Movement(
        kind=text["kind"],
        units=int(text["units"]),
        source=Place(text["from"]),
        target=Place(text["to"]),
        write_id=text["write"],
        epoch=epoch_from_fields(fields),
        buyer=text.get("buyer", ""),
        order=text.get("order", ""),
    )


def epoch_from_fields(fields: Mapping[bytes, bytes]) -> int:
    """The epoch of a ledger entry; the first, where it was written before epochs were."""
    return int(fields.get(b"epoch", 1))
