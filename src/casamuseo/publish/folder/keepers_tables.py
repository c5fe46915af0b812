"""The files of the keeper's desk: procedures of the collection, drafts and editions, printed labels."""

from __future__ import annotations

from casamuseo.collection.models import (
    Acquisition,
    Audit,
    AuditLine,
    ClimateLimit,
    ConditionCheck,
    ConditionMark,
    ConditionPicture,
    Damage,
    DocumentationPlan,
    EntryItem,
    ImportedRow,
    ImportRun,
    Loan,
    LoanItem,
    Movement,
    ObjectEntry,
    ObjectExit,
    Reading,
    Sensor,
    Treatment,
)
from casamuseo.collection.terms import (
    AcquisitionMethod,
    AuditOutcome,
    CheckReason,
    Completeness,
    Condition,
    DamageKind,
    EntryReason,
    ExitReason,
    ImportState,
    LoanDirection,
    LoanState,
    MarkKind,
    MoveReason,
    PlanState,
    Quantity,
    RowFate,
    Whither,
)
from casamuseo.publish.folder import checks
from casamuseo.publish.folder.exact import (
    Cents,
    Moment,
    NamedBy,
    PassageReference,
    Prose,
    Structure,
)
from casamuseo.publish.folder.house_tables import KEY
from casamuseo.publish.folder.kinds import Choice, Day, Flag, ListOf, Number, Words
from casamuseo.publish.folder.plain_lists import PlainList
from casamuseo.publish.folder.references import Own, PictureReference, Reference
from casamuseo.publish.folder.shapes import Field, Shape
from casamuseo.publish.folder.tables import Child, Link, Table
from casamuseo.publish.folder.texts import Date
from casamuseo.sources.models import PassageDraft, PassageEdition
from casamuseo.sources.terms import DraftStage
from casamuseo.story.models import PrintedLabel

_ROW_KEY = Field("key", Words(most=32), is_required=True)
_WHOLE = Number(least=0, most=1_000_000_000, is_whole=True, nothing=0)
_VERSION = Number(least=1, most=1_000_000_000, is_whole=True)
_OBJECT = Field("object", Reference("objects"), ("museum_object_id",), is_required=True)
_OBJECTS = Field("objects", ListOf(Reference("objects")), ("museum_objects",))
_NOTE = Field("note", Prose())
_RECORDED = (
    Field("recorded_at", Moment(), is_required=True),
    Field("recorded_by", Words(), is_required=True),
)
_MONEY = (Field("currency", Words(most=3)),)


def _place(name: str, attr: str = "") -> Field:
    return Field(name, Reference("places"), (attr or f"{name}_id",))


def _words(name: str, *, most: int = 200, is_required: bool = False) -> Field:
    return Field(name, Words(most=most), is_required=is_required)


def _day(name: str, *, is_required: bool = False) -> Field:
    return Field(name, Day(), is_required=is_required)


MOVEMENTS = Table(
    "movements",
    Movement,
    Shape(
        _ROW_KEY,
        Field("object", Reference("objects"), ("museum_object_id",)),
        _place("fixture"),
        Field("whither", Choice(Whither.values), is_required=True),
        _place("to", "to_place_id"),
        _words("position", most=120),
        _words("elsewhere"),
        Field("effective_at", Moment(), is_required=True),
        *_RECORDED,
        Field("reason", Choice(MoveReason.values), is_required=True),
        _NOTE,
        _words("moved_by"),
        _words("authorised_by"),
        _words("batch", most=32),
        Field("reverses", Own("movements"), ("reverses_id",)),
        check=checks.movement,
    ),
    order="",
    sort=("pk",),
    own="reverses_id",
    public=None,
    is_one_line=True,
)

