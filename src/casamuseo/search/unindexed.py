"""Browsing objects without an index: the same answer from the database, for the minutes of a rebuild."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from django.db.models import F, OrderBy, QuerySet

from casamuseo.collection.models import MuseumObject, Placement
from casamuseo.collection.terms import Presence
from casamuseo.search.filters import MOST_VALUES, Counts, Filters, in_order_of_count
from casamuseo.search.names import Names

Order = Literal["record", "oldest", "newest"]

ORDERS: dict[Order, tuple[str | OrderBy, str]] = {
    "record": ("order", "pk"),
    "oldest": (F("made_earliest_on").asc(nulls_last=True), "pk"),
    "newest": (F("made_latest_on").desc(nulls_last=True), "pk"),
}


def from_database(
    filters: Filters, order: Order, *, first: int, size: int
) -> tuple[list[str], int, Counts]:
    """Keys of a page, the total and the counts, as the index would give them."""
    names = Names([])
    within = {pk for pk in names.places if filters.place in names.ways_to([pk])}
    things = _fitting(filters, places=within)
    page = things.order_by(*ORDERS[order]).values_list("key", flat=True)[first : first + size]
    facets = {
        "place": _commonest(_places(things, names)),
        "kind": _commonest(_values(things, "kind__key")),
        "material": _commonest(_values(things, "materials__key")),
        "person": _commonest(_values(things, "persons__key")),
    }
    return list(page), things.count(), facets


def _fitting(filters: Filters, *, places: set[int]) -> QuerySet[MuseumObject]:
    things: QuerySet[MuseumObject] = MuseumObject.objects.public()
    if filters.place:
        standing = Placement.objects.filter(presence=Presence.PRESENT, place__in=places)
        things = things.filter(pk__in=standing.values("museum_object"))
    if filters.kind:
        things = things.filter(kind__key=filters.kind)
    if filters.material:
        things = things.filter(materials__key=filters.material)
    if filters.person:
        linked = MuseumObject.objects.filter(persons__key=filters.person)
        things = things.filter(pk__in=linked.values("pk"))
    if filters.from_year is not None:
        things = things.filter(made_latest_on__year__gte=filters.from_year)
    if filters.until_year is not None:
        things = things.filter(made_earliest_on__year__lte=filters.until_year)
    return things


def _values(things: QuerySet[MuseumObject], field: str) -> Iterable[str]:
    pairs = MuseumObject.objects.filter(pk__in=things.values("pk")).values_list("pk", field)
    return (value for _, value in pairs.distinct() if value is not None)


def _places(things: QuerySet[MuseumObject], names: Names) -> Iterable[str]:
    standing = Placement.objects.filter(
        presence=Presence.PRESENT, museum_object__in=things.values("pk")
    )
    by_object: dict[int, list[int | None]] = {}
    for thing, place in standing.values_list("museum_object_id", "place_id").distinct():
        by_object.setdefault(thing, []).append(place)
    return (key for places in by_object.values() for key in names.ways_to(places))


def _commonest(values: Iterable[str]) -> list[tuple[str, int]]:
    return in_order_of_count(Counter(values).items())[:MOST_VALUES]
