"""The desk's first page: the ways that are open to the member."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from casamuseo.desk.access import for_members, member_of
from casamuseo.desk.pages import desk_page


@for_members
def home(request: HttpRequest) -> HttpResponse:
    """What this member can do here."""
    member = member_of(request)
    return desk_page(
        request,
        "desk/home.html",
        title=_("Good day, %(name)s") % {"name": member.full_name},
        parts_of=lambda way: [part for part in way.parts if member.may(part.verb)],
    )


@for_members
def missing(request: HttpRequest, rest: str) -> HttpResponse:
    """An address of the desk that leads nowhere."""
    raise Http404(rest)
