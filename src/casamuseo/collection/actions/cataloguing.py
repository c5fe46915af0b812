"""Cataloguing: what an object is, written by whoever saw its latest version; persons, text, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from casamuseo.authority.models import Person, Term
from casamuseo.collection.errors_objects import DateNotRead, ObjectChangedMeanwhile, PartOfItself
from casamuseo.collection.history import differences, note
from casamuseo.collection.models import MuseumObject, ObjectPerson
from casamuseo.collection.terms import (
    Authenticity,
    Form,
    LegalStatus,
    PersonRole,
    SalvagePriority,
)
from casamuseo.house.models import Place
from casamuseo.kernel.dates import FuzzyDate, parse_date
from casamuseo.kernel.models import Edition
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.media.models import Picture
from casamuseo.sources.actions_passages import begin_passage
from casamuseo.sources.models import Passage

NO_WORDS = Text()


@dataclass(frozen=True, slots=True)
class Catalogued:
    """All that cataloguing says of an object itself, by the names of the fields. Sizes in metres."""

    name: Text
    number_of_objects: int = 1
    brief_description: Text = NO_WORDS
    kind: Term | None = None
    materials: Sequence[Term] = ()
    made: FuzzyDate | None = None
    distinguishing_features: Text = NO_WORDS
    inscription: str = ""
    dimensions_as_written: str = ""
    width: float | None = None
    depth: float | None = None
    height: float | None = None
    size_certainty: Certainty = Certainty.UNKNOWN
    form: Form = Form.SMALL
    legal_status: LegalStatus = LegalStatus.UNKNOWN
    authenticity: Authenticity = Authenticity.UNKNOWN
    part_of: MuseumObject | None = None
    normal_place: Place | None = None
    normal_position: str = ""
    salvage_priority: SalvagePriority = SalvagePriority.NONE
    handling_note: Text = NO_WORDS
    catalogue_note: str = ""


FIELDS = tuple(field.name for field in fields(Catalogued))


def as_it_stands(thing: MuseumObject) -> dict[str, Any]:
    """What the record says in each field of `Catalogued`."""
    stands = {name: getattr(thing, name) for name in FIELDS if name != "materials"}
    return stands | {"materials": list(thing.materials.all())}


def read_date(words: str, *, field: str, as_written: bool = False) -> FuzzyDate | None:
    """The date that these words mean, in Spanish, English or EDTF; None of no words.

    Refuses with DateNotRead, unless they are to be kept `as_written`.
    """
    if not words.strip():
        return None
    date = parse_date(words.strip())
    if not date.is_understood and not as_written:
        raise DateNotRead(words.strip(), field=field)
    return date


def catalogue_object(
    thing: MuseumObject, *, asked: Catalogued, seen: int, by: str, at: datetime
) -> None:
    """Write what an object is, where its record still has the version that was seen.

    Refuses with ObjectChangedMeanwhile, which says what stands there now, or PartOfItself.
    """
    _refuse_circles(thing, asked.part_of)
    before = as_it_stands(thing)
    after = {name: getattr(asked, name) for name in FIELDS} | {"materials": list(asked.materials)}
    changed = differences(before, after)
    with writing():
        stored = MuseumObject.objects.filter(pk=thing.pk, version=seen)
        if not stored.update(**_columns(asked), version=seen + 1):
            now = MuseumObject.objects.get(pk=thing.pk)
            raise ObjectChangedMeanwhile(as_it_stands(now), version=now.version)
        if "materials" in changed:
            thing.materials.set(asked.materials)
        note(thing, "catalogue", by=by, at=at, changed=changed)
        if thing.is_public and changed:
            Edition.rise()
    thing.refresh_from_db()


def add_person(
    thing: MuseumObject, person: Person, *, role: PersonRole, by: str, at: datetime
) -> None:
    """Say what a person was to the object; said twice, it stands once."""
    try:
        with writing():
            ObjectPerson.objects.create(
                museum_object=thing, person=person, role=role, position=thing.person_links.count()
            )
            _risen(thing, "add_person", by=by, at=at, person=person.key, role=role)
    except IntegrityError:
        return  # It stands there already.


def remove_person(link: ObjectPerson, *, by: str, at: datetime) -> None:
    """Take back that a person was something to the object."""
    with writing():
        ObjectPerson.objects.filter(pk=link.pk).delete()
        facts = {"person": link.person.key, "role": link.role}
        _risen(link.museum_object, "remove_person", by=by, at=at, **facts)


def add_picture(thing: MuseumObject, picture: Picture, *, by: str, at: datetime) -> None:
    """Put a picture with the object."""
    with writing():
        thing.pictures.add(picture)
        _risen(thing, "add_picture", by=by, at=at, picture=picture.key)


def remove_picture(thing: MuseumObject, picture: Picture, *, by: str, at: datetime) -> None:
    """Take a picture away from the object; the picture itself stays."""
    with writing():
        thing.pictures.remove(picture)
        _risen(thing, "remove_picture", by=by, at=at, picture=picture.key)


def begin_text(thing: MuseumObject, *, by: str, at: datetime) -> Passage:
    """The passage that tells of the object; an empty one is begun where there is none."""
    if thing.passage is not None:
        return thing.passage
    with writing():
        held = MuseumObject.objects.select_for_update(of=("self",)).get(pk=thing.pk)
        if held.passage is None:
            held.passage = begin_passage(f"objects/{thing.key}")
            held.save(update_fields=["passage"])
            note(thing, "begin_text", by=by, at=at)
    thing.refresh_from_db()
    return held.passage


def _risen(thing: MuseumObject, action: str, *, by: str, at: datetime, **facts: Any) -> None:
    note(thing, action, by=by, at=at, **facts)
    if thing.is_public:
        Edition.rise()


def _columns(asked: Catalogued) -> dict[str, Any]:
    columns = {name: getattr(asked, name) for name in FIELDS if name != "materials"}
    made = asked.made
    return columns | {
        "made_earliest_on": made.earliest if made else None,
        "made_latest_on": made.latest if made else None,
    }


def _refuse_circles(thing: MuseumObject, whole: MuseumObject | None) -> None:
    seen: set[int] = set()
    here = whole
    while here is not None and here.pk not in seen:
        if here.pk == thing.pk:
            raise PartOfItself
        seen.add(here.pk)
        here = here.part_of
