"""The sources, and every sentence that rests on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.kernel.editions import per_edition
from casamuseo.sources.models import Citation, Passage, Source, Statement
from casamuseo.web import addresses
from casamuseo.web.asked import Part
from casamuseo.web.citing import plain
from casamuseo.web.kept import sources_by_pk, untold_passages
from casamuseo.web.pages import Crumb, in_language, page
from casamuseo.web.reading import Notes
from casamuseo.web.spoken import resting_on, spoken_by_pk

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
    counts = _sentences(Citation.objects.all())
    # What is held back is little: quicker counted and taken off than looked up for each citation.
    counts.subtract(_sentences(_held_back()))
    listed = sorted(sources_by_pk().values(), key=lambda it: plain(it, language).lower())
    return [(source, counts[source.pk]) for source in listed]


def _sentences(citations: QuerySet[Citation]) -> Counter[int]:
    """By source, how many sentences these citations belong to."""
    by_source = citations.order_by().values_list("source")
    return Counter(dict(by_source.annotate(Count("statement", distinct=True))))


def _held_back() -> QuerySet[Citation]:
    """The citations of what is not published."""
    untold = Q(is_published=False) | Q(pk__in=untold_passages())
    drafts = Passage.objects.filter(untold).order_by().values("pk")
    in_drafts = Statement.objects.filter(passage__in=drafts).order_by().values("pk")
    held_back = Statement.objects.filter(is_published=False).order_by().values("pk")
    return Citation.objects.filter(Q(statement__in=held_back) | Q(statement__in=in_drafts))


@in_language
def source(request: HttpRequest, language: str, key: str) -> HttpResponse:
    """One source and what rests on it, a page at a time."""
    found = next((it for it in sources_by_pk().values() if it.key == key), None)
    if found is None:
        raise Http404
    resting = resting_on(found)
    part = Part.of(request, resting, size=PAGE_SIZE, language=language)
    notes = Notes()
    return page(
        request,
        "web/source.html",
        language=language,
        section="sources",
        title=found.title,
        description=plain(found, language),
        address=lambda code: addresses.of_source(found, code, page=part.number),
        with_page=lambda n: addresses.of_source(found, language, page=n),
        crumbs=[Crumb(gettext("Sources"), addresses.of_section("sources", language))],
        source=found,
        spoken=spoken_by_pk(part.items, language=language, notes=notes),
        total=len(resting),
        part=part,
        notes=notes,
    )
