"""Open data: what the public dump holds, in which formats and on which terms."""

from __future__ import annotations

from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.authority.models import CorporateBody, GeographicPlace, Person, Term
from casamuseo.collection.models import DisplayState, MuseumObject
from casamuseo.collection.showing import hidden_passages, hidden_pictures
from casamuseo.house.models import Place
from casamuseo.kernel.downloads import dump_address
from casamuseo.kernel.editions import per_edition
from casamuseo.media.models import Picture
from casamuseo.sources.models import Source, Statement
from casamuseo.story.models import Exhibition, GuideStop, Happening, Journey, Story
from casamuseo.web import addresses
from casamuseo.web.pages import in_language, page
from casamuseo.web.reading import Notes
from casamuseo.web.shelf import shelf_or_404
from casamuseo.web.telling import house_passage


@in_language
def data(request: HttpRequest, language: str) -> HttpResponse:
    """The files of the dump with how much each holds, and where to fetch it."""
    house = shelf_or_404().house
    notes = Notes()
    return page(
        request,
        "web/data.html",
        language=language,
        section="data",
        title=gettext("Open data"),
        description=gettext(
            "Everything that this site shows, as files that people and machines can read."
        ),
        address=lambda code: addresses.of_section("data", code),
        download=dump_address(house.key),
        files=_files(language),
        paragraphs=house_passage("data", language=language, notes=notes),
        notes=notes,
    )


@per_edition
def _files(language: str) -> list[tuple[str, str, int | None]]:
    """Each file of the house folder: its name, what it holds in the active language, its public records."""
    told = Q(passage__is_published=True)
    shown = Q(is_public=True) & ~Q(pk__in=hidden_pictures())
    return [
        ("house.yaml", gettext("the museum: its name, address and languages"), None),
        ("visit.yaml", gettext("opening hours, prices and ways to arrive"), None),
        ("places.yaml", gettext("places, as polygons in metres, with doors and access facts"), _count(Place)),
        ("objects.yaml", gettext("objects"), _count(MuseumObject, told & Q(is_public=True))),
        ("display-states.yaml", gettext("how the house stood on a day"), _count(DisplayState)),
        ("stories.yaml", gettext("stories"), _count(Story, told)),
        ("happenings.yaml", gettext("the timeline"), _count(Happening, told)),
        ("journeys.yaml", gettext("journeys and their stations"), _count(Journey, told)),
        ("guide.yaml", gettext("stops of the guide"), _count(GuideStop, told)),
        ("exhibitions.yaml", gettext("exhibitions"), _count(Exhibition, told)),
        ("persons.yaml", gettext("persons, by all their names"), _count(Person)),
        ("corporate-bodies.yaml", gettext("institutions and parties"), _count(CorporateBody)),
        ("geographic-places.yaml", gettext("towns, with their coordinates"), _count(GeographicPlace)),
        ("terms.yaml", gettext("kinds and materials"), _count(Term)),
        ("sources.yaml", gettext("sources, as CSL items"), _count(Source)),
        ("pictures.yaml, pictures/", gettext("drawings (SVG) and photographs"), _count(Picture, shown)),
        (
            "passages/",
            gettext("every published sentence, with its certainty and its sources"),
            Statement.objects.published().exclude(passage__in=hidden_passages()).count(),
        ),
    ]  # fmt: skip


def _count(model: type[Model], condition: Q | None = None) -> int:
    return model._default_manager.filter(condition or Q()).count()
