"""The house's own files: `house.yaml`, `visit.yaml`, `places.yaml`, `pictures.yaml`."""

from __future__ import annotations

from casamuseo.house.models import AccessFact, Opening, Place, PlaceFunction
from casamuseo.house.terms import AccessFactKind, OpeningKind, PlaceKind, Unit
from casamuseo.kernel.terms import Certainty
from casamuseo.media.models import Picture
from casamuseo.publish.folder import checks
from casamuseo.publish.folder.address import ADDRESS
from casamuseo.publish.folder.kinds import (
    Amount,
    Choice,
    Clock,
    Day,
    Each,
    Flag,
    Key,
    ListOf,
    Number,
    Words,
)
from casamuseo.publish.folder.references import Evidence, Line, Own, Path, Polygon
from casamuseo.publish.folder.shapes import Field, Shape
from casamuseo.publish.folder.tables import Child, Table, long_ago, nowhere
from casamuseo.publish.folder.texts import Date, Multilingual, Slug
from casamuseo.sources.models import Signatory
from casamuseo.visit.models import Approach, Neighbour, OpeningException, OpeningRule, Price

KEY = Field("key", Key(), is_required=True)
CERTAINTY = Field("certainty", Choice(Certainty.values), is_required=True)
_NAME = Field("name", Multilingual(), is_required=True)
_LENGTH = Number(least=0, most=10_000, nothing=0)
_CENTIMETRES = Number(least=0, most=10_000, is_whole=True)
_BEARINGS = "north north-east east south-east south south-west west north-west"
_WEEKDAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}

LANGUAGE = Words(most=12, pattern=r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*", expected="es")

HOUSE = Shape(
    KEY,
    _NAME,
    Field("kind", Multilingual()),
    Field("languages", ListOf(LANGUAGE, least=1, most=40), is_required=True),
    Field("timezone", Words(most=60), is_required=True),
    Field("currency", Words(most=3, pattern="[A-Z]{3}", expected="MXN"), is_required=True),
    Field("founded", Date()),
    Field("address", ADDRESS),
    Field("street_history", Multilingual()),
    Field("motto", Multilingual()),
    Field("demonstration", Flag(), ("is_demonstration",)),
)

SIGNATORIES = Table("signatories", Signatory, Shape(KEY, _NAME), file="house", is_one_line=True)

OPENING_RULES = Table(
    "opening_rules",
    OpeningRule,
    Shape(
        KEY,
        Field("weekdays", ListOf(Each(_WEEKDAYS), least=1, most=7), is_required=True),
        Field("opens", Clock(), is_required=True),
        Field("closes", Clock(), is_required=True),
        Field("last_entry_minutes", Number(least=0, most=600, is_whole=True, nothing=0)),
        Field("from", Day(), ("begins_on",)),
        Field("until", Day(), ("ends_on",)),
        check=checks.opening_rule,
    ),
    file="visit",
    is_one_line=True,
)
OPENING_EXCEPTIONS = Table(
    "opening_exceptions",
    OpeningException,
    Shape(
        KEY,
        Field("on", Day(), is_required=True),
        Field("closed", Flag(), ("is_closed",), default=True),
        Field("opens", Clock()),
        Field("closes", Clock()),
        Field("reason", Multilingual(), is_required=True),
        check=checks.opening_exception,
    ),
    file="visit",
    is_one_line=True,
    unique={"on": long_ago},
)
PRICES = Table(
    "prices",
    Price,
    Shape(
        KEY,
        Field("category", Multilingual(), is_required=True),
        Field("amount", Amount(), is_required=True),
        Field("note", Multilingual()),
        Field("demonstration", Flag(), ("is_demonstration",)),
    ),
    file="visit",
)
APPROACHES = Table(
    "approaches",
    Approach,
    Shape(
        KEY,
        Field("kind", Choice(Approach.Kind.values), is_required=True),
        Field("name", Words(most=100), is_required=True),
        Field("line", Words(most=20)),
        Field("minutes_min", Number(least=0, most=1440, is_whole=True), is_required=True),
        Field("minutes_max", Number(least=0, most=1440, is_whole=True), is_required=True),
        Field(
            "bearing",
            Choice(_BEARINGS.split()),
        ),
        Field("directions", Multilingual()),
        check=checks.approach,
    ),
    file="visit",
)
NEARBY = Table(
    "nearby",
    Neighbour,
    Shape(KEY, _NAME, Field("distance", Multilingual())),
    file="visit",
)
TOURS = Shape(
    Field("languages", ListOf(LANGUAGE), ("tour_languages",)),
    Field("text", Multilingual(), ("tours",)),
)
PROGRAMME = Field("programme", Multilingual())

PICTURES = Table(
    "pictures",
    Picture,
    Shape(
        Field("key", Path(), is_required=True),
        Field("kind", Choice(Picture.Kind.values), is_required=True),
        Field("file", Words(most=300), is_required=True),
        Field("title", Multilingual(), is_required=True),
        Field("description", Multilingual(), is_required=True),
        Field("credit", Multilingual()),
        Field("drawn_from", Multilingual()),
    ),
)

_OPENING = Shape(
    KEY,
    Field("to", Own("places"), ("to_id",)),
    Field("kind", Choice(OpeningKind.values), is_required=True),
    Field("line", Line(least=2, most=2), is_required=True),
    Field("height", Number(least=0, most=100, nothing=2.1)),
    Field("sill", Number(least=0, most=100, nothing=0)),
    Field("width_cm", _CENTIMETRES),
    Field("step_cm", _CENTIMETRES),
    CERTAINTY,
)
_FUNCTION = Shape(
    Field("function", Multilingual(), is_required=True),
    Field("from", Date(), ("begins",)),
    Field("until", Date(), ("ends",)),
    CERTAINTY,
    Field("evidence", Evidence(), ("evidence_id",)),
)
_ACCESS = Shape(
    KEY,
    Field("fact", Choice(AccessFactKind.values), is_required=True),
    Field("value", Number(least=0)),
    Field("unit", Choice(Unit.values)),
    CERTAINTY,
    Field("note", Multilingual()),
)

PLACES = Table(
    "places",
    Place,
    Shape(
        KEY,
        Field("parent", Own("places"), ("parent_id",)),
        Field("kind", Choice(PlaceKind.values), is_required=True),
        Field("number", Number(least=1, most=9999, is_whole=True)),
        _NAME,
        Field("slug", Slug(), is_required=True),
        Field("polygon", Polygon()),
        Field("wall", _LENGTH),
        Field("base", Number(least=-1000, most=1000, nothing=0)),
        Field("height", _LENGTH),
        Field("geometry", Choice(Certainty.values), default=Certainty.UNKNOWN.value),
        Field("light", Each({"inside": True, "outside": False}), ("is_inside",), default=True),
        Field("openings", ListOf(_OPENING)),
        Field("functions", ListOf(_FUNCTION)),
        Field("access", ListOf(_ACCESS)),
    ),
    children=(
        Child("openings", Opening, "place_id", _OPENING, unique="key", own="to_id"),
        Child("functions", PlaceFunction, "place_id", _FUNCTION),
        Child("access", AccessFact, "place_id", _ACCESS, unique="key"),
    ),
    own="parent_id",
    unique={"number": nowhere},
    has_slug=True,
    has_passage=True,
    has_pictures=True,
)

IN_HOUSE = (SIGNATORIES,)
IN_VISIT = (OPENING_RULES, OPENING_EXCEPTIONS, PRICES, APPROACHES, NEARBY)