_ENTRY_ITEM = Shape(
    _words("description", most=300, is_required=True),
    Field("count", _VERSION, default=1),
    Field("object", Reference("objects"), ("museum_object_id",)),
)
ENTRIES = Table(
    "entries",
    ObjectEntry,
    Shape(
        Field("number", Words(most=40), ("entry_number",), is_required=True),
        _day("entered_on", is_required=True),
        Field("reason", Choice(EntryReason.values), is_required=True),
        _words("depositor", is_required=True),
        _words("depositor_contact", most=300),
        _words("owner"),
        _day("return_by"),
        Field("condition_note", Prose()),
        Field("packing_note", Prose()),
        _NOTE,
        _words("received_by", is_required=True),
        Field("decision", Prose()),
        _day("closed_on"),
        Field("items", ListOf(_ENTRY_ITEM)),
        check=checks.entry,
    ),
    key="entry_number",
    order="",
    children=(Child("items", EntryItem, "entry_id", _ENTRY_ITEM),),
    public=None,
)
ACQUISITIONS = Table(
    "acquisitions",
    Acquisition,
    Shape(
        Field("number", Words(most=40), ("acquisition_number",), is_required=True),
        Field("method", Choice(AcquisitionMethod.values), is_required=True),
        _words("source"),
        _words("source_contact", most=300),
        Field("acquired", Date()),
        _day("accessioned_on"),
        Field("reason", Prose()),
        Field("title_evidence", Prose()),
        Field("restrictions", Prose()),
        Field("price_cents", Cents()),
        *_MONEY,
        _words("authorised_by"),
        _day("authorised_on"),
        Field("entry", NamedBy("entries"), ("entry_id",)),
        _OBJECTS,
        _NOTE,
        *_RECORDED,
    ),
    key="acquisition_number",
    order="",
    links=(Link("museum_objects"),),
    public=None,
)
EXITS = Table(
    "exits",
    ObjectExit,
    Shape(
        Field("number", Words(most=40), ("exit_number",), is_required=True),
        _day("left_on", is_required=True),
        Field("reason", Choice(ExitReason.values), is_required=True),
        _words("recipient", is_required=True),
        _words("recipient_contact", most=300),
        _words("destination"),
        _day("expected_return_on"),
        _day("returned_on"),
        _words("removed_by"),
        _words("authorised_by", is_required=True),
        _day("authorised_on", is_required=True),
        Field("decision", Prose()),
        _words("signed_by"),
        _NOTE,
        _OBJECTS,
        *_RECORDED,
        check=checks.object_exit,
    ),
    key="exit_number",
    order="",
    links=(Link("museum_objects"),),
    public=None,
)

_LOAN_ITEM = Shape(
    _OBJECT,
    _day("sent_on"),
    _day("returned_on"),
    _words("note", most=300),
    check=checks.loan_item,
)
LOANS = Table(
    "loans",
    Loan,
    Shape(
        Field("number", Words(most=40), ("loan_number",), is_required=True),
        Field("direction", Choice(LoanDirection.values), is_required=True),
        Field("state", Choice(LoanState.values), is_required=True),
        _words("partner", is_required=True),
        _words("partner_contact", most=300),
        _words("venue"),
        _words("purpose", most=300),
        _day("begins_on", is_required=True),
        _day("ends_on", is_required=True),
        Field("conditions", Prose()),
        Field("insured_cents", Cents()),
        *_MONEY,
        _words("insurer"),
        _words("authorised_by"),
        _day("authorised_on"),
        _NOTE,
        Field("items", ListOf(_LOAN_ITEM)),
        *_RECORDED,
        check=checks.loan,
    ),
    key="loan_number",
    order="",
    children=(Child("items", LoanItem, "loan_id", _LOAN_ITEM, unique="museum_object_id"),),
    public=None,
)

