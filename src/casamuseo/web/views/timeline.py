"""The timeline: every happening, its date drawn as precisely as it is known."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.story.models import Happening
from casamuseo.web import addresses
from casamuseo.web.pages import in_language, page
from casamuseo.web.reading import Notes, read, with_statements
from casamuseo.web.timelines import bars


@in_language
def timeline(request: HttpRequest, language: str) -> HttpResponse:
    """Every published happening, in order."""
    happenings = list(
        Happening.objects.filter(passage__is_published=True)
        .select_related("at", "place")
        .prefetch_related(with_statements(), "persons")
    )
    notes = Notes()
    entries = [
        (happening, read(happening.passage, language=language, notes=notes))
        for happening in happenings
    ]
    return page(
        request,
        "web/timeline.html",
        language=language,
        section="timeline",
        title=gettext("Timeline"),
        description=gettext(
            "From 1879 to the museum: what happened when, as precisely as it is known."
        ),
        address=lambda code: addresses.of_section("timeline", code),
        entries=entries,
        bars=bars(happenings),
        notes=notes,
    )
