"""The timeline: every happening, its date drawn as precisely as it is known."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.story.models import Happening
from casamuseo.web import addresses
from casamuseo.web.pages import in_language, page
from casamuseo.web.reading import Notes, read_each
from casamuseo.web.timelines import by_decade, date_mark, legend, overview


@in_language
def timeline(request: HttpRequest, language: str) -> HttpResponse:
    """Every published happening, in order."""
    happenings = list(
        Happening.objects.filter(passage__is_published=True)
        .select_related("at", "place", "passage")
        .prefetch_related("persons")
    )
    notes = Notes()
    passages = [happening.passage for happening in happenings]
    told = read_each(passages, language=language, notes=notes)
    return page(
        request,
        "web/timeline.html",
        language=language,
        section="timeline",
        title=gettext("Timeline"),
        description=gettext("What happened when, as precisely as it is known."),
        address=lambda code: addresses.of_section("timeline", code),
        decades=by_decade(happenings, language=language),
        told={it.pk: sentences for it, sentences in zip(happenings, told, strict=True)},
        overview=overview(happenings),
        date_mark=date_mark,
        legend=legend(),
        notes=notes,
    )
