"""What is done for accounts in the background."""

from celery import shared_task
from django.core.management import call_command

from accounts.forms import PasswordResetForm


@shared_task
def clear_sessions() -> None:
    """No expired session is left in the database."""
    call_command("clearsessions")


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
