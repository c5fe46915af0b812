"""How a page of the desk is answered: one context for all, and messages that are said once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from casamuseo.collection.days import house_zone
from casamuseo.desk.dates import short_day, short_moment
from casamuseo.desk.naming import Names
from casamuseo.desk.navigation import nearest, parts_here, ways_of
from casamuseo.staff.access import signed_in

THEMES = ("light", "dark")
MESSAGES = "messages"

Tone = Literal["done", "note", "refused"]


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence to the member, on the next page that they see."""

    words: str
    tone: Tone = "done"


def desk_page(
    request: HttpRequest, template: str, *, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page within the desk's shell: navigation, messages, the member's language.

    A template for htmx that extends nothing may be rendered with it as well.
    """
    member = signed_in(request)
    parts = parts_here(member, request.path_info) if member else []
    theme = request.COOKIES.get("theme", "")
    shared = {
        "language": translation.get_language(),
        "title": title,
        "member": member,
        "ways": ways_of(member) if member else [],
        "parts": parts,
        "part_here": nearest(parts, request.path_info),
        "here": request.path_info,
        "theme": theme if theme in THEMES else "",
        "local": local,
        "name_of": Names(),
        "short_day": short_day,
        "short_moment": short_moment,
        "messages": _messages_said_now(request),
    }
    return render(request, template, {**shared, **context}, status=status)


def onward(request: HttpRequest) -> str:
    """Where `next` says that the member wanted to go, if that is a page of ours; else the desk."""
    wanted = request.GET.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse("desk:home")


def local(moment: datetime) -> datetime:
    """The moment by the clock on the house's wall."""
    return moment.astimezone(house_zone())


def tell(request: HttpRequest, words: str, *, tone: Tone = "done") -> None:
    """Say a sentence on the next page of the desk: what was done, what is to be noted, what was refused."""
    waiting = request.session.get(MESSAGES, [])
    request.session[MESSAGES] = [*waiting, asdict(Message(words, tone))]


def refusal(request: HttpRequest, *, status: int) -> HttpResponse:
    """403 or 404 within the desk."""
    words = {
        403: (_("This is not for your role"), _("Ask the director if you need it for your work.")),
        404: (_("There is nothing here"), _("Perhaps it has moved, or the address has a slip.")),
    }
    title, text = words[status]
    return desk_page(request, "desk/refused.html", title=title, text=text, status=status)


def _messages_said_now(request: HttpRequest) -> list[Message]:
    waiting = request.session.pop(MESSAGES, []) if MESSAGES in request.session else []
    return [Message(**each) for each in waiting]
