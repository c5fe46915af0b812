"""The long reads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.story.models import Story
from casamuseo.web import addresses, json_ld
from casamuseo.web.citing import plain
from casamuseo.web.pages import Crumb, in_language, page
from casamuseo.web.reading import Notes, read, with_statements
from casamuseo.web.shelf import key_of, shelf_or_404


@in_language
def stories(request: HttpRequest, language: str) -> HttpResponse:
    """Every published story."""
    told = Story.objects.filter(passage__is_published=True).select_related("picture")
    return page(
        request,
        "web/stories.html",
        language=language,
        section="stories",
        title=gettext("Stories"),
        description=gettext(
            "Long reads about the house and its people, with a source for every sentence."
        ),
        address=lambda code: addresses.of_section("stories", code),
        stories=list(told),
    )


@in_language
def story(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One story with its notes, and the records that it tells of."""
    told = (
        Story.objects.filter(
            key=key_of("story", slug, language=language), passage__is_published=True
        )
        .select_related("picture")
        .prefetch_related(
            with_statements(), "persons", "places", "museum_objects", "museum_objects__pictures"
        )
        .first()
    )
    if told is None:
        raise Http404
    notes = Notes()
    paragraphs = read(told.passage, language=language, notes=notes)
    others = Story.objects.filter(passage__is_published=True).exclude(pk=told.pk)
    following = others.filter(order__gt=told.order).first() or others.first()
    picture = f"/{language}/og/story/{told.key}.png"
    crumbs = [Crumb(gettext("Stories"), addresses.of_section("stories", language))]
    return page(
        request,
        "web/story.html",
        language=language,
        section="stories",
        title=told.title.words(language),
        description=told.summary.words(language),
        address=lambda code: addresses.of_story(told, code),
        crumbs=crumbs,
        json_ld=[
            json_ld.article(
                told,
                language=language,
                house=shelf_or_404().house,
                citations=[plain(note.source, language) for note in notes],
                image=picture,
            ),
            json_ld.breadcrumbs([(crumb.name, crumb.address) for crumb in crumbs]),
        ],
        picture=picture,
        story=told,
        paragraphs=paragraphs,
        following=following,
        notes=notes,
    )
