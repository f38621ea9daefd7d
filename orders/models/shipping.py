"""How orders reach their buyers, and what that costs in each country."""

import uuid
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models


class ShippingMethod(models.Model):
    """A way to deliver. One that needs no address (collected at the store) costs `price`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=160, blank=True)
    needs_address = models.BooleanField(
        default=True, help_text="Untick for what is collected. Its price is then the one here."
    )
    price = models.DecimalField(
        max_digits=10, decimal_places=2, default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
        help_text="Of a method that needs no address. The others have a price for each country.",
    )  # fmt: skip
    position = models.PositiveIntegerField(default=0, help_text="Lower comes first.")
    is_active = models.BooleanField("active", default=True)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ShippingPrice(models.Model):
    """What a method costs in one country; a country without a row isn't delivered to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    method = models.ForeignKey(ShippingMethod, on_delete=models.CASCADE, related_name="prices")
    country = models.CharField(max_length=2, help_text="ISO 3166, two letters: DE, FR, US.")
    price = models.DecimalField(
        max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )

    class Meta:
        ordering = ["country"]
        constraints = [
            models.UniqueConstraint(fields=["method", "country"], name="country_once_in_a_method"),
        ]

    def __str__(self) -> str:
        return f"{self.method} to {self.country}"
