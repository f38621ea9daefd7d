"""The plot: rate and p99 against the number of clients, one line a driver.

Readable on a light and on a dark page: nothing is drawn behind it, and every colour stands out
from both. Text stays text, so the file is small and can be searched.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

FILE = Path(__file__).resolve().parent.parent / "reservations.svg"

GREY = "#7d8590"
LINES = {
    "plain": ("plain WATCH/MULTI", "#d1762b", "s"),
    "lua": ("Lua script", "#8957e5", "^"),
    "grouped": ("grouped (the engine)", "#2f81f7", "o"),
}
"""Driver → what it is called, its colour, its marker (lines must differ without colour too)."""

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "reservations",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Helvetica", "Arial", "sans-serif"],
    "font.size": 10,
    **dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), GREY
    ),
}


def draw(curve: Mapping[str, Mapping[str, Any]], *, file: Path = FILE) -> None:
    """The file shows the curve: number of clients → driver → figures."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9, 3.8), layout="constrained")
        rate, p99 = figure.subplots(1, 2)
        _panel(rate, curve, figure_name="rate", title="reservations a second")
        _panel(p99, curve, figure_name="p99_ms", title="p99 in milliseconds")
        handles, labels = rate.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=len(LINES), frameon=False)
        figure.savefig(file, transparent=True, metadata={"Date": None})


def _panel(
    axes: Axes, curve: Mapping[str, Mapping[str, Any]], *, figure_name: str, title: str
) -> None:
    clients = [int(count) for count in curve]
    for driver, (label, colour, marker) in LINES.items():
        values = [figures[driver][figure_name] for figures in curve.values()]
        axes.plot(clients, values, label=label, color=colour, marker=marker, markersize=5)
    axes.set_title(title, fontsize=10)
    axes.set_xlabel("clients, in two processes, on one pool")
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(clients, [str(count) for count in clients])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.grid(color=GREY, alpha=0.25, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
