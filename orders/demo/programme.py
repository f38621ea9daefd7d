"""The sales of the demo shop: at least one in every state that a page can show."""

from datetime import timedelta

from orders.demo.records import DemoOffer, DemoSale

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

LIVE = (
    DemoSale(
        title="Gantry Court, First Run",
        description="The first pairs off the new last. Two a person, and no second run this year.",
        offers=(DemoOffer("gantry-court", 160, sold=70, held=7, percent_off=20),),
        starts_in=-80 * MINUTE,
        ends_in=3 * HOUR,
        rush=79 * MINUTE,
        limit=2,
    ),
    DemoSale(
        title="Hearth Amphora, Kiln Nine",
        description="One kiln, forty amphorae, packed in straw by the people who fired them.",
        offers=(DemoOffer("hearth-amphora", 40, sold=35, held=2, percent_off=15),),
        starts_in=-5 * HOUR,
        ends_in=7 * HOUR,
        rush=4 * HOUR,
        limit=2,
        is_scarce=True,
    ),
    DemoSale(
        title="Belfry High, Size by Size",
        description="One last, six sizes, and of each as many pairs as there were soles.",
        offers=(
            DemoOffer("belfry-high", 14, sold=5, percent_off=15, variant="40"),
            DemoOffer("belfry-high", 20, sold=11, held=1, percent_off=15, variant="41"),
            DemoOffer("belfry-high", 24, sold=21, held=2, percent_off=15, variant="42"),
            DemoOffer("belfry-high", 16, sold=16, percent_off=15, variant="43"),
            DemoOffer("belfry-high", 18, sold=7, held=1, percent_off=15, variant="44"),
            DemoOffer("belfry-high", 10, sold=3, percent_off=15, variant="45"),
        ),
        starts_in=-150 * MINUTE,
        ends_in=10 * HOUR,
        rush=2 * HOUR,
        limit=2,
    ),
    DemoSale(
        title="Estuary, the Last Dozen",
        description="Twelve synthesizers from the first batch, tuned by hand. One a person.",
        offers=(DemoOffer("estuary-synthesizer", 12, sold=9, held=3, percent_off=10),),
        starts_in=-9 * HOUR,
        ends_in=15 * HOUR,
        rush=2 * HOUR,
        limit=1,
        hold_seconds=45 * 60,
        is_scarce=True,
    ),
    DemoSale(
        title="Quadrant in Green",
        description="Thirty watches with the green dial that everybody asked for.",
        offers=(DemoOffer("quadrant-watch", 30, sold=30, percent_off=20),),
        starts_in=-3 * HOUR,
        ends_in=21 * HOUR,
        rush=6 * MINUTE,
        limit=1,
        is_scarce=True,
    ),
    DemoSale(
        title="Listening Room",
        description="Three things from the workbench of Quarterwave, for as long as they last.",
        offers=(
            DemoOffer("contour-headphones", 80, sold=24, held=2, percent_off=15),
            DemoOffer("harbour-radio", 120, sold=31, held=3, percent_off=25),
            DemoOffer("cobble-drum-machine", 60, sold=16, percent_off=15),
        ),
        starts_in=-20 * HOUR,
        ends_in=2 * DAY,
        rush=19 * HOUR,
        limit=3,
    ),
    DemoSale(
        title="Reading Room, Second Fitting",
        description="Round frames in brass, with lenses cut while the sale is paused.",
        offers=(DemoOffer("reading-room-spectacles", 48, sold=17, percent_off=20),),
        starts_in=-6 * HOUR,
        ends_in=30 * HOUR,
        rush=2 * HOUR,
        limit=2,
        is_paused=True,
    ),
)

UPCOMING = (
    DemoSale(
        title="Scree Runner, Early Start",
        description="Two hundred pairs for the hill, from the minute the clock runs out.",
        offers=(DemoOffer("scree-runner", 200, percent_off=25),),
        starts_in=50 * MINUTE,
        ends_in=5 * HOUR,
        limit=2,
    ),
    DemoSale(
        title="Surveyor, Numbered",
        description="A hundred field watches, each with its number on the back.",
        offers=(DemoOffer("surveyor-watch", 100, percent_off=15),),
        starts_in=26 * HOUR,
        ends_in=50 * HOUR,
        limit=1,
    ),
    DemoSale(
        title="A Table for Four",
        description="Teapot, cups and bowls from one firing, in glazes that go together.",
        offers=(
            DemoOffer("rainy-day-teapot", 60, percent_off=20),
            DemoOffer("morning-cups", 120, percent_off=20),
            DemoOffer("nesting-bowls", 60, percent_off=20),
        ),
        starts_in=4 * DAY,
        ends_in=6 * DAY,
    ),
)

ENDED = (
    DemoSale(
        title="Saltmarsh, One Tide",
        description="Sixty pairs of desert boots, gone before the water was back.",
        offers=(DemoOffer("saltmarsh-boot", 60, sold=60, percent_off=20),),
        starts_in=-50 * HOUR,
        ends_in=-44 * HOUR,
        rush=11 * MINUTE,
        limit=2,
        is_scarce=True,
        shopper_place=17,
    ),
    DemoSale(
        title="Third Firing",
        description="What came out of the kiln in spring: bottles, planters and lamps.",
        offers=(
            DemoOffer("tidemark-bottle", 50, sold=29, percent_off=25),
            DemoOffer("windowsill-planter", 60, sold=26, percent_off=30),
            DemoOffer("evening-lamp", 24, sold=13, percent_off=20),
        ),
        starts_in=-9 * DAY,
        ends_in=-7 * DAY,
        rush=40 * HOUR,
        limit=3,
    ),
)

STANDING = (
    DemoSale(
        title="The House Collection",
        description="What the four stores always have, at its usual price and without a clock.",
        offers=(
            DemoOffer("fallow-court", 60, sold=5),
            DemoOffer("mooring-slip-on", 40, sold=4, variant="Moss"),
            DemoOffer("mooring-slip-on", 30, sold=2, variant="Sailcloth"),
            DemoOffer("mooring-slip-on", 20, sold=1, variant="Tar"),
            DemoOffer("three-mile-socks", 120, sold=11),
            DemoOffer("alder-monitor", 30, sold=2),
            DemoOffer("level-turntable", 24, sold=2),
            DemoOffer("harbour-radio", 60, sold=4),
            DemoOffer("rostrum-microphone", 36, sold=2),
            DemoOffer("tidemark-bottle", 60, sold=4),
            DemoOffer("windowsill-planter", 80, sold=5),
            DemoOffer("morning-cups", 80, sold=6),
            DemoOffer("evening-lamp", 30, sold=2),
            DemoOffer("interval-chronograph", 20, sold=1),
            DemoOffer("waistcoat-watch", 24, sold=1),
            DemoOffer("promenade-sunglasses", 90, sold=6),
            DemoOffer("mantel-clock", 40, sold=3),
        ),
        starts_in=-90 * DAY,
        ends_in=None,
        rush=90 * DAY,
        shopper_place=9,
    ),
)

SALES: tuple[DemoSale, ...] = (*ENDED, *STANDING, *LIVE, *UPCOMING)
