"""Sales, and what each offers."""

import uuid
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from flashsale import clock
from shop.models.catalogue import Product, Variant

LONGEST_HOLD_SECONDS = 86_400
LONGEST_COOLDOWN_SECONDS = 3_600


def default_hold_seconds() -> int:
    return int(settings.HOLD_SECONDS)


def default_extension_seconds() -> int:
    return int(settings.HOLD_EXTENSION_SECONDS)


def default_cooldown_seconds() -> int:
    return int(settings.HOLD_COOLDOWN_SECONDS)


def default_limit() -> int:
    return int(settings.MAX_PURCHASE_QUANTITY)


def default_units() -> int:
    return settings.DEFAULT_SALE_UNITS


class Sale(models.Model):
    """A window in which products are offered. Without an end it is a standing sale.

    Its phase is never stored: it follows from these times, from the clock and from the stock
    (`shop.phases`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    description = models.TextField(blank=True)
    starts_at = models.DateTimeField("start", default=clock.now)
    ends_at = models.DateTimeField(
        "end", null=True, blank=True, help_text="Leave empty for a standing sale."
    )
    hold_seconds = models.PositiveIntegerField(
        "hold time",
        default=default_hold_seconds,
        validators=[
            MinValueValidator(1, "A hold must last at least one second."),
            MaxValueValidator(LONGEST_HOLD_SECONDS, "A hold may last a day at most."),
        ],
        help_text="Seconds that a shopper has to pay for what they reserved.",
    )
    extension_seconds = models.PositiveIntegerField(
        "extension",
        default=default_extension_seconds,
        validators=[MaxValueValidator(LONGEST_HOLD_SECONDS, "A day at most.")],
        help_text="Seconds by which a shopper may make a hold longer, once. 0: not at all.",
    )
    cooldown_seconds = models.PositiveIntegerField(
        "pause after a hold",
        default=default_cooldown_seconds,
        validators=[MaxValueValidator(LONGEST_COOLDOWN_SECONDS, "An hour at most.")],
        help_text="Seconds until who let a hold go, or let it run out, may hold again. 0: none.",
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    opening_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    selling_out_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    end_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    places_given = models.PositiveIntegerField(
        default=0, editable=False, help_text="Orders placed so far; the next one's place is this+1."
    )

    class Meta:
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("shop:sale", args=[self.slug])

    @property
    def is_standing(self) -> bool:
        return self.ends_at is None

    def clean(self) -> None:
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValidationError(
                {"ends_at": "The end must be after the start. Leave it empty for a standing sale."}
            )


class SaleItem(models.Model):
    """One product, or one of its variants, in one sale. Its id is that of its pool in the engine.

    `units` is what was offered; `sold` and `returned_units` never add up to more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sale = models.ForeignKey(Sale, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="sale_items")
    variant = models.ForeignKey(
        Variant, null=True, blank=True, on_delete=models.PROTECT, related_name="sale_items"
    )
    variant_key = models.CharField(
        max_length=36, blank=True, editable=False,
        help_text="The variant's id, or nothing: what a unique constraint can compare everywhere.",
    )  # fmt: skip
    price = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), "A price must be above zero.")],
    )
    units = models.PositiveIntegerField(
        default=default_units,
        validators=[MinValueValidator(1, "A sale needs at least one unit of each product.")],
    )
    limit_per_buyer = models.PositiveIntegerField(
        "limit per buyer",
        default=default_limit,
        validators=[MinValueValidator(1, "A buyer must be allowed at least one unit.")],
    )
    sold = models.PositiveIntegerField(default=0, editable=False)
    returned_units = models.PositiveIntegerField(default=0, editable=False)
    epoch = models.PositiveIntegerField(default=1, editable=False)
    stock_server = models.CharField(
        max_length=64, blank=True, editable=False,
        help_text="The run of the Redis server on which the pool was last known to be right.",
    )  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sale", "product", "variant_key"],
                name="variant_once_in_a_sale",
                violation_error_message="This product is already in the sale.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} in {self.sale}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The item is stored, its key beside its variant: `bulk_create` would leave it out."""
        self.variant_key = str(self.variant_id or "")
        written = kwargs.get("update_fields")
        if written is not None and "variant" in written:
            kwargs["update_fields"] = {*written, "variant_key"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """A variant of its product where that has some; units not above what is in stock; nothing
        added to, or changed in, what is sold.

        The sale is looked up by its id: in a form of a new sale it has one but is not stored yet.
        """
        self.variant_key = str(self.variant_id or "")
        if not self.product_id or self.units is None:
            return
        published = Sale.objects.filter(pk=self.sale_id, published_at__isnull=False)
        if not published.exists():
            self._refuse_wrong_variant()
            self._refuse_units_above_stock()
            return
        stored = SaleItem.objects.filter(
            pk=self.pk,
            sale_id=self.sale_id,
            product_id=self.product_id,
            variant_key=self.variant_key,
            units=self.units,
        )
        if not stored.exists():
            raise ValidationError("This sale is published: what it offers can't be changed.")

    def _refuse_wrong_variant(self) -> None:
        if self.variant is not None and self.variant.product_id != self.product_id:
            raise ValidationError({"variant": f"{self.variant} is no variant of {self.product}."})
        names = [] if self.variant else list(self.product.variants.values_list("name", flat=True))
        if names:
            told = f"{self.product} is sold in variants. Choose one: {', '.join(names)}."
            raise ValidationError({"variant": told})

    def _refuse_units_above_stock(self) -> None:
        if self.units > self.in_stock:
            raise ValidationError(
                {"units": f"Only {self.in_stock} units of {self.label} are in stock."}
            )

    @property
    def label(self) -> str:
        """What people read: the product's name, with its size or colour where it has one."""
        return self.product.name if self.variant is None else f"{self.product}, {self.variant.name}"

    @property
    def short_label(self) -> str:
        """The label of tables and logs: "gantry-court", or "gantry-court, 42"."""
        slug = self.product.slug
        return slug if self.variant is None else f"{slug}, {self.variant.name}"

    @property
    def in_stock(self) -> int:
        """Units that no sale has taken, of the variant or else of the product."""
        return (self.variant or self.product).stock

    @property
    def is_above_list_price(self) -> bool:
        return self.price > self.product.price
