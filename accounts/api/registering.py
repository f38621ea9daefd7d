"""The rules of the register page, for programs."""

from django.views.decorators.debug import sensitive_variables

from accounts.api.bodies import NewAccount
from accounts.errors import EmailTaken
from accounts.forms import RegisterForm
from flashsale.api.errors import Invalid


@sensitive_variables()
def registrable(body: NewAccount) -> tuple[str, str]:
    """The email and the name as they will be stored; the password is good enough, too.

    Raises EmailTaken where that is all that is wrong, else Invalid.
    """
    password = body.password.get_secret_value()
    typed = {"email": body.email, "name": body.name, "password1": password, "password2": password}
    form = RegisterForm(typed)
    if form.is_valid():
        return form.cleaned_data["email"], form.cleaned_data["name"]
    if list(form.errors) == ["email"] and form.has_error("email", "unique"):
        raise EmailTaken
    fields: dict[str, list[str]] = {}
    for name, problems in form.errors.items():
        # A page asks for the password twice, and says beside the second field what is wrong.
        told = fields.setdefault("password" if name.startswith("password") else name, [])
        told += [str(problem) for problem in problems if str(problem) not in told]
    raise Invalid(fields=fields)
