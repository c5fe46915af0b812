"""What a column may be: the fields of an object, under the names of Spectrum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casamuseo.collection.terms import NumberKind, PersonRole


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the import: `key` is what a mapping says, `group` where the choice stands."""

    key: str
    label: str | Promise
    group: str | Promise
    is_multilingual: bool = False
    may_repeat: bool = False
    """Whether several columns may be this together."""


IDENTITY, DESCRIPTION = _("Identification"), _("Description")
MAKING, PERSONS = _("Production"), _("Persons")
SIZE, LOCATION, NOTES = _("Dimensions"), _("Location"), _("Notes and numbers")

FIELDS: tuple[Field, ...] = (
    Field("object_number", _("Object number"), IDENTITY),
    Field("name", _("Object name or title"), IDENTITY, is_multilingual=True),
    Field("number_of_objects", _("Number of objects"), IDENTITY),
    Field("kind", _("Kind of object"), IDENTITY),
    Field("legal_status", _("Legal status"), IDENTITY),
    Field("authenticity", _("Original to the house, of the period, replica"), IDENTITY),
    Field("brief_description", _("Brief description"), DESCRIPTION, is_multilingual=True),
    Field(
        "distinguishing_features", _("Distinguishing features"), DESCRIPTION, is_multilingual=True
    ),
    Field("inscription", _("Inscription"), DESCRIPTION, may_repeat=True),
    Field("made", _("Date made"), MAKING),
    Field("materials", _("Materials and technique"), MAKING, may_repeat=True),
    *(Field(f"person.{role.value}", role.label, PERSONS, may_repeat=True) for role in PersonRole),
    Field("dimensions", _("Dimensions as written"), SIZE, may_repeat=True),
    Field("height", _("Height"), SIZE),
    Field("width", _("Width"), SIZE),
    Field("depth", _("Depth"), SIZE),
    Field("place", _("Current location"), LOCATION),
    Field("position", _("Position in the current location"), LOCATION),
    Field("normal_place", _("Normal location"), LOCATION),
    Field("normal_position", _("Position in the normal location"), LOCATION),
    Field("salvage_priority", _("Salvage priority"), LOCATION),
    *(
        Field(f"number.{kind.value}", kind.label, NOTES, may_repeat=True)
        for kind in (NumberKind.FORMER, *(k for k in NumberKind if k != NumberKind.FORMER))
    ),
    Field("handling_note", _("Handling note"), NOTES, is_multilingual=True),
    Field("catalogue_note", _("Catalogue note, for the staff"), NOTES, may_repeat=True),
)
BY_KEY = {field.key: field for field in FIELDS}


def keys_in(languages: Sequence[str]) -> Iterator[tuple[Field, str]]:
    """Every field with the key that a mapping says, one for each language: `name:es`."""
    for field in FIELDS:
        if field.is_multilingual:
            yield from ((field, f"{field.key}:{language}") for language in languages)
        else:
            yield field, field.key


def field_of(key: str) -> Field | None:
    """The field that a mapping's key names; None for a key that there is none of."""
    return BY_KEY.get(key.partition(":")[0])
