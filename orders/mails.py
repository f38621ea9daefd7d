"""What mails about an order say: as text, and as HTML for mail programs that show it.

The HTML carries its styles with it and asks for nothing from anywhere, so nobody is told when a
mail is opened.
"""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string

from accounts.models import User
from flashsale.money import written
from orders.models import Order

MINUS = "\N{MINUS SIGN}"
SUBJECTS = {
    Order.Status.PLACED: "Your order {number}",
    Order.Status.CANCELLED: "Your order {number} is cancelled",
}


@dataclass(frozen=True, slots=True)
class Sum:
    """A row between an order's lines and its total; `amount` as people read it."""

    label: str
    amount: str


def mail_of(order: Order, *, buyer: User) -> EmailMultiAlternatives:
    """The mail that says what became of the order; sent again, it is the same mail."""
    status = Order.Status(order.status)
    context = {
        "lines": list(order.lines.all()),
        "sums": sums(order),
        "tax": included_tax(order),
        "may_cancel": settings.SHOPPERS_MAY_CANCEL,
    }
    return composed(
        order,
        name=f"orders/mail_{status}",
        subject=SUBJECTS[status].format(number=order.number),
        buyer=buyer,
        message_id=f"{order.pk}.{status}",
        context=context,
    )


def composed(
    order: Order,
    *,
    name: str,
    subject: str,
    buyer: User,
    message_id: str,
    context: dict[str, object],
) -> EmailMultiAlternatives:
    """A mail to the buyer about the order, of the templates `name`.txt and `name`.html.

    `message_id` is what tells it from every other mail of this shop.
    """
    context = {
        **context,
        "order": order,
        "subject": subject,
        "name": buyer.get_short_name(),
        "url": settings.SITE_URL.rstrip("/") + order.get_absolute_url(),
    }
    shop = urlsplit(settings.SITE_URL).hostname  # the same on every machine that sends
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"{name}.txt", context),
        to=[buyer.email],
        headers={"Message-ID": f"<{message_id}@{shop}>"},
    )
    mail.attach_alternative(render_to_string(f"{name}.html", context), "text/html")
    return mail


def sums(order: Order) -> list[Sum]:
    """What leads from the lines to the total; nothing where the lines alone make it."""
    rows = []
    if order.discount_amount:
        label = f"Discount {order.discount_code}".strip()
        rows.append(Sum(label, f"{MINUS}{_written(order, order.discount_amount)}"))
    if order.shipping_method:
        paid = _written(order, order.shipping_amount) if order.shipping_amount else "Free"
        rows.append(Sum(order.shipping_method, paid))
    if order.tax_amount and not order.tax_included:
        rows.append(Sum(f"Tax, {_percent(order)}", _written(order, order.tax_amount)))
    return [Sum("Subtotal", _written(order, order.subtotal)), *rows] if rows else []


def included_tax(order: Order) -> Sum | None:
    """The tax that is in the total, if any is."""
    if not order.tax_included or not order.tax_amount:
        return None
    return Sum(f"Includes {_percent(order)} tax", _written(order, order.tax_amount))


def _written(order: Order, amount: Decimal) -> str:
    return written(amount, currency=order.currency)


def _percent(order: Order) -> str:
    return f"{floatformat(order.tax_percent, -2)}%"
