"""What the turns say together."""

from collections.abc import Mapping, Sequence
from statistics import median

from flashsale.tables import table

INSERTS = ("order", "charge", "rows")
HEADER = ["DATABASE", "PLACEMENTS", "ORDERS", "RATIO", "CHARGES", "RATIO", "ALL ROWS", "RATIO"]


def medians(turns: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median rate of each task, and the median of each turn's ratio to each insert.

    Ratios are taken in one turn, since a machine that is busy is so for both.
    """
    found = {task: round(median(turn[task] for turn in turns), 1) for task in turns[0]}
    for insert in INSERTS:
        ratio = median(turn["placements"] / turn[insert] for turn in turns)
        found[f"ratio_to_{insert}"] = round(ratio, 3)
    return found


def as_text(found: Mapping[str, Mapping[str, float]]) -> str:
    """A row for each database."""
    rows: list[list[object]] = []
    for name, facts in found.items():
        row: list[object] = [name, round(facts["placements"])]
        for insert in INSERTS:
            row += [round(facts[insert]), facts[f"ratio_to_{insert}"]]
        rows.append(row)
    return table(HEADER, rows)
