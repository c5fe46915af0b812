"""The long reads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.web import addresses, json_ld
from casamuseo.web.citing import plain
from casamuseo.web.kept import in_tiles
from casamuseo.web.kept import stories as published
from casamuseo.web.pages import Crumb, in_language, page
from casamuseo.web.reading import Notes, read
from casamuseo.web.shelf import key_of, shelf_or_404


@in_language
def stories(request: HttpRequest, language: str) -> HttpResponse:
    """Every published story."""
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
        stories=published(),
    )


@in_language
def story(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One story with its notes, and the records that it tells of."""
    key = key_of("story", slug, language=language)
    told = next((story for story in published() if story.key == key), None)
    if told is None:
        raise Http404
    notes = Notes()
    paragraphs = read(told.passage, language=language, notes=notes)
    others = [story for story in published() if story != told]
    following = next((story for story in others if story.order > told.order), None)
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
        persons=list(told.persons.all()),
        places=list(told.places.all()),
        things=in_tiles(told.museum_objects.all()),
        following=following or next(iter(others), None),
        notes=notes,
    )
