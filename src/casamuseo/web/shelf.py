"""What every page needs of the house, read once an edition: its record, languages, places, navigation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404

from casamuseo.authority.models import CorporateBody, Person
from casamuseo.house.models import House, Place
from casamuseo.kernel.editions import per_edition
from casamuseo.story.models import Exhibition, Journey, Story
from casamuseo.web import addresses


@dataclass(frozen=True, slots=True)
class Shelf:
    """The house at hand."""

    house: House
    languages: tuple[str, ...]
    places_by_pk: Mapping[int, Place]
    """Every place in order, with its passage, functions, access facts and pictures."""

    @property
    def places(self) -> Sequence[Place]:
        return tuple(self.places_by_pk.values())

    def place(self, key: str) -> Place:
        """The place with this key, or a 404."""
        for place in self.places_by_pk.values():
            if place.key == key:
                return place
        raise Http404

    def numbered(self) -> list[Place]:
        """The places that a visitor is shown, by their numbers on the plan."""
        return sorted((p for p in self.places if p.number), key=lambda place: place.number or 0)


@per_edition
def shelf() -> Shelf | None:
    """The house of this installation; None while none has been loaded."""
    house = House.objects.first()
    if house is None:
        return None
    places = Place.objects.select_related("passage").prefetch_related(
        "functions", "access_facts", "pictures"
    )
    return Shelf(house, tuple(house.languages), {place.pk: place for place in places})


def shelf_or_404() -> Shelf:
    """The house at hand, or a 404 where there is none."""
    found = shelf()
    if found is None:
        raise Http404
    return found


@per_edition
def keys_by_slug(kind: str, language: str) -> dict[str, str]:
    """Slug to key, for the kinds whose number does not grow with the collection."""
    models = {
        "place": Place,
        "story": Story,
        "person": Person,
        "body": CorporateBody,
        "journey": Journey,
        "exhibition": Exhibition,
    }
    rows = models[kind]._default_manager.values_list("slug", "key")
    return {addresses.slug_in(slug, language, key=key): key for slug, key in rows}


def key_of(kind: str, slug: str, *, language: str) -> str:
    """The key of the record with this slug in this language, or a 404."""
    key = keys_by_slug(kind, language).get(slug)
    if key is None:
        raise Http404
    return key