CHECKS = Table(
    "condition-checks",
    ConditionCheck,
    Shape(
        _ROW_KEY,
        _OBJECT,
        _day("checked_on", is_required=True),
        _words("checked_by", is_required=True),
        Field("reason", Choice(CheckReason.values), is_required=True),
        Field("condition", Choice(Condition.values), is_required=True),
        Field("completeness", Choice(Completeness.values), default=Completeness.UNKNOWN.value),
        _NOTE,
        _words("hazards", most=300),
        Field("recommendation", Prose()),
        _day("next_check_on"),
        *_RECORDED,
        check=checks.condition_check,
    ),
    order="",
    sort=("pk",),
    public=None,
)
_MARK = Shape(
    Field("kind", Choice(MarkKind.values), is_required=True),
    Field("points", Structure(list), is_required=True),
    _words("note", most=300),
)
CONDITION_PICTURES = Table(
    "condition-pictures",
    ConditionPicture,
    Shape(
        Field("key", PictureReference(), ("picture_id",), is_required=True),
        Field("check", NamedBy("condition-checks"), ("check_made_id",), is_required=True),
        Field("marks", ListOf(_MARK)),
    ),
    key="picture_id",
    sort=("pk",),
    children=(Child("marks", ConditionMark, "picture_id", _MARK),),
    is_one_line=True,
    public=None,
)
TREATMENTS = Table(
    "treatments",
    Treatment,
    Shape(
        _ROW_KEY,
        _OBJECT,
        _day("begun_on", is_required=True),
        _day("ended_on"),
        _words("conservator", is_required=True),
        Field("proposal", Prose()),
        Field("report", Prose()),
        Field("materials", Prose()),
        _words("authorised_by"),
        Field("after_check", NamedBy("condition-checks"), ("after_check_id",)),
        *_RECORDED,
        check=checks.treatment,
    ),
    order="",
    sort=("pk",),
    public=None,
)
DAMAGES = Table(
    "damages",
    Damage,
    Shape(
        _ROW_KEY,
        _OBJECT,
        Field("kind", Choice(DamageKind.values), is_required=True),
        _day("discovered_on", is_required=True),
        _words("discovered_by", is_required=True),
        _words("happened"),
        Field("description", Prose(), is_required=True),
        Field("action_taken", Prose()),
        _words("reported_to", most=300),
        _day("closed_on"),
        *_RECORDED,
        check=checks.damage,
    ),
    order="",
    sort=("pk",),
    public=None,
)

_AUDIT_LINE = Shape(
    _OBJECT,
    Field("expected", Flag(), ("is_expected",), is_required=True),
    _place("expected_place"),
    Field("outcome", Choice(AuditOutcome.values), default=AuditOutcome.AWAITED.value),
    _place("seen_place"),
    Field("noted_at", Moment()),
    _words("noted_by"),
    _words("note", most=300),
)
AUDITS = Table(
    "audits",
    Audit,
    Shape(
        _ROW_KEY,
        Field("place", Reference("places"), ("place_id",), is_required=True),
        Field("begun_at", Moment(), is_required=True),
        _words("begun_by", is_required=True),
        _NOTE,
        Field("closed_at", Moment()),
        _words("closed_by"),
        Field("lines", ListOf(_AUDIT_LINE)),
    ),
    order="",
    sort=("begun_at", "pk"),
    children=(Child("lines", AuditLine, "audit_id", _AUDIT_LINE, unique="museum_object_id"),),
    public=None,
)

SENSORS = Table(
    "sensors",
    Sensor,
    Shape(
        KEY,
        _words("name", most=120, is_required=True),
        Field("place", Reference("places"), ("place_id",), is_required=True),
        _words("position", most=120),
        _words("serial_number", most=80),
        Field("every_minutes", _VERSION, default=60),
        Field("corrections", Structure(dict, has_order=False)),
        _day("calibrated_on"),
        _day("retired_on"),
    ),
    order="",
    is_one_line=True,
    public=None,
)
CLIMATE_LIMITS = PlainList(
    "climate-limits",
    ClimateLimit,
    Shape(
        Field("place", Reference("places"), ("place_id",), is_required=True),
        Field("quantity", Choice(Quantity.values), is_required=True),
        Field("lowest", Number(least=-1e6)),
        Field("highest", Number(least=-1e6)),
        _words("note"),
        check=checks.climate_limit,
    ),
    sort=("place__key", "quantity"),
)
READINGS = PlainList(
    "readings",
    Reading,
    Shape(
        Field("sensor", Reference("sensors"), ("sensor_id",), is_required=True),
        Field("quantity", Choice(Quantity.values), is_required=True),
        Field("at", Moment(), is_required=True),
        Field("raw", Number(least=-1e9, most=1e9), is_required=True),
        Field("value", Number(least=-1e9, most=1e9), is_required=True),
    ),
    sort=("sensor__key", "quantity", "at"),
)

