"""API keys, for programs that nobody signs in."""

import uuid

from django.conf import settings
from django.db import models

from flashsale import clock


class ApiKey(models.Model):
    """Names a program of its user. The secret that the program signs with is nowhere stored: it is
    derived from `salt` and from the shop's own secret (`flashsale.derived_secrets`), and `digest`
    tells whether that still gives the one that was shown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys"
    )
    name = models.CharField(max_length=80)
    scopes = models.CharField(max_length=80, help_text="What it may do, separated by spaces.")
    salt = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the secret.")
    created_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "API key"
        verbose_name_plural = "API keys"

    def __str__(self) -> str:
        return self.name
