"""Stores and their products."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import FileExtensionValidator, MinValueValidator
from django.db import models
from django.urls import reverse

PICTURE_TYPES = ["avif", "jpg", "jpeg", "png", "svg", "webp"]


class Store(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stores",
        help_text="May manage the store's products and sales through the API.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shop:store", args=[self.slug])


class Product(models.Model):
    """A thing that a store sells. `stock` is what no sale has taken yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    description = models.TextField(blank=True)
    picture = models.FileField(
        upload_to="products/", blank=True, validators=[FileExtensionValidator(PICTURE_TYPES)]
    )
    price = models.DecimalField(
        "list price",
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), "A price must be above zero.")],
    )
    stock = models.PositiveIntegerField(
        default=0, help_text="Units that no sale has taken. Publishing a sale takes from here."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shop:product", args=[self.slug])


class Variant(models.Model):
    """A size or colour of a product, with a stock of its own.

    A product that has variants is offered in them only; its own `stock` then counts for nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    name = models.CharField(max_length=40, help_text="What sets it apart: 42, Large, Sand.")
    position = models.PositiveIntegerField(default=0, help_text="Lower comes first.")
    stock = models.PositiveIntegerField(
        default=0, help_text="Units that no sale has taken. Publishing a sale takes from here."
    )

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "name"],
                name="variant_once_of_a_product",
                violation_error_message="This product already has a variant of this name.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}, {self.name}"
