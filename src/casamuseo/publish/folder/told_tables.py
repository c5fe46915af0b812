"""The files of who, what and what is told: authority, sources, collection and story."""

from __future__ import annotations

from typing import Any

from casamuseo.authority.models import CorporateBody, GeographicPlace, Person, Term
from casamuseo.collection.models import (
    CustodyEvent,
    DisplayState,
    MuseumObject,
    ObjectPerson,
    OtherNumber,
    Placement,
    Right,
)
from casamuseo.collection.terms import (
    Authenticity,
    CustodyKind,
    Form,
    LegalStatus,
    NumberKind,
    PersonRole,
    Presence,
    RightSubject,
    SalvagePriority,
)
from casamuseo.kernel.terms import Certainty
from casamuseo.publish.folder import checks, csl
from casamuseo.publish.folder.exact import Moment, Prose
from casamuseo.publish.folder.house_tables import CERTAINTY, KEY, LANGUAGE
from casamuseo.publish.folder.kinds import Choice, Day, Flag, ListOf, Measures, Number, Words
from casamuseo.publish.folder.references import Evidence, Own, PictureReference, Reference
from casamuseo.publish.folder.shapes import Field, JsonShape, Shape
from casamuseo.publish.folder.tables import Child, Link, Table, marked, nowhere
from casamuseo.publish.folder.texts import Date, Multilingual, Slug
from casamuseo.sources.models import Source
from casamuseo.story.models import Exhibition, GuideStop, Happening, Journey, JourneyStop, Story

_NAME = Field("name", Multilingual(), is_required=True)
_TITLE = Field("title", Multilingual(), is_required=True)
_SLUG = Field("slug", Slug(), is_required=True)
_PERSONS = Field("persons", ListOf(Reference("persons")))
_OBJECTS = Field("objects", ListOf(Reference("objects")), ("museum_objects",))

TERMS = Table(
    "terms",
    Term,
    Shape(
        KEY,
        Field("vocabulary", Choice(Term.Vocabulary.values), is_required=True),
        Field("label", Multilingual(), is_required=True),
        Field(
            "aat",
            Words(
                pattern=r"https?://vocab\.getty\.edu/aat/[0-9]+",
                expected="http://vocab.getty.edu/aat/…",
            ),
        ),
        Field("broader", Own("terms"), ("broader_id",)),
    ),
    own="broader_id",
    sections="vocabulary",
    is_one_line=True,
)
GEOGRAPHIC_PLACES = Table(
    "geographic-places",
    GeographicPlace,
    Shape(
        KEY,
        _NAME,
        Field("country", Words(most=2, pattern="[A-Z]{2}", expected="MX")),
        Field("latitude", Number(least=-90, most=90)),
        Field("longitude", Number(least=-180, most=180)),
        check=checks.geographic_place,
    ),
    is_one_line=True,
)
_NAMES = ListOf(
    JsonShape(
        Field("text", Words(), is_required=True),
        Field("language", LANGUAGE, is_required=True),
        Field("kind", Choice(["preferred", "variant", "birth", "pseudonym"]), is_required=True),
    ),
    least=1,
)
_AGENT = (
    KEY,
    Field("names", _NAMES, is_required=True),
    Field("sort_name", Words(), is_required=True),
    _SLUG,
    Field("role", Multilingual()),
)
_GEOGRAPHIC = Reference("geographic-places")
_COUNT = Number(least=1, most=1_000_000, is_whole=True, nothing=1)

PERSONS = Table(
    "persons",
    Person,
    Shape(
        *_AGENT,
        Field("born", Date()),
        Field("died", Date()),
        Field("born_at", _GEOGRAPHIC, ("born_at_id",)),
        Field("died_at", _GEOGRAPHIC, ("died_at_id",)),
        check=checks.agent,
    ),
    has_slug=True,
)
CORPORATE_BODIES = Table(
    "corporate-bodies",
    CorporateBody,
    Shape(
        *_AGENT,
        Field("founded", Date()),
        Field("dissolved", Date()),
        Field("seat", _GEOGRAPHIC, ("seat_id",)),
        check=checks.agent,
    ),
    has_slug=True,
)
SOURCES = Table("sources", Source, csl.Source())

