"""The sources: found, described, brought in and taken out, merged, withdrawn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from casamuseo.desk.access import allowed_to
from casamuseo.desk.known_sources import find_sources
from casamuseo.desk.pages import desk_page

CHOICES = 12
"""How many a search while typing shows."""


@allowed_to("see_texts")
def find(request: HttpRequest) -> HttpResponse:
    """What answers to the words `q`, as options of a list box."""
    found = find_sources(request.GET.get("q", ""))
    return desk_page(
        request,
        "desk/source-options.html",
        title=_("Sources"),
        found=found[:CHOICES],
        more=max(0, len(found) - CHOICES),
    )
