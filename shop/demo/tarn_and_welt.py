"""The demo store Tarn & Welt, a sneaker atelier."""

from __future__ import annotations

from decimal import Decimal

from shop.demo.records import DemoProduct, DemoStore, DemoVariant

STORE = DemoStore(
    slug="tarn-and-welt",
    name="Tarn & Welt",
    description=(
        "A sneaker atelier above an old boatyard, where eleven people cut, last and sew small "
        "runs of shoes. Each model stays in the workshop until nothing more can be taken away. "
        "When a run is sold, the knives are put away."
    ),
)

PRODUCTS: tuple[DemoProduct, ...] = (
    DemoProduct(
        slug="gantry-court",
        store=STORE.slug,
        name="Gantry Court",
        description=(
            "A low court shoe in washed navy nubuck, set on a sole of natural gum. The toe is "
            "perforated by hand, so no two pairs breathe quite alike. It softens in a week and "
            "holds its line for years."
        ),
        price=Decimal("165.00"),
        stock=420,
        motif="gum-court-shoe",
        palette="ink-blue",
    ),
    DemoProduct(
        slug="fallow-court",
        store=STORE.slug,
        name="Fallow Court",
        description=(
            "The court shoe in undyed leather, with panels the green of a field at rest. A "
            "single line of colour runs round the sole. It is lighter than it looks and easy to "
            "resole."
        ),
        price=Decimal("155.00"),
        stock=380,
        motif="court-shoe",
        palette="sage",
    ),
    DemoProduct(
        slug="belfry-high",
        store=STORE.slug,
        name="Belfry High",
        description=(
            "A high-top with a padded collar and one broad strap at the ankle. The suede is dyed "
            "through, so a scuff shows plum rather than grey. Made for stairs, platforms and "
            "late trains."
        ),
        price=Decimal("195.00"),
        stock=0,
        motif="high-top",
        palette="plum",
        variants=(
            DemoVariant("40", 30),
            DemoVariant("41", 45),
            DemoVariant("42", 60),
            DemoVariant("43", 60),
            DemoVariant("44", 40),
            DemoVariant("45", 25),
        ),
    ),
    DemoProduct(
        slug="scree-runner",
        store=STORE.slug,
        name="Scree Runner",
        description=(
            "A running shoe on a deep, rockered sole that rolls you forward without hurry. The "
            "knit is open at the toes and close at the heel. It weighs less than a paperback."
        ),
        price=Decimal("180.00"),
        stock=520,
        motif="runner",
        palette="petrol",
    ),
    DemoProduct(
        slug="mooring-slip-on",
        store=STORE.slug,
        name="Mooring Slip-On",
        description=(
            "Woven cotton over a flat white sole, with a gusset that gives and returns. There is "
            "nothing to tie. Leave them by the door from May to September."
        ),
        price=Decimal("98.00"),
        stock=0,
        motif="slip-on",
        palette="moss",
        variants=(
            DemoVariant("Moss", 280),
            DemoVariant("Sailcloth", 200),
            DemoVariant("Tar", 160),
        ),
    ),
    DemoProduct(
        slug="saltmarsh-boot",
        store=STORE.slug,
        name="Saltmarsh Desert Boot",
        description=(
            "An ankle boot of waxed suede on a layered crepe sole, laced through two pairs of "
            "eyelets. The quarters are cut from one piece, so no seam meets the ankle. It "
            "darkens with rain and keeps the memory."
        ),
        price=Decimal("235.00"),
        stock=220,
        motif="desert-boot",
        palette="ochre",
    ),
    DemoProduct(
        slug="three-mile-socks",
        store=STORE.slug,
        name="Three-Mile Socks",
        description=(
            "Ribbed socks of combed cotton, with heel and toe in a second colour so that they "
            "find each other after the wash. Knitted on machines older than the people who run "
            "them."
        ),
        price=Decimal("18.00"),
        stock=900,
        motif="socks",
        palette="forest",
    ),
)
