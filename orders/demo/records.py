"""What the demo shop says of a sale."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.text import slugify


@dataclass(frozen=True)
class DemoOffer:
    """A product or a variant of it, how many are offered, and how many people would buy or hold.

    With few buyers fewer are bought.
    """

    product: str
    units: int
    sold: int = 0
    held: int = 0
    percent_off: int = 0
    variant: str = ""

    @property
    def key(self) -> str:
        """What sets it apart from the other offers of its sale."""
        return f"{self.product}, {self.variant}" if self.variant else self.product


@dataclass(frozen=True, kw_only=True)
class DemoSale:
    """A sale of the demo shop; its times count from the moment at which the shop is made.

    `rush` is the time after the start in which people buy. Where it `is_scarce`, what too few
    buyers left over is not offered in the first place, so that the sale looks the same. The demo
    shopper bought as number `shopper_place`.
    """

    title: str
    description: str
    offers: tuple[DemoOffer, ...]
    starts_in: timedelta
    ends_in: timedelta | None
    rush: timedelta = timedelta(hours=1)
    limit: int | None = None
    hold_seconds: int | None = None
    is_scarce: bool = False
    is_paused: bool = False
    shopper_place: int | None = None

    @property
    def slug(self) -> str:
        """The address that a sale of this title gets."""
        return slugify(self.title)

    @property
    def is_over(self) -> bool:
        return self.ends_in is not None and self.ends_in <= timedelta(0)
