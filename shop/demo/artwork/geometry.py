"""Outlines that are reckoned rather than drawn: what is turned on a wheel or set round a circle."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin

Point = tuple[float, float]


def point_at(centre: Point, *, r: float, degrees: float) -> Point:
    """The point at `r` from `centre`, `degrees` clockwise from twelve o'clock."""
    turn = radians(degrees)
    return round(centre[0] + r * sin(turn), 1), round(centre[1] - r * cos(turn), 1)


def spokes(
    centre: Point, *, inner: float, outer: float, count: int, skip: int = 0, start: float = 0
) -> str:
    """A path of `count` strokes that point at `centre`; with `skip`, every skip-th is left out."""
    strokes = []
    for step in range(count):
        if skip and step % skip == 0:
            continue
        degrees = start + 360 * step / count
        x1, y1 = point_at(centre, r=inner, degrees=degrees)
        x2, y2 = point_at(centre, r=outer, degrees=degrees)
        strokes.append(f"M{x1:g} {y1:g}L{x2:g} {y2:g}")
    return "".join(strokes)


def specks(area: tuple[float, float, float, float], *, count: int) -> str:
    """A path of `count` dots, spread evenly but not in rows over `area` (left, top, width, height).

    The steps are those of the R2 sequence: both shares stay far from every simple fraction.
    """
    left, top, width, height = area
    return "".join(
        f"M{left + at * 0.7549 % 1 * width:.0f} {top + at * 0.5698 % 1 * height:.0f}h.1"
        for at in range(1, count + 1)
    )


def lathe(axis: float, *, profile: Sequence[Point], left: float = -1, right: float = 1) -> str:
    """The outline of a turned body round the upright `axis`.

    `profile` goes from the top down as (radius, y): a start, then three points for each Bézier
    curve. `left` and `right` are shares of the radius: -1 and 1 give the whole body, any others a
    band that follows its form, as light and shade do. The foot is round, so its edge sags.
    """
    near = [(round(axis + r * left, 1), y) for r, y in profile]
    far = [(round(axis + r * right, 1), y) for r, y in reversed(profile)]
    r, y = profile[-1]
    foot = (round(axis + r * (left + right) / 2, 1), round(y + r * 0.1 * (right - left), 1))
    return f"M{_pair(near[0])}{_curves(near)}Q{_pair(foot)} {_pair(far[0])}{_curves(far)}Z"


def contour(axis: float, *, profile: Sequence[Point], share: float) -> str:
    """The open line at `share` of the radius of a body that `lathe` turns."""
    points = [(round(axis + r * share, 1), y) for r, y in profile]
    return f"M{_pair(points[0])}{_curves(points)}"


def _curves(points: Sequence[Point]) -> str:
    return "".join(
        f"C{_pair(points[at])} {_pair(points[at + 1])} {_pair(points[at + 2])}"
        for at in range(1, len(points) - 2, 3)
    )


def _pair(point: Point) -> str:
    return f"{point[0]:g} {point[1]:g}"
