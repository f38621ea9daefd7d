"""The demo store Oriel & Vane, a house of watches and eyewear."""

from __future__ import annotations

from decimal import Decimal

from shop.demo.records import DemoProduct, DemoStore

STORE = DemoStore(
    slug="oriel-and-vane",
    name="Oriel & Vane",
    description=(
        "A small house for telling the time and seeing clearly, on the second floor of a former "
        "observatory. Movements are regulated in six positions and frames are bent over a flame. "
        "They repair everything they have ever sold."
    ),
)

PRODUCTS: tuple[DemoProduct, ...] = (
    DemoProduct(
        slug="surveyor-watch",
        store=STORE.slug,
        name="Surveyor Field Watch",
        description=(
            "A hand-wound watch with a plain dial and a small seconds at six. The strap is one "
            "piece of bridle leather, stitched in the direction of wear. You can read it on a "
            "moving train."
        ),
        price=Decimal("380.00"),
        stock=250,
        motif="field-watch",
        palette="walnut",
    ),
    DemoProduct(
        slug="interval-chronograph",
        store=STORE.slug,
        name="Interval Chronograph",
        description=(
            "Three counters on a dial of night blue, with pushers that answer with a click you "
            "can feel through a glove. The centre hand waits in amber until it is asked. Wind it "
            "in the morning."
        ),
        price=Decimal("640.00"),
        stock=150,
        motif="chronograph",
        palette="ink-blue",
    ),
    DemoProduct(
        slug="quadrant-watch",
        store=STORE.slug,
        name="Quadrant Watch",
        description=(
            "A square watch on a bracelet of brushed steel links, each finished by hand. The "
            "green of the dial turns nearly black indoors. It is thinner than two coins."
        ),
        price=Decimal("495.00"),
        stock=200,
        motif="square-watch",
        palette="forest",
    ),
    DemoProduct(
        slug="waistcoat-watch",
        store=STORE.slug,
        name="Waistcoat Pocket Watch",
        description=(
            "An open-faced pocket watch in a brass case that will take on the colour of its "
            "owner. The chain is long enough for a coat and short enough for a waistcoat. It "
            "ticks, audibly."
        ),
        price=Decimal("560.00"),
        stock=160,
        motif="pocket-watch",
        palette="plum",
    ),
    DemoProduct(
        slug="reading-room-spectacles",
        store=STORE.slug,
        name="Reading Room Spectacles",
        description=(
            "Round spectacles in gilded wire, light enough to be forgotten on the forehead. The "
            "lenses are plain, ready for your own. They come in a case of folded felt."
        ),
        price=Decimal("145.00"),
        stock=450,
        motif="spectacles",
        palette="ochre",
    ),
    DemoProduct(
        slug="promenade-sunglasses",
        store=STORE.slug,
        name="Promenade Sunglasses",
        description=(
            "Broad sunglasses cut from a block of olive acetate and polished for three days. The "
            "lenses shade from dusk at the brow to daylight at the cheek. They are made for the "
            "long side of the harbour."
        ),
        price=Decimal("168.00"),
        stock=600,
        motif="sunglasses",
        palette="moss",
    ),
    DemoProduct(
        slug="mantel-clock",
        store=STORE.slug,
        name="Mantel Clock",
        description=(
            "An arched clock in solid cherry with a brass bezel and a hand that sweeps rather "
            "than ticks. It is wound on Sundays. Put it where you would otherwise look at a "
            "phone."
        ),
        price=Decimal("198.00"),
        stock=320,
        motif="desk-clock",
        palette="clay",
    ),
)
