"""The house's own files: `house.yaml`, `visit.yaml`, `places.yaml`, `pictures.yaml`."""

from __future__ import annotations

from casamuseo.collection.showing import hidden_pictures
from casamuseo.house.models import AccessFact, Opening, Place, PlaceFunction
from casamuseo.house.terms import AccessFactKind, OpeningKind, PlaceKind, Unit
from casamuseo.kernel.terms import Certainty
from casamuseo.media.models import Picture
from casamuseo.publish.folder import checks
from casamuseo.publish.folder.address import ADDRESS
from casamuseo.publish.folder.exact import Moment
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
from casamuseo.publish.folder.public_pictures import copy_instead_of_master
from casamuseo.publish.folder.references import (
    Evidence,
    Line,
    Own,
    Path,
    PictureReference,
    Polygon,
    Reference,
)
from casamuseo.publish.folder.shapes import Field, Shape
from casamuseo.publish.folder.tables import Child, Link, Table, long_ago, nowhere
from casamuseo.publish.folder.texts import Date, Multilingual, Slug
from casamuseo.sources.models import Signatory
from casamuseo.visit.models import (
    Approach,
    Neighbour,
    OpeningException,
    OpeningRule,
    Price,
    PriceRule,
    Programme,
    Resource,
    SlotRule,
    TourFee,
)
from casamuseo.visit.terms import GroupKind, ProgrammeKind, Residency, ResourceKind

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
    Field("prepared_languages", ListOf(LANGUAGE, most=40)),
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
        Field("last_entry_minutes", Number(least=0, most=600, is_whole=True)),
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
        Field("proof", Multilingual()),
        Field("tax_code", Words(most=40)),
        Field("demonstration", Flag(), ("is_demonstration",)),
    ),
    file="visit",
)
_DAYS = (
    Field("weekdays", ListOf(Each(_WEEKDAYS), most=7)),
    Field("from", Day(), ("begins_on",)),
    Field("until", Day(), ("ends_on",)),
)
_QUARTERS = Number(least=0, most=480, is_whole=True, nothing=0)
PRICE_RULES = Table(
    "price_rules",
    PriceRule,
    Shape(
        KEY,
        Field("prices", ListOf(Reference("prices"))),
        Field("residency", Choice(Residency.values)),
        *_DAYS,
        Field("amount", Amount(), is_required=True),
        Field("reason", Multilingual(), is_required=True),
        Field("proof", Multilingual()),
        Field("demonstration", Flag(), ("is_demonstration",)),
        check=checks.dated_rule,
    ),
    links=(Link("prices"),),
    file="visit",
)
SLOT_RULES = Table(
    "slot_rules",
    SlotRule,
    Shape(
        KEY,
        *_DAYS,
        Field("every_minutes", Number(least=15, most=480, is_whole=True, nothing=30)),
        Field("stay_minutes", Number(least=15, most=480, is_whole=True, nothing=60)),
        Field("early_minutes", Number(least=0, most=120, is_whole=True, nothing=10)),
        Field("late_minutes", Number(least=0, most=240, is_whole=True, nothing=15)),
        Field("demonstration", Flag(), ("is_demonstration",)),
        check=checks.slot_rule,
    ),
    file="visit",
    is_one_line=True,
)
_OF_THE_HOUSE = [ResourceKind.DAY, ResourceKind.HOUSE, ResourceKind.ROOM, ResourceKind.SPACE]
RESOURCES = Table(
    "resources",
    Resource,
    Shape(
        KEY,
        Field("kind", Choice(_OF_THE_HOUSE), is_required=True),
        _NAME,
        Field("place", Reference("places"), ("place_id",)),
        Field("capacity", Number(least=0, most=100_000, is_whole=True), is_required=True),
        Field("enters_after_minutes", _QUARTERS),
        Field("stays_minutes", _QUARTERS),
        Field("demonstration", Flag(), ("is_demonstration",)),
        check=checks.resource,
    ),
    file="visit",
    is_one_line=True,
    # Guides and events bring their own, with the people and the dates they belong to.
    only={"kind__in": _OF_THE_HOUSE},
)
TOUR_FEES = Table(
    "tour_fees",
    TourFee,
    Shape(
        KEY,
        Field("kind", Choice(GroupKind.values), is_required=True),
        Field("amount", Amount(), is_required=True),
        Field("group_min", Number(least=1, most=1000, is_whole=True, nothing=1)),
        Field("group_max", Number(least=1, most=1000, is_whole=True, nothing=20)),
        Field("duration_minutes", Number(least=15, most=480, is_whole=True, nothing=60)),
        Field("free_every", Number(least=0, most=1000, is_whole=True, nothing=0)),
        Field("final_count_days", Number(least=0, most=60, is_whole=True, nothing=3)),
        Field("admission", Reference("prices"), ("admission_id",)),
        Field("tax_code", Words(most=40)),
        Field("demonstration", Flag(), ("is_demonstration",)),
    ),
    file="visit",
)
PROGRAMMES = Table(
    "programmes",
    Programme,
    Shape(
        KEY,
        Field("kind", Choice(ProgrammeKind.values), is_required=True),
        Field("title", Multilingual(), is_required=True),
        Field("summary", Multilingual()),
        Field("amount", Amount(), is_required=True),
        Field("tax_code", Words(most=40)),
        Field("from", Day(), ("begins_on",)),
        Field("until", Day(), ("ends_on",)),
        Field("published", Flag(), ("is_published",)),
        Field("demonstration", Flag(), ("is_demonstration",)),
        check=checks.dated_rule,
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
        Field("title", Multilingual()),
        Field("description", Multilingual()),
        Field("credit", Multilingual()),
        Field("drawn_from", Multilingual()),
        Field("withheld", Flag(), ("is_withheld",)),
        Field("longest_side", Number(least=1, most=100_000, is_whole=True)),
        Field("original_name", Words()),
        Field("received_at", Moment()),
        Field("received_by", Words()),
    ),
    public={"is_public": True},
    hidden=hidden_pictures,
    shown=copy_instead_of_master,
    private=frozenset({"withheld", "original_name", "received_at", "received_by"}),
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
        Field("pictures", ListOf(PictureReference()), ("pictures",)),
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
IN_VISIT = (
    OPENING_RULES,
    OPENING_EXCEPTIONS,
    PRICES,
    PRICE_RULES,
    SLOT_RULES,
    RESOURCES,
    TOUR_FEES,
    PROGRAMMES,
    APPROACHES,
    NEARBY,
)
