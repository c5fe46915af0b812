"""The desk's first page: the ways that are open to the member."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from casamuseo.desk.access import for_members, member_of
from casamuseo.desk.pages import desk_page


@for_members
def home(request: HttpRequest) -> HttpResponse:
    """What this member can do here."""
    name = member_of(request).full_name
    return desk_page(request, "desk/home.html", title=_("Good day, %(name)s") % {"name": name})


@for_members
def missing(request: HttpRequest, rest: str) -> HttpResponse:
    """An address of the desk that leads nowhere."""
    raise Http404(rest)