_OBJECT_PERSON = Shape(
    Field("person", Reference("persons"), ("person_id",), is_required=True),
    Field("role", Choice(PersonRole.values), is_required=True),
)
_OTHER_NUMBER = Shape(
    Field("number", Words(most=120), is_required=True),
    Field("kind", Choice(NumberKind.values), default=NumberKind.OTHER.value),
    Field("note", Words()),
)
_RIGHT = Shape(
    Field("subject", Choice(RightSubject.values), is_required=True),
    Field("picture", PictureReference(), ("picture_id",)),
    Field("uri", Words(), is_required=True),
    Field("holder", Words()),
    Field("jurisdiction", Words(most=2, pattern="[A-Z]{2}", expected="MX")),
    Field("from", Day(), ("begins_on",)),
    Field("until", Day(), ("expires_on",)),
    Field("note", Prose()),
    check=checks.right,
)
_CUSTODY = Shape(
    KEY,
    Field("kind", Choice(CustodyKind.values), is_required=True),
    Field("when", Date(has_bounds=True), ("happened", "earliest_on", "latest_on")),
    Field("person", Reference("persons"), ("person_id",)),
    Field("corporate_body", Reference("corporate-bodies"), ("corporate_body_id",)),
    Field("other_agent", Words()),
    Field("at", _GEOGRAPHIC, ("at_id",)),
    Field("note", Multilingual()),
    CERTAINTY,
    check=checks.custody_event,
)


KEPT_BACK = {
    "rights": {"note"},
    "provenance": {"note", "other_agent"},
    "other_numbers": {"note"},
}
"""Parts of an object's record that the public's dump leaves out of its lists, by list."""


def _without_what_concerns_others(record: dict[str, Any]) -> dict[str, Any]:
    """What was agreed with a holder, and who gave a thing, may name people who are alive."""
    return record | {
        name: [
            {part: value for part, value in entry.items() if part not in left_out}
            for entry in record[name]
        ]
        for name, left_out in KEPT_BACK.items()
        if name in record
    }


