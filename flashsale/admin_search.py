"""What staff find from any page of the admin."""

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import quote
from django.http import HttpRequest
from django.urls import reverse
from unfold.dataclasses import SearchResult

MOST_OF_A_KIND = 5
LONGEST_TERM = 100


def find(site: AdminSite, request: HttpRequest, *, term: str) -> list[SearchResult]:
    """Up to five of each kind of thing that match `term` and that this person may see."""
    term = term.replace("\x00", "")[:LONGEST_TERM]
    results = []
    for model, model_admin in site._registry.items():
        if not (
            model_admin.get_search_fields(request)
            and model_admin.has_view_or_change_permission(request)
        ):
            continue
        found, _ = model_admin.get_search_results(request, model_admin.get_queryset(request), term)
        page = f"{site.name}:{model._meta.app_label}_{model._meta.model_name}_change"
        results += [
            SearchResult(
                title=str(thing),
                description=str(model._meta.verbose_name),
                link=reverse(page, args=[quote(thing.pk)]),
                icon=None,
            )
            for thing in found[:MOST_OF_A_KIND]
        ]
    return results
