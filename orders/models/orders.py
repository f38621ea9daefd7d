"""Orders, their lines, and their place in each sale."""

import uuid
from decimal import Decimal
from functools import cached_property

from django.conf import settings
from django.db import models
from django.urls import reverse

from flashsale import clock
from orders.models.addresses import PostalAddress
from orders.numbers import NUMBER_LENGTH, new_number
from shop.models import Sale, SaleItem


class Order(PostalAddress):
    """A purchase. Each step of its placement and of its undoing is marked when it is done.

    pending ──▶ placed ──▶ cancelled
       └──────▶ abandoned          (nothing was bought, nothing is charged)

    total = subtotal - discount_amount + shipping_amount, and + tax_amount unless `tax_included`.
    Its address is a copy: what the shopper changes later changes no order.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        PLACED = "placed"
        CANCELLED = "cancelled"
        ABANDONED = "abandoned"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=NUMBER_LENGTH, unique=True, default=new_number)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="orders"
    )
    checkout_token = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.PENDING)
    subtotal = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    discount_code = models.CharField(max_length=40, blank=True)
    discount_amount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    shipping_method = models.CharField(max_length=80, blank=True)
    shipping_amount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    tax_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    tax_included = models.BooleanField(default=True)
    tax_amount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    total = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    payment_method = models.CharField(max_length=20, default="approve")
    request_digest = models.CharField(
        max_length=64, blank=True, help_text="Of what a program asked for, under its key."
    )
    told_status = models.CharField(
        max_length=12, choices=Status, blank=True, help_text="The last that webhooks were told of."
    )
    failure_code = models.CharField(max_length=40, blank=True)
    pay_by = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Until then a payment that needs a step of the shopper may be finished.",
    )

    created_at = models.DateTimeField(default=clock.now)
    placed_at = models.DateTimeField(null=True, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    refunded_at = models.DateTimeField(null=True, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["buyer", "-created_at"], name="orders_of_a_buyer"),
            models.Index(fields=["finished_at", "created_at"], name="unfinished_orders"),
            models.Index(fields=["status", "told_status"], name="orders_to_be_told_of"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:order", args=[self.number])

    @cached_property
    def known_lines(self) -> list["OrderLine"]:
        """The lines, each with its item, as they were when they were first asked for.

        For whoever works on the order. Their marks may be older than the database's, which does
        no harm where every step may be repeated.
        """
        return list(self.lines.select_related("item"))


class OrderLine(models.Model):
    """Units of one product of one sale, at the price that the shopper agreed to.

    `cancelled_at`: of a placed order, this line was cancelled and others stand (`orders.standing`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(SaleItem, on_delete=models.PROTECT, related_name="lines")
    product_name = models.CharField(max_length=170, help_text="With its size or colour.")
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    units = models.PositiveIntegerField()
    discount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    hold_token = models.CharField(max_length=64)
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    unclaimed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    restocked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["product_name"]
        constraints = [
            models.UniqueConstraint(fields=["order", "item"], name="item_once_in_an_order"),
        ]

    def __str__(self) -> str:
        return f"{self.units} x {self.product_name}"

    @property
    def subtotal(self) -> Decimal:
        return self.unit_price * self.units


class SalePlace(models.Model):
    """An order's place in a sale: the first order placed has place 1.

    It stands while the order is placed, unless all of the order's lines in this sale were
    cancelled alone: then it was given up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sale = models.ForeignKey(Sale, on_delete=models.CASCADE, related_name="places")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="places")
    place = models.PositiveIntegerField()
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["sale", "place"], name="place_once_in_a_sale"),
            models.UniqueConstraint(fields=["sale", "order"], name="order_once_in_a_sale"),
        ]

    def __str__(self) -> str:
        return f"{self.place} in {self.sale}"
