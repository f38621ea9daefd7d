"""What staff do to things of the shop, from a list of them or from a thing's own page.

Nothing is decided here: an action tells what would happen, waits for a yes, calls a service, and
says in words what came of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import quote, unquote
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.decorators import action as unfold_action
from unfold.enums import ActionVariant

from flashsale.errors import AfterDatabaseError, FlashSaleError

STORED_ONLY = "Stored, but the live stock doesn't answer. It follows by itself when it is back."


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAction:
    """One service, offered to staff.

    `question` has a {} for what it is about, and `yes` stands on the button. `foresee` says for
    each of some things, in sentences, what would happen to it. `done` is what staff are told
    afterwards. On a thing's page an action always asks first; in a list it does unless
    `asks_in_lists` is False.
    """

    name: str
    label: str
    icon: str
    question: str
    yes: str
    service: Callable[[Any], object]
    foresee: Callable[[Sequence[Any]], Sequence[Sequence[str]]]
    done: Callable[[Any], str]
    permission: str = "change"
    asks_in_lists: bool = True
    variant: ActionVariant = ActionVariant.DEFAULT


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a service; `problem` is empty where all went well."""

    is_stored: bool
    problem: str = ""


def attempt(thing: Model, service: Callable[[Any], object]) -> Outcome:
    """The service was called with `thing`, and what it refused is told in its own words.

    Services write the database first and the stock after it. Where the stock then doesn't answer,
    the change stands, and saying "nothing was changed" would be wrong.
    """
    before = _row(thing)
    try:
        service(thing)
    except AfterDatabaseError as error:
        thing.refresh_from_db()
        return Outcome(True, STORED_ONLY) if _row(thing) != before else Outcome(False, str(error))
    except FlashSaleError as error:
        return Outcome(False, error.message)
    return Outcome(True)


def from_list(action: StaffAction) -> Callable[..., HttpResponse | None]:
    """The action for a ModelAdmin's `actions`."""

    def run(
        model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet
    ) -> HttpResponse | None:
        things = list(queryset)
        if not action.asks_in_lists or "confirmed" in request.POST:
            _carry_out(model_admin, request, action, things)
            return None
        selected = [(ACTION_CHECKBOX_NAME, str(thing.pk)) for thing in things]
        hidden = [("action", run.__name__), *selected]
        back = request.get_full_path()
        return _ask(model_admin, request, action, things, hidden=hidden, back=back)

    run.__name__ = f"{action.name}_selected"
    return admin.action(run, permissions=[action.permission], description=action.label)


def from_page(action: StaffAction) -> Callable[..., HttpResponse]:
    """The action for a ModelAdmin's `actions_detail`; it changes nothing unless it is posted."""

    def run(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
        thing = object_or_404(model_admin, request, object_id)
        page = change_page(model_admin, thing)
        if request.method != "POST":
            return _ask(model_admin, request, action, [thing], hidden=[], back=page)
        _carry_out(model_admin, request, action, [thing])
        return redirect(page)

    run.__name__ = action.name
    decorated: Callable[..., HttpResponse] = unfold_action(
        run,
        permissions=[action.permission],
        description=action.label,
        url_path=action.name,
        icon=action.icon,
        variant=action.variant,
    )
    return decorated


def object_or_404(model_admin: ModelAdmin, request: HttpRequest, object_id: str) -> Model:
    """The thing with this id, as it stands in an address of the admin."""
    thing: Model | None = model_admin.get_object(request, unquote(object_id))
    if thing is None:
        raise Http404
    return thing


def change_page(model_admin: ModelAdmin, thing: Model) -> str:
    """The address of the thing's page."""
    opts = model_admin.opts
    name = f"{model_admin.admin_site.name}:{opts.app_label}_{opts.model_name}_change"
    return reverse(name, args=[quote(thing.pk)])


def _carry_out(
    model_admin: ModelAdmin, request: HttpRequest, action: StaffAction, things: Sequence[Model]
) -> None:
    for thing in things:
        outcome = attempt(thing, action.service)
        if outcome.is_stored:
            model_admin.log_change(request, thing, action.label)
        if outcome.problem:
            level = messages.WARNING if outcome.is_stored else messages.ERROR
            model_admin.message_user(request, f"{thing}: {outcome.problem}", level)
        else:
            model_admin.message_user(request, action.done(thing), messages.SUCCESS)


def _ask(
    model_admin: ModelAdmin,
    request: HttpRequest,
    action: StaffAction,
    things: Sequence[Model],
    *,
    hidden: Sequence[tuple[str, str]],
    back: str,
) -> HttpResponse:
    opts = model_admin.opts
    what = f"“{things[0]}”" if len(things) == 1 else f"{len(things)} {opts.verbose_name_plural}"
    pages = [change_page(model_admin, thing) for thing in things]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": action.label,
        "opts": opts,
        "original": things[0] if len(things) == 1 else None,
        "question": action.question.format(what),
        "outlooks": list(zip(things, pages, action.foresee(things), strict=True)),
        "action": action,
        "button": "danger" if action.variant is ActionVariant.DANGER else "primary",
        "hidden": hidden,
        "back": back,
    }
    return TemplateResponse(request, "admin/ask_first.html", context)


def _row(thing: Model) -> dict[str, Any]:
    return {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}
