"""Confirmation and cancel mails, HTML and text: the same facts, and nothing from outside."""

import re
from decimal import Decimal

import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from accounts.tests.factories import UserFactory
from orders.cancelling import cancel
from orders.mails import mail_of
from orders.models import Order
from orders.tests.buying import placed_order
from shop.tests.factories import ProductFactory, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

SUMS = {
    "subtotal": Decimal("200.00"),
    "discount_code": "SPRING",
    "discount_amount": Decimal("20.00"),
    "shipping_method": "Parcel",
    "shipping_amount": Decimal("4.90"),
    "tax_percent": Decimal("7.50"),
}
HOME = {
    "recipient": "Ada & <Söhne>",
    "street": "1 Mill Lane",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


def order_of(*, product_name: str = "Lamp", **fields: object) -> Order:
    """Two units at 100 each, with these fields."""
    lamp = ProductFactory(name=product_name)
    sale = published_sale(product=lamp, price=Decimal("100.00"))
    order = placed_order(sale, buyer=UserFactory(name="Ada Lovelace"))
    Order.objects.filter(pk=order.pk).update(**fields)
    order.refresh_from_db()
    return order


def html_of(mail: EmailMultiAlternatives) -> str:
    ((html, kind),) = mail.alternatives
    assert kind == "text/html"
    return html


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def mail_about(order: Order) -> EmailMultiAlternatives:
    return mail_of(order, buyer=order.buyer)


def test_a_mail_is_sent_as_text_and_as_html(mailoutbox: list[EmailMultiAlternatives]) -> None:
    cancel(order_of())
    for mail in mailoutbox:
        message = mail.message()
        assert message.get_content_type() == "multipart/alternative"
        kinds = [part.get_content_type() for part in message.get_payload()]
        assert kinds == ["text/plain", "text/html"]
    assert len(mailoutbox) == 2


@pytest.mark.parametrize(
    ("tax", "total", "rows"),
    [
        (
            {"tax_included": True, "tax_amount": Decimal("12.90")},
            Decimal("184.90"),
            ["Total €184.90", "Includes 7.50% tax €12.90"],
        ),
        (
            {"tax_included": False, "tax_amount": Decimal("13.87")},
            Decimal("198.77"),
            ["Tax, 7.50% €13.87", "Total €198.77"],
        ),
    ],
)
def test_both_parts_have_lines_sums_and_address(
    tax: dict[str, object], total: Decimal, rows: list[str]
) -> None:
    mail = mail_about(order_of(**SUMS, **tax, **HOME, total=total))
    html, body = text_of(html_of(mail)), mail.body
    told = ["Subtotal €200.00", "Discount SPRING \u2212€20.00", "Parcel €4.90", *rows]
    assert " ".join(told) in html
    in_text = ["  " + re.sub(r" (\u2212?€)", r": \1", row) for row in told]
    assert "\n".join(in_text) in body
    assert "Lamp 2 \u00d7 €100.00" in html
    assert "It goes to: Ada &amp; &lt;Söhne&gt; 1 Mill Lane 10115 Berlin Germany" in html
    assert "It goes to:\n  Ada & <Söhne>\n  1 Mill Lane\n  10115 Berlin\n  Germany\n" in body


def test_an_order_of_lines_alone_has_a_total_alone() -> None:
    mail = mail_about(order_of(tax_percent=0, tax_amount=0))
    for part in (text_of(html_of(mail)), mail.body):
        assert "Total" in part
        for word in ("Subtotal", "Discount", "Delivery", "tax", "It goes to"):
            assert word not in part


def test_amounts_are_written_as_the_shop_writes_them(settings: Settings) -> None:
    settings.LOCALE = "de_DE"
    mail = mail_about(order_of(total=Decimal("1290.50")))
    for part in (html_of(mail), mail.body):
        assert "1.290,50\u00a0€" in part


def test_delivery_that_costs_nothing_is_free() -> None:
    mail = mail_about(order_of(subtotal=200, shipping_method="Collect at the store"))
    assert "Collect at the store Free" in text_of(html_of(mail))
    assert "  Collect at the store: Free\n" in mail.body


def test_the_way_to_cancel_is_named_where_shoppers_may_cancel(settings: Settings) -> None:
    order = order_of()
    for may in (True, False):
        settings.SHOPPERS_MAY_CANCEL = may
        mail = mail_about(order)
        assert ("the way to cancel it" in mail.body) is may
        assert ("the way to cancel it" in html_of(mail)) is may


def test_names_are_text_in_html_and_not_spoilt_in_text() -> None:
    mail = mail_about(order_of(product_name="<b>Lamp</b> & Söhne"))
    assert "&lt;b&gt;Lamp&lt;/b&gt; &amp; Söhne" in html_of(mail)
    assert "<b>Lamp</b> & Söhne" in mail.body


def test_the_html_asks_for_nothing_from_anywhere(settings: Settings) -> None:
    settings.SITE_URL = "https://shop.example"
    order = order_of(**HOME)
    html = html_of(mail_about(order))
    assert re.findall(r"https?://[^\"<\s]+", html) == [
        f"https://shop.example{order.get_absolute_url()}"
    ]
    for tag in ("<img", "<link", "<script", "<style", "url(", "src="):
        assert tag not in html


def test_a_cancelled_orders_mail_says_that_the_money_goes_back() -> None:
    order = order_of()
    cancel(order)
    mail = mail_about(order)
    assert "Total, which goes back to you €200.00" in text_of(html_of(mail))
    assert "is cancelled" in mail.subject


def test_a_line_that_was_cancelled_before_is_marked() -> None:
    order = order_of()
    order.lines.update(cancelled_at=order.placed_at)
    mail = mail_about(order)
    assert "Lamp (cancelled) 2 \u00d7 €100.00" in text_of(html_of(mail))
    assert "  2 \u00d7 Lamp, €100.00 each (cancelled)\n" in mail.body
