"""Exhibitions, permanent and for a time."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.story.models import Exhibition
from casamuseo.visit.models import VisitNotes
from casamuseo.web import addresses
from casamuseo.web.kept import in_tiles
from casamuseo.web.pages import Crumb, in_language, page
from casamuseo.web.reading import Notes, first_words, read
from casamuseo.web.shelf import key_of


@in_language
def exhibitions(request: HttpRequest, language: str) -> HttpResponse:
    """Every published exhibition, and what else the house offers."""
    return page(
        request,
        "web/exhibitions.html",
        language=language,
        section="exhibitions",
        title=gettext("Exhibitions"),
        description=gettext("What is on show in the house."),
        address=lambda code: addresses.of_section("exhibitions", code),
        exhibitions=list(
            Exhibition.objects.filter(passage__is_published=True).select_related("place")
        ),
        visit_notes=VisitNotes.objects.first(),
    )


@in_language
def exhibition(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One exhibition."""
    shown = (
        Exhibition.objects.filter(
            key=key_of("exhibition", slug, language=language), passage__is_published=True
        )
        .select_related("place", "passage")
        .first()
    )
    if shown is None:
        raise Http404
    notes = Notes()
    paragraphs = read(shown.passage, language=language, notes=notes)
    return page(
        request,
        "web/exhibition.html",
        language=language,
        section="exhibitions",
        title=shown.title.words(language),
        description=first_words(paragraphs),
        address=lambda code: addresses.of_exhibition(shown, code),
        crumbs=[Crumb(gettext("Exhibitions"), addresses.of_section("exhibitions", language))],
        exhibition=shown,
        paragraphs=paragraphs,
        things=in_tiles(shown.museum_objects.all()),
        notes=notes,
    )
