"""The sources, and every sentence that rests on each."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.kernel.editions import per_edition
from casamuseo.sources.models import Citation, Source
from casamuseo.web import addresses
from casamuseo.web.asked import page_number
from casamuseo.web.citing import plain
from casamuseo.web.kept import sources_by_pk
from casamuseo.web.pages import Crumb, in_language, page
from casamuseo.web.reading import Notes
from casamuseo.web.spoken import count_resting_on, resting_on

PAGE_SIZE = 100
"""Sentences on one page of a source."""


@in_language
def sources(request: HttpRequest, language: str) -> HttpResponse:
    """Every source, with the number of published sentences that rest on it."""
    return page(
        request,
        "web/sources.html",
        language=language,
        section="sources",
        title=gettext("Sources"),
        description=gettext("The books, articles and conversations on which every sentence rests."),
        address=lambda code: addresses.of_section("sources", code),
        sources=_counted(language),
    )


@per_edition
def _counted(language: str) -> Sequence[tuple[Source, int]]:
    """The sources by their entries in this language, each with the number of its sentences."""
    published = Citation.objects.filter(
        statement__is_published=True, statement__passage__is_published=True
    )
    counts = dict(
        published.order_by().values_list("source").annotate(Count("statement", distinct=True))
    )
    listed = sorted(sources_by_pk().values(), key=lambda it: plain(it, language).lower())
    return [(source, counts.get(source.pk, 0)) for source in listed]


@in_language
def source(request: HttpRequest, language: str, key: str) -> HttpResponse:
    """One source and what rests on it, a page at a time."""
    found = next((it for it in sources_by_pk().values() if it.key == key), None)
    if found is None:
        raise Http404
    total = count_resting_on(found)
    last = max(1, -(-total // PAGE_SIZE))
    number = page_number(request, language=language)
    if number > last:
        raise Http404
    notes = Notes()
    return page(
        request,
        "web/source.html",
        language=language,
        section="sources",
        title=found.title,
        description=plain(found, language),
        address=lambda code: addresses.of_source(found, code, page=number),
        with_page=lambda n: addresses.of_source(found, language, page=n),
        crumbs=[Crumb(gettext("Sources"), addresses.of_section("sources", language))],
        source=found,
        spoken=resting_on(
            found, language=language, notes=notes, first=(number - 1) * PAGE_SIZE, size=PAGE_SIZE
        ),
        total=total,
        number=number,
        last=last,
        notes=notes,
    )