PLANS = Table(
    "documentation-plans",
    DocumentationPlan,
    Shape(
        _ROW_KEY,
        _words("title", is_required=True),
        _words("aim", most=20, is_required=True),
        _place("place"),
        _words("responsible"),
        _day("due_on"),
        Field("state", Choice(PlanState.values), is_required=True),
        _NOTE,
        *_RECORDED,
    ),
    order="",
    sort=("pk",),
    public=None,
)

IMPORTS = Table(
    "imports",
    ImportRun,
    Shape(
        _ROW_KEY,
        _words("file_name", is_required=True),
        _words("digest", most=64, is_required=True),
        _words("encoding", most=20),
        Field("columns", Structure(list)),
        Field("mapping", Structure(dict)),
        Field("state", Choice(ImportState.values), is_required=True),
        Field("rows", _WHOLE, default=0),
        Field("rows_done", _WHOLE, default=0),
        Field("begun_at", Moment(), is_required=True),
        _words("begun_by", is_required=True),
        Field("ended_at", Moment()),
    ),
    order="",
    sort=("begun_at", "pk"),
    public=None,
)
IMPORTED_ROWS = PlainList(
    "imported-rows",
    ImportedRow,
    Shape(
        Field("import", NamedBy("imports"), ("run_id",), is_required=True),
        Field("number", _WHOLE, is_required=True),
        Field("values", Structure(list), is_required=True),
        Field("fate", Choice(RowFate.values), is_required=True),
        Field("problem", Prose()),
        Field("object", Reference("objects"), ("museum_object_id",)),
    ),
    sort=("run__key", "number"),
)

DRAFTS = Table(
    "drafts",
    PassageDraft,
    Shape(
        Field("passage", PassageReference(), ("passage_id",), is_required=True),
        Field("base_version", _VERSION, is_required=True),
        Field("version", _VERSION, default=1),
        Field("stage", Choice(DraftStage.values), is_required=True),
        Field("remark", Prose()),
        Field("begun_at", Moment(), is_required=True),
        Field("written_at", Moment(), is_required=True),
        _words("written_by", is_required=True),
        Field("writers", ListOf(Words())),
        Field("statements", Structure(list)),
    ),
    key="passage_id",
    order="",
    sort=("passage__key",),
    public=None,
    keeps_others=True,
)
EDITIONS = PlainList(
    "editions",
    PassageEdition,
    Shape(
        Field("passage", PassageReference(), ("passage_id",), is_required=True),
        Field("version", _VERSION, is_required=True),
        Field("began_at", Moment(), is_required=True),
        _words("written_by", is_required=True),
        _words("reviewed_by"),
        Field("statements", Structure(list), is_required=True),
    ),
    sort=("passage__key", "version"),
    once=("passage_id", "version"),
)
LABELS = PlainList(
    "printed-labels",
    PrintedLabel,
    Shape(
        Field("passage", PassageReference(), ("passage_id",), is_required=True),
        _place("place"),
        Field("object", Reference("objects"), ("museum_object_id",)),
        _words("wall", most=120),
        Field("size", Choice(PrintedLabel.Size.values), is_required=True),
        Field("languages", ListOf(Words(most=12))),
        Field("said", Structure(dict)),
        _words("digest", most=64, is_required=True),
        Field("printed_at", Moment(), is_required=True),
        _words("printed_by", is_required=True),
        _day("hung_on"),
        _day("removed_on"),
        _words("removed_by"),
    ),
    sort=("printed_at", "pk"),
)

KEPT = (
    MOVEMENTS,
    ENTRIES,
    ACQUISITIONS,
    EXITS,
    LOANS,
    CHECKS,
    CONDITION_PICTURES,
    TREATMENTS,
    DAMAGES,
    AUDITS,
    SENSORS,
    PLANS,
    IMPORTS,
    DRAFTS,
)
PLAIN_LISTS = (CLIMATE_LIMITS, READINGS, IMPORTED_ROWS, EDITIONS, LABELS)
