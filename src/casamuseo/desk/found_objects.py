"""Objects as the desk finds them: by number, by another number, by name, a bounded number of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from casamuseo.collection.gaps import lacking, within
from casamuseo.collection.models import MuseumObject, OtherNumber

MOST = 200
"""Looked through for each way of finding: whoever gets so many writes a letter more."""
SHORTEST = 2
"""Letters from which on names are looked through."""

Things = QuerySet[MuseumObject]


def chosen(asked: Mapping[str, Any]) -> Things:
    """The objects that fit the filters, before any words; each filter goes by an index or by few rows."""
    things: Things = MuseumObject.objects.all()
    if asked.get("lacks"):
        things = lacking(asked["lacks"], things)
    if asked.get("kind"):
        things = things.filter(kind=asked["kind"])
    if asked.get("status"):
        things = things.filter(legal_status=asked["status"])
    if asked.get("shown"):
        things = things.filter(is_public=asked["shown"] == "yes")
    if asked.get("room"):
        things = within(things, asked["room"])
    return things


def matching(words: str, things: Things) -> Things:
    """Those of the objects whose number begins so, or that have such another number or name."""
    found = {*_by_number(words, things), *_by_other_number(words, things)}
    # Whoever types figures and finds a number means a number: names cost a look at every object.
    is_number = found and any(letter.isdigit() for letter in words)
    if len(words) >= SHORTEST and not is_number:
        found |= _by_name(words, things)
    return MuseumObject.objects.filter(pk__in=found)


def numbered_exactly(words: str) -> MuseumObject | None:
    """The object with just this number, or the only one that has it as another number."""
    exact = MuseumObject.objects.filter(object_number=words).first()
    if exact is not None:
        return exact
    others = OtherNumber.objects.filter(number=words).order_by().values("museum_object")
    found = list(MuseumObject.objects.filter(pk__in=others)[:2])
    return found[0] if len(found) == 1 else None


def fill(rows: list[MuseumObject], *related: str) -> None:
    """Put whole objects in the place of rows that have their primary key only, in their order.

    Leafing far through a list by its index alone costs a tenth of leafing through whole rows.
    """
    things = MuseumObject.objects.select_related(*related) if related else MuseumObject.objects
    by_pk = things.in_bulk([row.pk for row in rows])
    rows[:] = [by_pk[row.pk] for row in rows if row.pk in by_pk]


def _by_number(words: str, things: Things) -> set[int]:
    beginning = _either_case("object_number__startswith", words)
    return set(things.filter(beginning).order_by().values_list("pk", flat=True)[:MOST])


def _by_other_number(words: str, things: Things) -> set[int]:
    numbers = OtherNumber.objects.filter(_either_case("number__startswith", words)).order_by()
    owners = set(numbers.values_list("museum_object", flat=True)[:MOST])
    return set(things.filter(pk__in=owners).order_by().values_list("pk", flat=True))


def _by_name(words: str, things: Things) -> set[int]:
    named = things.filter(having_words("name", words)).order_by()
    return set(named.values_list("pk", flat=True)[:MOST])


def having_words(field: str, words: str) -> Q:
    """Rows whose field has each of these words, whole or in part. Looks at every row."""
    wanted = Q()
    for word in words.split()[:5]:
        likely = Q(**{f"{field}__icontains": word})
        if not word.isascii():
            # SQLite knows no capitals beyond ASCII: the word is looked for in either case.
            likely |= Q(**{f"{field}__contains": word.lower()})
            likely |= Q(**{f"{field}__contains": word.capitalize()})
        wanted &= likely
    return wanted


def _either_case(lookup: str, words: str) -> Q:
    """Beginning as typed or in capitals: each goes by the index, a comparison without case would not."""
    return Q(**{lookup: words}) | Q(**{lookup: words.upper()})
