"""The shop's own user: a UUID, an email to sign in with, a name."""

import unicodedata
import uuid
from functools import partial
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction

from accounts import session_copies
from flashsale import clock


def canonical_email(email: str) -> str:
    """The one spelling under which an email is stored and looked up."""
    return unicodedata.normalize("NFKC", email).strip().lower()


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None) -> "User":
        """A new shopper exists; the email is kept in lower case."""
        return self._create(email, name, password)

    def create_superuser(self, email: str, name: str, password: str | None = None) -> "User":
        """A new member of staff with every permission exists."""
        return self._create(email, name, password, is_staff=True, is_superuser=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=canonical_email(username or ""))

    async def aget_by_natural_key(self, username: str | None) -> "User":
        return await self.aget(email=canonical_email(username or ""))

    def _create(self, email: str, name: str, password: str | None, **roles: bool) -> "User":
        user = self.model(email=email, name=name, **roles)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(
        unique=True, error_messages={"unique": "There already is an account with this email."}
    )
    name = models.CharField(max_length=80)
    is_staff = models.BooleanField("staff", default=False, help_text="May enter the admin.")
    is_active = models.BooleanField(
        "active", default=True, help_text="Untick to shut the account; its orders stay."
    )
    email_confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When a link that was sent to the email was followed."
    )
    shares_name = models.BooleanField(
        "show my whole name on leaderboards", default=False, help_text="Else it is shortened."
    )
    joined_at = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        self.email = canonical_email(self.email)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The user is stored, and no session copy made before it is valid any more."""
        self.email = canonical_email(self.email)
        super().save(*args, **kwargs)
        # Signing in stores only this, and changes nothing that a session rests on.
        if kwargs.get("update_fields") != ["last_login"]:
            _forget_session_copies(self.pk)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """The user is gone, and so are the copies of their sessions."""
        user_id = self.pk
        deleted = super().delete(*args, **kwargs)
        _forget_session_copies(user_id)
        return deleted

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        first, *_ = self.name.split() or [self.email]
        return first


def _forget_session_copies(user_id: uuid.UUID) -> None:
    transaction.on_commit(partial(session_copies.forget_user, user_id))
