"""How records are written in Redis, and read back. Hashes of text, holds and claims as JSON."""

import json
from collections.abc import Mapping
from typing import Any

from inventory.records import Claim, ClaimState, Hold, Movement, Place, Pool

POOL_FIELDS = (
    "units", "available", "held", "claimed", "sold", "per_buyer_limit", "hold_seconds",
    "opens_at", "closes_at", "paused", "closed", "returned", "epoch", "version",
)  # fmt: skip


def pool_to_fields(pool: Pool) -> dict[str, int | str]:
    """The fields of `stock:{pool}`. Times are milliseconds, no end is empty, flags are 0 or 1."""
    values = ((name, getattr(pool, name)) for name in POOL_FIELDS)
    return {name: "" if value is None else int(value) for name, value in values}


def pool_from_fields(fields: Mapping[bytes, bytes]) -> Pool | None:
    """The pool, or None where the hash is missing (or holds nothing but a fence's version)."""
    if b"units" not in fields:
        return None
    number: dict[str, Any] = {name: int(fields.get(name.encode()) or 0) for name in POOL_FIELDS}
    closes_at = number["closes_at"] if fields.get(b"closes_at") else None
    flags = {"paused": bool(number["paused"]), "closed": bool(number["closed"])}
    return Pool(**{**number, "closes_at": closes_at, **flags})


def hold_to_json(hold: Hold) -> str:
    values: dict[str, Any] = {
        "units": hold.units, "token": hold.token, "expires_at": hold.expires_at,
    }  # fmt: skip
    if hold.extended:
        values["extended"] = True
    return json.dumps(values, separators=(",", ":"))


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
    return json.dumps(values, separators=(",", ":"))


def claim_from_json(order: str, text: bytes) -> Claim:
    values = json.loads(text)
    return Claim(order=order, **{**values, "state": ClaimState(values["state"])})


def movement_to_fields(movement: Movement) -> dict[str, str | int]:
    """The fields of a ledger entry; what is empty is left out."""
    fields: dict[str, str | int] = {
        "write": movement.write_id,
        "kind": movement.kind,
        "units": movement.units,
        "from": movement.source,
        "to": movement.target,
    }
    if movement.buyer:
        fields["buyer"] = movement.buyer
    if movement.order:
        fields["order"] = movement.order
    return fields


def movement_from_fields(fields: Mapping[bytes, bytes]) -> Movement:
    text = {name.decode(): value.decode() for name, value in fields.items()}
    return Movement(
        kind=text["kind"],
        units=int(text["units"]),
        source=Place(text["from"]),
        target=Place(text["to"]),
        write_id=text["write"],
        buyer=text.get("buyer", ""),
        order=text.get("order", ""),
    )
