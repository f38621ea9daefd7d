"""Where a parcel goes."""

import uuid

from django.conf import settings
from django.db import models

from flashsale import clock
from flashsale.money import country_name


class PostalAddress(models.Model):
    """The fields of an address; `country` is an ISO 3166 code of two letters."""

    recipient = models.CharField(max_length=80, blank=True)
    street = models.CharField(max_length=120, blank=True)
    more = models.CharField("flat, floor, care of", max_length=120, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        abstract = True

    @property
    def address_lines(self) -> list[str]:
        """The address as it is printed, a line each; empty where there is none."""
        town = f"{self.postcode} {self.city}".strip()
        lines = [self.recipient, self.street, self.more, town, country_name(self.country)]
        return [line for line in lines if line]


ADDRESS_FIELDS = ("recipient", "street", "more", "postcode", "city", "country")


class Address(PostalAddress):
    """An address that a shopper has used, kept for next time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses"
    )
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-used_at"]
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return ", ".join(self.address_lines)
