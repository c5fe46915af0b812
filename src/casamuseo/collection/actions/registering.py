"""Objects come into the register, are shown to the public or hidden, and rarely leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from casamuseo.collection.actions.moving import Destination, move_object
from casamuseo.collection.actions.numbering import refuse_if_taken
from casamuseo.collection.errors_objects import (
    NotFitForThePublic,
    StillNeeded,
)
from casamuseo.collection.history import note
from casamuseo.collection.models import MuseumObject
from casamuseo.collection.models.keys import new_key
from casamuseo.collection.terms import MoveReason
from casamuseo.house.models import House
from casamuseo.kernel.models import Edition
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.media.models import Picture
from casamuseo.sources.models import Statement

ITS_OWN = {
    "collection.objectperson",
    "collection.othernumber",
    "collection.right",
    "collection.custodyevent",
    "collection.whereabouts",
}
"""What is part of the record and goes with it."""


NO_WORDS = Text()


@dataclass(frozen=True, slots=True)
class Registered:
    """What somebody says of an object when it is written into the register."""

    number: str
    name: Text
    where: Destination
    number_of_objects: int = 1
    brief_description: Text = NO_WORDS


def register_object(
    asked: Registered, *, pictures: Sequence[Picture] = (), by: str, at: datetime
) -> MuseumObject:
    """Write an object into the register, with its first location and its pictures; not yet public.

    Refuses with NumberBelongsToAnother, of two windows the second one.
    """
    number = asked.number.strip()
    refuse_if_taken(number)
    key, slug = addresses_of(number, asked.name)
    try:
        with writing():
            thing = MuseumObject.objects.create(
                key=key,
                slug=slug,
                object_number=number,
                name=asked.name,
                number_of_objects=asked.number_of_objects,
                brief_description=asked.brief_description,
                is_public=False,
                recorded_by=by,
                recorded_at=at,
                order=_last_order() + 1,
            )
            thing.pictures.add(*pictures)
            note(thing, "register", by=by, at=at, object_number=number)
            move_object(
                thing, to=asked.where, effective_at=at, reason=MoveReason.FIRST, by=by, at=at
            )
    except IntegrityError:
        refuse_if_taken(number)
        raise
    return thing


def addresses_of(number: str, name: Text) -> tuple[str, Text]:
    """A key that no object has, and the names of its pages, made from its number and its name."""
    token = slugify(number) or new_key()
    wanted = _joined(slugify(str(name)), token, most=80)
    alike = set(MuseumObject.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    nth = 1
    while _joined(wanted, str(nth) if nth > 1 else "", most=80) in alike:
        nth += 1
    tail = f"{token}-{nth}" if nth > 1 else token
    slugs = {
        language: _joined(slugify(name[language].words or ""), tail, most=120)
        for language in name
        if name[language].words
    }
    return _joined(wanted, str(nth) if nth > 1 else "", most=80), Text.of(**slugs)


def reasons_against(thing: MuseumObject) -> list[str]:
    """What keeps the object from the website, as sentences; none lets it be shown."""
    house = House.objects.only("languages").first()
    return [
        _("Its name in “%(language)s” is missing.") % {"language": language}
        for language in (house.languages if house else ())
        if not thing.name.has(language)
    ]


def publish_object(thing: MuseumObject, *, by: str, at: datetime) -> None:
    """Show an object on the website, in search and in open data. Refuses with NotFitForThePublic."""
    reasons = reasons_against(thing)
    if reasons:
        raise NotFitForThePublic(reasons)
    slug = _with_missing_slugs(thing)
    with writing():
        hidden = MuseumObject.objects.filter(pk=thing.pk, is_public=False)
        if hidden.update(is_public=True, slug=slug):
            note(thing, "publish", by=by, at=at)
            Edition.rise()
    thing.refresh_from_db()


def hide_object(thing: MuseumObject, *, by: str, at: datetime) -> None:
    """Take an object off the website, out of search and open data; its record stays as it is."""
    with writing():
        if MuseumObject.objects.filter(pk=thing.pk, is_public=True).update(is_public=False):
            note(thing, "hide", by=by, at=at)
            Edition.rise()
    thing.refresh_from_db()


def needed_by(thing: MuseumObject) -> dict[str, int]:
    """How many rows of each model rest on the object, by the model's label; empty lets it go."""
    needed = {}
    for relation in MuseumObject._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str) or model._meta.label_lower in ITS_OWN:
            continue
        field = relation.field.name
        count = model._default_manager.filter(**{field: thing}).count()
        if count:
            needed[model._meta.label_lower] = count
    told = [thing.passage_id, *thing.custody_events.values_list("passage", flat=True)]
    sentences = Statement.objects.filter(passage__in=[each for each in told if each]).count()
    if sentences:
        needed["sources.statement"] = sentences
    return needed


def delete_object(thing: MuseumObject, *, by: str, at: datetime) -> None:
    """Strike an object out of the register. Refuses with StillNeeded, naming what rests on it."""
    with writing():
        held = MuseumObject.objects.select_for_update(of=("self",)).get(pk=thing.pk)
        needed = needed_by(held)
        if needed:
            raise StillNeeded(needed)
        was_public = held.is_public
        note(held, "delete", by=by, at=at, object_number=held.object_number, name=held.name)
        try:
            held.delete()
        except ProtectedError as error:
            raise StillNeeded(_labels(error)) from None
        if was_public:
            Edition.rise()


def _labels(error: ProtectedError) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in error.protected_objects:
        label = each._meta.label_lower
        counts[label] = counts.get(label, 0) + 1
    return counts


def _with_missing_slugs(thing: MuseumObject) -> Text:
    """The names of its pages; those that it lacks are made from its number and its name."""
    made = addresses_of(thing.object_number, thing.name)[1]
    words = {language: thing.slug[language].words for language in thing.slug}
    for language in made:
        words[language] = words.get(language) or made[language].words
    return Text.of(**words)


def _joined(first: str, last: str, *, most: int) -> str:
    """Both with a hyphen between them; what is too long is cut off the first."""
    if not first or not last:
        return (first or last)[:most].strip("-")
    return f"{first[: most - len(last) - 1].rstrip('-')}-{last}"


def _last_order() -> int:
    last = MuseumObject.objects.order_by("-order", "-key").values_list("order", flat=True).first()
    return last or 0
