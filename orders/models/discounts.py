"""Discount codes, and who has used them."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from flashsale import clock
from orders.models.orders import Order
from shop.models import Product


class Discount(models.Model):
    """A code that takes a percentage or an amount off an order.

    `used` never passes `most_uses`: it is raised by a conditional update when an order begins, and
    lowered once when that order is undone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40, unique=True, help_text="Kept in capitals.")
    percent = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    amount = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )  # fmt: skip
    starts_at = models.DateTimeField("from", default=clock.now)
    ends_at = models.DateTimeField("until", null=True, blank=True)
    minimum = models.DecimalField(
        "from a sum of", max_digits=10, decimal_places=2, default=Decimal(0),
        help_text="What the products it applies to must cost together.",
    )  # fmt: skip
    most_uses = models.PositiveIntegerField(
        "uses in all", null=True, blank=True, help_text="Leave empty for any number."
    )
    most_uses_per_buyer = models.PositiveIntegerField(
        "uses per buyer", null=True, blank=True, help_text="Leave empty for any number."
    )
    used = models.PositiveIntegerField(default=0, editable=False)
    is_active = models.BooleanField("active", default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Either a percentage or an amount; an end after its start; the code in capitals."""
        self.code = self.code.strip().upper()
        if (self.percent is None) == (self.amount is None):
            raise ValidationError("Give a percentage or an amount, and not both.")
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "The end must be after the start."})


class DiscountProduct(models.Model):
    """A product that a discount is limited to. One without any applies to all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    discount = models.ForeignKey(Discount, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["discount", "product"], name="product_once_in_a_discount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.discount}: {self.product}"


class DiscountBuyer(models.Model):
    """How often one buyer has used a discount; raised and lowered as `Discount.used` is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    discount = models.ForeignKey(Discount, on_delete=models.CASCADE, related_name="buyers")
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["discount", "buyer"], name="buyer_once_in_a_discount"),
        ]

    def __str__(self) -> str:
        return f"{self.discount}: {self.buyer}"


class DiscountUse(models.Model):
    """One use by one order; given back when the order is undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="discount_use")
    discount = models.ForeignKey(Discount, on_delete=models.PROTECT, related_name="uses")
    given_back_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.discount} by {self.order}"