OBJECTS = Table(
    "objects",
    MuseumObject,
    Shape(
        KEY,
        Field("number", Words(most=60), ("object_number",), is_required=True),
        _NAME,
        _SLUG,
        Field("kind", Reference("terms/object-kind"), ("kind_id",)),
        Field("materials", ListOf(Reference("terms/material"))),
        Field("made", Date(has_bounds=True), ("made", "made_earliest_on", "made_latest_on")),
        Field("persons", ListOf(_OBJECT_PERSON)),
        Field("form", Choice(Form.values), default=Form.SMALL.value),
        Field("size", Measures(3, least=0), ("width", "depth", "height")),
        Field("size_certainty", Choice(Certainty.values), default=Certainty.UNKNOWN.value),
        Field("public", Flag(), ("is_public",), default=True),
        Field("count", _COUNT, ("number_of_objects",), default=1),
        Field("other_numbers", ListOf(_OTHER_NUMBER)),
        Field("brief_description", Multilingual()),
        Field("features", Multilingual(), ("distinguishing_features",)),
        Field("inscription", Prose()),
        Field("dimensions_as_written", Words(most=300)),
        Field("legal_status", Choice(LegalStatus.values), default=LegalStatus.UNKNOWN.value),
        Field("authenticity", Choice(Authenticity.values), default=Authenticity.UNKNOWN.value),
        Field("part_of", Own("objects"), ("part_of_id",)),
        Field("normal_place", Reference("places"), ("normal_place_id",)),
        Field("normal_position", Words(most=120)),
        Field("salvage_priority", Choice(SalvagePriority.values)),
        Field("handling", Multilingual(), ("handling_note",)),
        Field("catalogue_note", Prose()),
        Field("rights", ListOf(_RIGHT)),
        Field("provenance", ListOf(_CUSTODY), ("custody_events",)),
        Field("recorded_by", Words()),
        Field("recorded_at", Moment()),
        Field("pictures", ListOf(PictureReference()), ("pictures",)),
    ),
    children=(
        Child("persons", ObjectPerson, "museum_object_id", _OBJECT_PERSON, order="position"),
        Child("other_numbers", OtherNumber, "museum_object_id", _OTHER_NUMBER),
        Child("rights", Right, "museum_object_id", _RIGHT),
        Child(
            "custody_events",
            CustodyEvent,
            "museum_object_id",
            _CUSTODY,
            unique="key",
            has_passage=True,
        ),
    ),
    links=(Link("materials"),),
    own="part_of_id",
    public={"is_public": True},
    private=frozenset(
        {
            "part_of",
            "normal_place",
            "normal_position",
            "salvage_priority",
            "handling",
            "catalogue_note",
            "recorded_by",
            "recorded_at",
        }
    ),
    shown=_without_what_concerns_others,
    unique={"object_number": marked},
    has_slug=True,
    has_passage=True,
    has_pictures=True,
)
_PLACEMENT = Shape(
    Field("object", Reference("objects"), ("museum_object_id",), is_required=True),
    Field("place", Reference("places"), ("place_id",)),
    Field("at", Measures(2, least=-1e6), ("x", "y")),
    Field("rotation", Number(least=-360, most=360, nothing=0)),
    CERTAINTY,
    Field("presence", Choice(Presence.values), default=Presence.PRESENT.value),
    Field("evidence", Evidence(), ("evidence_id",)),
    Field("note", Multilingual()),
    check=checks.placement,
)
DISPLAY_STATES = Table(
    "display-states",
    DisplayState,
    Shape(
        KEY,
        Field("day", Day()),
        _NAME,
        _SLUG,
        Field("unknown_places", ListOf(Reference("places"))),
        Field("placements", ListOf(_PLACEMENT)),
    ),
    children=(Child("placements", Placement, "display_state_id", _PLACEMENT),),
    links=(Link("unknown_places"),),
    unique={"day": nowhere},
    has_slug=True,
    has_passage=True,
)
STORIES = Table(
    "stories",
    Story,
    Shape(
        KEY,
        _SLUG,
        _TITLE,
        Field("summary", Multilingual()),
        _PERSONS,
        _OBJECTS,
        Field("places", ListOf(Reference("places"))),
        Field("picture", PictureReference(), ("picture_id",)),
    ),
    links=(Link("persons"), Link("museum_objects"), Link("places")),
    has_slug=True,
    has_passage=True,
)
HAPPENINGS = Table(
    "happenings",
    Happening,
    Shape(
        KEY,
        Field(
            "when",
            Date(has_bounds=True),
            ("happened", "earliest_on", "latest_on"),
            is_required=True,
        ),
        _TITLE,
        Field("at", _GEOGRAPHIC, ("at_id",)),
        Field("place", Reference("places"), ("place_id",)),
        _PERSONS,
        _OBJECTS,
    ),
    links=(Link("persons"), Link("museum_objects")),
    has_passage=True,
)
_STOP = Shape(
    KEY,
    Field("at", _GEOGRAPHIC, ("at_id",), is_required=True),
    Field("title", Multilingual()),
    Field("arrived", Date()),
    Field("left", Date()),
)
JOURNEYS = Table(
    "journeys",
    Journey,
    Shape(
        KEY,
        _SLUG,
        _TITLE,
        Field("person", Reference("persons"), ("person_id",)),
        Field("stops", ListOf(_STOP)),
    ),
    children=(
        Child(
            "stops",
            JourneyStop,
            "journey_id",
            _STOP,
            order="position",
            unique="key",
            has_passage=True,
        ),
    ),
    has_slug=True,
    has_passage=True,
)
GUIDE = Table(
    "guide",
    GuideStop,
    Shape(
        Field("number", Number(least=1, most=9999, is_whole=True), is_required=True),
        Field("place", Reference("places"), ("place_id",), is_required=True),
        Field("object", Reference("objects"), ("museum_object_id",)),
        _TITLE,
    ),
    key="number",
    order="",
    is_one_line=True,
    has_passage=True,
)
EXHIBITIONS = Table(
    "exhibitions",
    Exhibition,
    Shape(
        KEY,
        _SLUG,
        _TITLE,
        Field("place", Reference("places"), ("place_id",)),
        Field("from", Date(), ("begins",)),
        Field("until", Date(), ("ends",)),
        _OBJECTS,
    ),
    links=(Link("museum_objects"),),
    has_slug=True,
    has_passage=True,
)

BEFORE_PASSAGES = (TERMS, GEOGRAPHIC_PLACES, PERSONS, CORPORATE_BODIES, SOURCES)
AFTER_PASSAGES = (OBJECTS, DISPLAY_STATES, STORIES, HAPPENINGS, JOURNEYS, GUIDE, EXHIBITIONS)
