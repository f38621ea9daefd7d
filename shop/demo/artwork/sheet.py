"""The sheet of paper that a motif is drawn on: shapes in, one SVG document out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from xml.sax.saxutils import escape

from shop.demo.artwork.palettes import Palette

WIDTH = 800
HEIGHT = 1000


class Sheet:
    """Holds the shapes of one picture, back to front, and what they refer to.

    `key` starts every id, so that several pictures can stand inline in one page.
    `tones` are the colours that a motif may use.
    """

    def __init__(self, key: str, *, tones: Palette) -> None:
        self.tones = tones
        self._key = key
        self._definitions: list[str] = []
        self._shapes: list[str] = []

    def path(self, d: str, *, fill: str, opacity: float = 1) -> None:
        """The outline `d` is filled."""
        self._shapes.append(f'<path d="{d}" fill="{fill}"{_opacity(opacity)}/>')

    def rect(
        self, box: tuple[float, float, float, float], *, fill: str, r: float = 0, opacity: float = 1
    ) -> None:
        """The rectangle `box` (left, top, width, height) is filled, its corners rounded by `r`."""
        x, y, w, h = box
        corners = f' rx="{r:g}"' if r else ""
        self._shapes.append(
            f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}"{corners} fill="{fill}"'
            f"{_opacity(opacity)}/>"
        )

    def disc(
        self, centre: tuple[float, float], *, r: float, fill: str, ry: float = 0, opacity: float = 1
    ) -> None:
        """A circle is filled, or an ellipse where `ry`, the upright radius, is given."""
        cx, cy = centre
        size = f'rx="{r:g}" ry="{ry:g}"' if ry else f'r="{r:g}"'
        name = "ellipse" if ry else "circle"
        self._shapes.append(
            f'<{name} cx="{cx:g}" cy="{cy:g}" {size} fill="{fill}"{_opacity(opacity)}/>'
        )

    def line(
        self, d: str, *, colour: str = "", width: float = 2.5, opacity: float = 1, dash: str = ""
    ) -> None:
        """The path `d` is drawn with a round pen: an ink hairline, unless told otherwise."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._shapes.append(
            f'<path d="{d}" fill="none" stroke="{colour or self.tones.ink}" '
            f'stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"{dashes}'
            f"{_opacity(opacity)}/>"
        )

    def ring(
        self, centre: tuple[float, float], *, r: float, colour: str = "", width: float = 2.5
    ) -> None:
        """A circle is drawn with the pen."""
        cx, cy = centre
        self._shapes.append(
            f'<circle cx="{cx:g}" cy="{cy:g}" r="{r:g}" fill="none" '
            f'stroke="{colour or self.tones.ink}" stroke-width="{width:g}"/>'
        )

    def fade(self, *colours: str, axis: tuple[float, float, float, float] = (0, 0, 1, 0)) -> str:
        """A fill that runs evenly through `colours` along `axis` (in shares of the shape's box)."""
        x1, y1, x2, y2 = axis
        name = self._next_id()
        last = max(len(colours) - 1, 1)
        stops = "".join(
            f'<stop offset="{at / last:.3g}" stop-color="{colour}"/>'
            for at, colour in enumerate(colours)
        )
        self._definitions.append(
            f'<linearGradient id="{name}" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}">'
            f"{stops}</linearGradient>"
        )
        return f"url(#{name})"

    @contextmanager
    def inside(self, d: str) -> Iterator[None]:
        """Whatever is drawn in this block shows only within the outline `d`."""
        name = self._next_id()
        self._definitions.append(f'<clipPath id="{name}"><path d="{d}"/></clipPath>')
        with self._group(f'clip-path="url(#{name})"'):
            yield

    @contextmanager
    def placed(self, transform: str) -> Iterator[None]:
        """Whatever is drawn in this block is moved, turned or scaled by an SVG `transform`."""
        with self._group(f'transform="{transform}"' if transform else ""):
            yield

    @contextmanager
    def blurred(self, radius: float, *, opacity: float) -> Iterator[None]:
        """Whatever is drawn in this block is soft, as a shadow is."""
        name = self._next_id()
        self._definitions.append(
            f'<filter id="{name}" x="-30%" y="-30%" width="160%" height="160%">'
            f'<feGaussianBlur stdDeviation="{radius:g}"/></filter>'
        )
        with self._group(f'filter="url(#{name})" opacity="{opacity:g}"'):
            yield

    def document(self, title: str) -> str:
        """The picture as a standalone SVG document that is named `title`."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
            f"<title>{escape(title)}</title>"
            f"<defs>{''.join(self._definitions)}</defs>"
            f"{''.join(self._shapes)}</svg>\n"
        )

    def _next_id(self) -> str:
        return f"{self._key}-{len(self._definitions)}"

    @contextmanager
    def _group(self, attributes: str) -> Iterator[None]:
        self._shapes.append(f"<g {attributes}>" if attributes else "<g>")
        yield
        self._shapes.append("</g>")


def _opacity(share: float) -> str:
    return "" if share == 1 else f' opacity="{share:g}"'
