"""Orders, their lines, and their place in each sale."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from flashsale import clock
from orders.numbers import NUMBER_LENGTH, new_number
from shop.models import Sale, SaleItem


class Order(models.Model):
    """A purchase. Each step of its placement and of its undoing is marked when it is done.

    pending ──▶ placed ──▶ cancelled
       └──────▶ abandoned          (nothing was bought, nothing is charged)
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
    total = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    payment_method = models.CharField(max_length=20, default="approve")
    failure_code = models.CharField(max_length=40, blank=True)

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
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:order", args=[self.number])


class OrderLine(models.Model):
    """Units of one product of one sale, at the price that the shopper agreed to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(SaleItem, on_delete=models.PROTECT, related_name="lines")
    product_name = models.CharField(max_length=120)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    units = models.PositiveIntegerField()
    hold_token = models.CharField(max_length=64)
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    unclaimed_at = models.DateTimeField(null=True, blank=True)
    restocked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["product_name"]
        constraints = [
            models.UniqueConstraint(fields=["order", "item"], name="item_once_in_an_order"),
        ]

    def __str__(self) -> str:
        return f"{self.units} x {self.product_name}"


class SalePlace(models.Model):
    """An order's place in a sale: the first order placed has place 1."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sale = models.ForeignKey(Sale, on_delete=models.CASCADE, related_name="places")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="places")
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["sale", "place"], name="place_once_in_a_sale"),
            models.UniqueConstraint(fields=["sale", "order"], name="order_once_in_a_sale"),
        ]

    def __str__(self) -> str:
        return f"{self.place} in {self.sale}"
