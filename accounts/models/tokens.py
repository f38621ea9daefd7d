"""Refresh tokens. What is stored of one is a hash: nobody who reads the table can use it."""

import uuid

from django.conf import settings
from django.db import models

from flashsale import clock


class TokenFamily(models.Model):
    """One sign-in of a program: every refresh token that descends from it.

    Once it is revoked, none of them is worth anything.
    """

    class Reason(models.TextChoices):
        LOGOUT = "logout"
        REUSE = "reuse", "a refresh token was used twice"
        SHUT = "shut", "the account was shut"
        STAFF = "staff", "by staff"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="token_families"
    )
    session_hash = models.CharField(
        max_length=64, help_text="Of the password that it was opened with: a new one ends it."
    )
    started_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=12, choices=Reason, blank=True)

    class Meta:
        verbose_name_plural = "token families"
        indexes = [models.Index(fields=["ends_at"], name="token_families_by_end")]

    def __str__(self) -> str:
        return f"{self.user}, since {self.started_at:%Y-%m-%d %H:%M}"


class RefreshToken(models.Model):
    """Good for one use, which gives the next one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(TokenFamily, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    issued_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.family}, {self.issued_at:%Y-%m-%d %H:%M}"
