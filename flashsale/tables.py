"""Tables of plain text, as commands print them."""

from collections.abc import Sequence
from itertools import zip_longest

GAP = "  "


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The rows under their header, in columns; numbers stand at the right of theirs."""
    cells = [list(header), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    is_number = [
        any(isinstance(cell, int | float) for cell in column) for column in zip_longest(*rows)
    ] or [False] * len(header)
    return "\n".join(
        GAP.join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, is_number, strict=True)
        ).rstrip()
        for line in cells
    )


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
