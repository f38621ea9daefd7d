"""What is done for accounts in the background."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.forms import PasswordResetForm
from accounts.models import User
from accounts.refresh_tokens import clear_families
from accounts.tokens import LINK_DAYS, confirmation_token


@shared_task
def clear_sessions() -> None:
    """No expired session is left in the database."""
    call_command("clearsessions")


@shared_task
def clear_tokens() -> None:
    """No refresh token is left that would be refused for its age."""
    clear_families()


@shared_task
def send_password_reset(email: str, *, domain: str, use_https: bool) -> None:
    """A link that resets the password is mailed, if `email` has an account to reset."""
    form = PasswordResetForm({"email": email})
    if form.is_valid():
        form.save(
            domain_override=domain,
            use_https=use_https,
            subject_template_name="accounts/password_reset_subject.txt",
            email_template_name="accounts/password_reset_email.txt",
        )


@shared_task
def send_confirmation(user_id: str) -> None:
    """A link that confirms the user's email is mailed to it, if it still has to be confirmed."""
    user = User.objects.filter(pk=user_id, is_active=True, email_confirmed_at__isnull=True).first()
    if user is None:
        return
    path = reverse("accounts:confirm", args=[confirmation_token(user)])
    context = {
        "name": user.get_short_name(),
        "email": user.email,
        "url": settings.SITE_URL.rstrip("/") + path,
        "days": LINK_DAYS,
    }
    body = render_to_string("accounts/confirmation_email.txt", context)
    send_mail("Confirm your email for Flashsale", body, None, [user.email])
