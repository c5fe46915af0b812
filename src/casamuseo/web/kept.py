"""What is few in any house, however large its collection: read once an edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Model, QuerySet

from casamuseo.authority.models import Person, Term
from casamuseo.collection.models import MuseumObject
from casamuseo.collection.showing import hidden_passages
from casamuseo.house.models import Place
from casamuseo.kernel.editions import per_edition
from casamuseo.sources.models import Signatory, Source
from casamuseo.story.models import GuideStop, Journey, Story

TOLD_OF: dict[type, str] = {Person: "persons", Place: "places", MuseumObject: "museum_objects"}
"""The field of a story that names the records of this kind."""

MOST_TILES = 48
"""Objects shown with their pictures on the page of another record."""

MOST_TOLD = 50
"""Happenings listed on the page of a record; the timeline has them all."""


def give(record: Model, field: str, kept: Mapping[int, Model]) -> None:
    """Set a foreign key's record from those kept; one newer than they are is left to the database."""
    found = kept.get(getattr(record, f"{field}_id"))
    if found is not None:
        setattr(record, field, found)


@per_edition
def sources_by_pk() -> Mapping[int, Source]:
    """Every source, in the order of the house."""
    return {source.pk: source for source in Source.objects.all()}


@per_edition
def signatories_by_pk() -> Mapping[int, Signatory]:
    """Who may sign a sentence."""
    return Signatory.objects.in_bulk()


@per_edition
def terms_by_pk() -> Mapping[int, Term]:
    """Every term, in the order of the house."""
    return {term.pk: term for term in Term.objects.all()}


@per_edition
def stories() -> Sequence[Story]:
    """The published stories, in order."""
    told = Story.objects.filter(passage__is_published=True)
    return tuple(told.select_related("passage", "picture"))


def stories_of(record: Person | Place | MuseumObject) -> Sequence[Story]:
    """The published stories that tell of this record, in order."""
    return _stories_by_record(TOLD_OF[type(record)]).get(record.pk, ())


@per_edition
def _stories_by_record(field: str) -> Mapping[int, Sequence[Story]]:
    by_pk = {story.pk: story for story in stories()}
    links = Story.objects.filter(pk__in=by_pk).values_list(field, "pk")
    found: defaultdict[int, list[Story]] = defaultdict(list)
    for record, story in links.exclude(**{field: None}):
        found[record].append(by_pk[story])
    return dict(found)


@per_edition
def journeys() -> Sequence[Journey]:
    """Every journey, in order."""
    return tuple(Journey.objects.all())


@per_edition
def guide_stops() -> Sequence[GuideStop]:
    """The published stops of the guide, by their numbers; a hidden object is not named."""
    told = GuideStop.objects.filter(passage__is_published=True)
    stops = tuple(told.select_related("passage", "place", "museum_object"))
    for stop in stops:
        if stop.museum_object is not None and not stop.museum_object.is_public:
            stop.museum_object = None
    return stops


@per_edition
def untold_passages() -> frozenset[int]:
    """The passages that the public does not hear, since they tell of hidden objects."""
    return frozenset(hidden_passages().values_list("pk", flat=True))


def in_tiles(things: QuerySet[MuseumObject]) -> list[MuseumObject]:
    """The first of the public ones with what a tile shows of them: kind and pictures."""
    found = list(things.filter(is_public=True).prefetch_related("pictures")[:MOST_TILES])
    for thing in found:
        give(thing, "kind", terms_by_pk())
    return found
