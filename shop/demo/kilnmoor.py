"""The demo store Kilnmoor, a studio for ceramics and the home."""

from __future__ import annotations

from decimal import Decimal

from shop.demo.records import DemoProduct, DemoStore

STORE = DemoStore(
    slug="kilnmoor",
    name="Kilnmoor",
    description=(
        "A pottery at the edge of a moor, with two wheels, one kiln and a long table. Everything "
        "is thrown from the same dark-flecked clay and glazed in colours mixed on the spot. A "
        "firing takes three days, and a drop is what comes out of it."
    ),
)

PRODUCTS: tuple[DemoProduct, ...] = (
    DemoProduct(
        slug="tidemark-bottle",
        store=STORE.slug,
        name="Tidemark Bottle Vase",
        description=(
            "A narrow-necked bottle dipped once in ink-blue glaze and left bare below. The line "
            "falls a little differently on each. One branch is enough for it."
        ),
        price=Decimal("84.00"),
        stock=360,
        motif="branch-bottle",
        palette="ink-blue",
    ),
    DemoProduct(
        slug="hearth-amphora",
        store=STORE.slug,
        name="Hearth Amphora",
        description=(
            "A two-handled vase that stands knee-high, banded with white slip while the wheel "
            "still turns. Its handles are pulled, not cast, and keep the mark of the thumb. It "
            "is best left empty in a corner with some light."
        ),
        price=Decimal("240.00"),
        stock=170,
        motif="amphora",
        palette="clay",
    ),
    DemoProduct(
        slug="windowsill-planter",
        store=STORE.slug,
        name="Windowsill Planter",
        description=(
            "A rolled-rim pot in a dusty rose glaze, with a hole where a pot should have one. "
            "The wall is thick enough to keep roots cool in June. The plant is a suggestion."
        ),
        price=Decimal("62.00"),
        stock=480,
        motif="planter",
        palette="rose",
    ),
    DemoProduct(
        slug="rainy-day-teapot",
        store=STORE.slug,
        name="Rainy Day Teapot",
        description=(
            "A round teapot for four cups, with a cane handle that stays cool and a spout that "
            "does not drip. We tried nineteen spouts. The green is deep, and bare clay shows at "
            "the foot."
        ),
        price=Decimal("118.00"),
        stock=310,
        motif="teapot",
        palette="forest",
    ),
    DemoProduct(
        slug="morning-cups",
        store=STORE.slug,
        name="Morning Cups, Set of Three",
        description=(
            "Three cups in three glazes, with a handle for two fingers. They stack, though they "
            "would rather not. The rims are drawn thin, for the first coffee."
        ),
        price=Decimal("72.00"),
        stock=540,
        motif="cups",
        palette="plum",
    ),
    DemoProduct(
        slug="nesting-bowls",
        store=STORE.slug,
        name="Nesting Bowls, Set of Four",
        description=(
            "Four bowls that sit inside one another, from salad down to salt. Each is turned "
            "from what was left of the clay for the one before. They go from the oven to the "
            "table."
        ),
        price=Decimal("136.00"),
        stock=280,
        motif="bowls",
        palette="mist",
    ),
    DemoProduct(
        slug="evening-lamp",
        store=STORE.slug,
        name="Evening Lamp",
        description=(
            "A stoneware lamp in warm ochre under a pleated linen shade. It lights a page and "
            "the face above it, and leaves the rest of the room alone. Pull the cord to switch "
            "it on."
        ),
        price=Decimal("265.00"),
        stock=190,
        motif="lamp",
        palette="ochre",
    ),
)
