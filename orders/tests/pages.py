"""Reading a page as a browser does: its forms, and what they send when nothing is changed."""

from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from django.http import HttpResponse


@dataclass
class PageForm:
    """A form of a page: where it goes, and the fields that it sends."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


def form_to(page: HttpResponse, action: str) -> PageForm:
    """The page's only form that goes to `action`."""
    reader = _FormReader()
    reader.feed(page.content.decode())
    (found,) = (form for form in reader.forms if form.action == action)
    return found


def words(page: HttpResponse) -> str:
    """The page in one line, its characters as they are read."""
    return unescape(" ".join(page.content.decode().split()))


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            self.forms.append(PageForm(has["action"] or ""))
        elif tag == "input" and has.get("name") and self.forms:
            if has.get("type") in ("radio", "checkbox") and "checked" not in has:
                return
            self.forms[-1].fields[str(has["name"])] = has.get("value") or ""
        elif tag == "select":
            self._select = has.get("name") or ""
        elif tag == "option" and self._select:
            fields, value = self.forms[-1].fields, has.get("value") or ""
            if "selected" in has or self._select not in fields:
                fields[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
