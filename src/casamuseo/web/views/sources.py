"""The sources, and every sentence that rests on each."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.sources.models import Source
from casamuseo.web import addresses
from casamuseo.web.citing import plain
from casamuseo.web.pages import Crumb, in_language, page
from casamuseo.web.reading import Notes
from casamuseo.web.spoken import resting_on

SHOWN = 300
"""Sentences on a source's page; a source with more shows the first and says so."""


@in_language
def sources(request: HttpRequest, language: str) -> HttpResponse:
    """Every source, with the number of published sentences that rest on it."""
    published = Q(
        citations__statement__is_published=True,
        citations__statement__passage__is_published=True,
    )
    listed = Source.objects.annotate(
        sentences=Count("citations__statement", filter=published, distinct=True)
    )
    return page(
        request,
        "web/sources.html",
        language=language,
        section="sources",
        title=gettext("Sources"),
        description=gettext("The books, articles and conversations on which every sentence rests."),
        address=lambda code: addresses.of_section("sources", code),
        sources=sorted(listed, key=lambda source: plain(source, language).lower()),
    )


@in_language
def source(request: HttpRequest, language: str, key: str) -> HttpResponse:
    """One source and what rests on it."""
    found = Source.objects.filter(key=key).first()
    if found is None:
        raise Http404
    notes = Notes()
    return page(
        request,
        "web/source.html",
        language=language,
        section="sources",
        title=found.title,
        description=plain(found, language),
        address=lambda code: addresses.of_source(found, code),
        crumbs=[Crumb(gettext("Sources"), addresses.of_section("sources", language))],
        source=found,
        spoken=resting_on(found, language=language, notes=notes, limit=SHOWN + 1),
        limit=SHOWN,
        notes=notes,
    )
