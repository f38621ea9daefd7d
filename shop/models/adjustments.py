"""Units that were added to a running sale, or taken out of it, by hand."""

import uuid

from django.conf import settings
from django.db import models

from flashsale import clock
from shop.models.sales import SaleItem


class StockAdjustment(models.Model):
    """Its id names the operation in the stock engine, which does it once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(SaleItem, on_delete=models.CASCADE, related_name="adjustments")
    units = models.IntegerField(help_text="Added; below zero: taken out.")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(
        null=True, blank=True, help_text="When the units were in the pool, or out of it."
    )
    refused_at = models.DateTimeField(
        null=True, blank=True, help_text="When it turned out that they can't be. Nothing changed."
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.units:+} {self.item}"
