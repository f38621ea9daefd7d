"""The demo store Quarterwave, who build instruments and what they are heard with."""

from __future__ import annotations

from decimal import Decimal

from shop.demo.records import DemoProduct, DemoStore

STORE = DemoStore(
    slug="quarterwave",
    name="Quarterwave",
    description=(
        "Five engineers and a piano tuner build things that make sound and things that carry it. "
        "Every circuit is drawn by hand first and every unit is listened to, end to end, before "
        "it is boxed. They make what they can test."
    ),
)

PRODUCTS: tuple[DemoProduct, ...] = (
    DemoProduct(
        slug="contour-headphones",
        store=STORE.slug,
        name="Contour Headphones",
        description=(
            "Closed headphones in clay-coloured aluminium, with cushions that can be changed "
            "without tools. The tuning is even and unhurried, made for whole albums. The stand "
            "is part of the set."
        ),
        price=Decimal("289.00"),
        stock=340,
        motif="headphones",
        palette="clay",
    ),
    DemoProduct(
        slug="alder-monitor",
        store=STORE.slug,
        name="Alder Monitor",
        description=(
            "A two-way loudspeaker for a shelf, its cabinet veneered from a single board. It "
            "plays quietly with all its weight intact. Sold one at a time, and matched to its "
            "neighbour by serial number."
        ),
        price=Decimal("410.00"),
        stock=180,
        motif="speaker",
        palette="walnut",
    ),
    DemoProduct(
        slug="level-turntable",
        store=STORE.slug,
        name="Level Turntable",
        description=(
            "A belt-driven turntable in pale ash, levelled by three feet and a bubble. The arm "
            "is one length of drawn steel, with a bend where the ear would put it. It asks for a "
            "record and for twenty minutes."
        ),
        price=Decimal("520.00"),
        stock=160,
        motif="turntable",
        palette="bone",
    ),
    DemoProduct(
        slug="harbour-radio",
        store=STORE.slug,
        name="Harbour Radio",
        description=(
            "A portable radio with one good speaker, two dials and an aerial that reaches. It "
            "runs for forty hours on a charge. The scale is lit just enough to be read in the "
            "dark."
        ),
        price=Decimal("149.00"),
        stock=560,
        motif="radio",
        palette="sage",
    ),
    DemoProduct(
        slug="estuary-synthesizer",
        store=STORE.slug,
        name="Estuary Synthesizer",
        description=(
            "Two oscillators, one filter and a keyboard of two octaves between oak cheeks. Each "
            "knob does one thing, and the small screen shows you the wave while you change it. "
            "Nothing is hidden in a menu."
        ),
        price=Decimal("680.00"),
        stock=150,
        motif="synth",
        palette="slate",
    ),
    DemoProduct(
        slug="cobble-drum-machine",
        store=STORE.slug,
        name="Cobble Drum Machine",
        description=(
            "Sixteen pads that feel the difference between a tap and a knock. It comes with one "
            "kit, recorded in a stairwell, and room for sixty of your own. The large dial is the "
            "tempo, as it should be."
        ),
        price=Decimal("345.00"),
        stock=300,
        motif="drum-machine",
        palette="mist",
    ),
    DemoProduct(
        slug="rostrum-microphone",
        store=STORE.slug,
        name="Rostrum Microphone",
        description=(
            "A condenser microphone in a swivelling yoke, made for a voice at the distance of a "
            "conversation. The mesh is woven brass, left to tarnish. Plug it in and it is on."
        ),
        price=Decimal("320.00"),
        stock=240,
        motif="microphone",
        palette="graphite",
    ),
)
