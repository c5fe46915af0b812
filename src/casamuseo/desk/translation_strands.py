"""What the translation desk covers: kinds, each with its texts and the fields of its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Case, Count, F, Model, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casamuseo.authority.models import CorporateBody, GeographicPlace, Person, Term
from casamuseo.collection.models import CustodyEvent, DisplayState, MuseumObject, Placement
from casamuseo.desk.speakers import KINDS as SPEAKING
from casamuseo.house.models import AccessFact, House, Place, PlaceFunction
from casamuseo.kernel.editions import per_edition
from casamuseo.kernel.fields import MultilingualField
from casamuseo.media.models import Picture
from casamuseo.sources.models import Signatory, Source, Statement
from casamuseo.sources.translating import (
    COUNTER,
    OTHER_VERSION,
    WHAT_IT_SAYS,
    Strand,
    counts,
    with_standing,
)
from casamuseo.story.models import Exhibition, GuideStop, Happening, Journey, JourneyStop, Story
from casamuseo.visit.models import (
    Approach,
    Neighbour,
    Price,
    PriceRule,
    Programme,
    Resource,
    VisitNotes,
)

KINDS: dict[str, Promise] = {
    **SPEAKING,
    "visit": _("The visit"),
    "pictures": _("Pictures"),
    "words": _("Words, places of the world, signatories"),
}
"""Kinds by the first part of a passage's key, and those that have no passages."""

FIELD_NAMES: dict[str, Promise] = {
    "name": pgettext_lazy("of a record", "Name"),
    "title": pgettext_lazy("of a record", "Title"),
    "summary": pgettext_lazy("of a record", "Summary"),
    "function": pgettext_lazy("of a record", "Function"),
    "note": pgettext_lazy("of a record", "Note"),
    "role": pgettext_lazy("of a record", "Role"),
    "kind": pgettext_lazy("of a record", "Kind"),
    "motto": pgettext_lazy("of a record", "Motto"),
    "label": pgettext_lazy("of a record", "Word"),
    "category": pgettext_lazy("of a record", "Category"),
    "reason": pgettext_lazy("of a record", "Reason"),
    "proof": pgettext_lazy("of a record", "Proof"),
    "directions": pgettext_lazy("of a record", "Directions"),
    "distance": pgettext_lazy("of a record", "Distance"),
    "tours": pgettext_lazy("of a record", "On tours"),
    "programme": pgettext_lazy("of a record", "On the programme"),
    "description": pgettext_lazy("of a record", "Description"),
    "credit": pgettext_lazy("of a record", "Credit"),
    "drawn_from": pgettext_lazy("of a record", "Drawn from"),
    "street_history": pgettext_lazy("of a record", "On the street’s name"),
    "withdrawn_why": pgettext_lazy("of a record", "Why it was withdrawn"),
}

LEFT_OUT: dict[str, tuple[str, ...]] = {
    "*": ("slug",),  # part of an address: chosen with the record, not translated
    "collection.museumobject": (
        # For the staff and the inventory; what is told of a thing is its passage.
        "brief_description",
        "distinguishing_features",
        "handling_note",
    ),
    "house.closure": ("reason",),  # gone when the room opens again
    "visit.openingexception": ("reason",),  # a day's notice, written in every language at once
    "visit.orderline": ("name", "reason", "proof"),  # what was sold, as it was called then
    "visit.conflict": ("reason",),
    "sources.statementrevision": ("text", "counter_text"),  # what was said once
}
"""Multilingual fields that are no work for a translator, by model."""


EVERY_ROW = Q()


@dataclass(frozen=True, slots=True)
class Records:
    """A model whose fields are translated, which of its rows, and how a row is called."""

    model: type[Model]
    kind: str
    named: Callable[[Any, str], str]
    only: Q = EVERY_ROW
    related: tuple[str, ...] = ()

    def rows(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model._default_manager.filter(self.only)
        return found.select_related(*self.related).order_by("pk")


def _by(field: str) -> Callable[[Any, str], str]:
    return lambda row, language: str(getattr(row, field).words(language))


def _of_key(row: Any, _language: str) -> str:
    return str(row.key)


RECORDS: tuple[Records, ...] = (
    Records(Place, "places", _by("name")),
    Records(
        PlaceFunction,
        "places",
        lambda row, code: str(row.place.name.words(code)),
        related=("place",),
    ),
    Records(
        AccessFact,
        "places",
        lambda row, code: f"{row.place.name.words(code)}: {row.get_fact_display()}",
        related=("place",),
    ),
    Records(
        MuseumObject,
        "objects",
        lambda row, _code: str(row.object_number),
        only=Q(is_public=True),
    ),
    Records(
        CustodyEvent,
        "objects",
        lambda row, code: f"{row.museum_object.name.words(code)}: {row.get_kind_display()}",
        only=Q(museum_object__is_public=True),
        related=("museum_object",),
    ),
    Records(GuideStop, "guide", lambda row, _code: str(row.number)),
    Records(Story, "stories", _of_key),
    Records(Happening, "happenings", _of_key),
    Records(Journey, "journeys", _of_key),
    Records(
        JourneyStop,
        "journeys",
        lambda row, code: str(row.journey.title.words(code)),
        related=("journey",),
    ),
    Records(Exhibition, "exhibitions", _of_key),
    Records(Person, "persons", lambda row, code: row.name_in(code)),
    Records(CorporateBody, "corporate-bodies", lambda row, code: row.name_in(code)),
    Records(DisplayState, "display-states", _of_key),
    Records(
        Placement,
        "display-states",
        lambda row, code: (
            f"{row.display_state.name.words(code)}: {row.museum_object.name.words(code)}"
        ),
        related=("display_state", "museum_object"),
    ),
    Records(House, "house", _of_key),
    Records(Signatory, "words", _of_key),
    Records(Term, "words", _of_key),
    Records(GeographicPlace, "words", _of_key),
    Records(Source, "words", lambda row, _code: str(row.title), only=Q(withdrawn_on__isnull=False)),
    Records(Programme, "visit", _by("title"), only=Q(is_published=True)),
    Records(Resource, "visit", _of_key),
    Records(Price, "visit", _of_key),
    Records(PriceRule, "visit", _of_key),
    Records(Approach, "visit", lambda row, _code: str(row.name)),
    Records(Neighbour, "visit", _of_key),
    Records(VisitNotes, "visit", lambda _row, _code: str(_("Notes on the visit"))),
    Records(Picture, "pictures", _of_key, only=Q(is_public=True)),
)

OTHER = "other"


def records_of(model_name: str) -> Records | None:
    """How the rows of this model are translated."""
    return next((each for each in RECORDS if each.model._meta.label_lower == model_name), None)


def fields_of(model: type[Model]) -> Iterator[str]:
    """The multilingual fields of a model that are work for a translator."""
    left_out = LEFT_OUT["*"] + LEFT_OUT.get(model._meta.label_lower, ())
    for field in model._meta.concrete_fields:
        if isinstance(field, MultilingualField) and field.name not in left_out:
            yield field.name


def strands(kind: str = "") -> list[Strand]:
    """Everything that is translated, or what is of one kind: the sentences first, then the records."""
    found = [
        Strand(Statement, "text", WHAT_IT_SAYS, partial(sentences, kind)),
        Strand(Statement, COUNTER, OTHER_VERSION, partial(sentences, kind)),
    ]
    if kind in ("visit", "pictures", "words"):
        found = []
    for each in RECORDS:
        if kind in ("", each.kind):
            found += [
                Strand(each.model, field, FIELD_NAMES.get(field, field), each.rows)
                for field in fields_of(each.model)
            ]
    return found


def sentences(kind: str = "") -> QuerySet[Any]:
    """The sentences of a kind in the order of their texts; a register's are with its full text's."""
    rows: QuerySet[Any] = Statement.objects.select_related("passage", "passage__of").order_by(
        "passage__order", "passage__key", "position", "pk"
    )
    if not kind:
        return rows
    rows = rows.alias(root=_root())
    return rows.filter(root__gte=f"{kind}/", root__lt=f"{kind}0")


def _root() -> Coalesce:
    return Coalesce(F("passage__of__key"), F("passage__key"))


def _kind() -> Case:
    whens = [When(root__gte=f"{kind}/", root__lt=f"{kind}0", then=Value(kind)) for kind in SPEAKING]
    return Case(*whens, default=Value(OTHER), output_field=TextField())


@per_edition
def overview(language: str) -> dict[str, dict[str, int]]:
    """How many texts of each kind stand how in a language; read once an edition."""
    found: dict[str, dict[str, int]] = {}
    for field in ("text", COUNTER):
        told_by: QuerySet[Any] = Statement.objects.alias(root=_root()).annotate(kind=_kind())
        told = (
            with_standing(told_by, field, language)
            .order_by()
            .values_list("kind", "standing")
            .annotate(rows=Count("pk"))
        )
        for kind, standing, number in told:
            _add(found, kind, standing, number)
    for each in RECORDS:
        for field in fields_of(each.model):
            rows = each.model._default_manager.filter(each.only)
            for standing, number in counts(rows, field, language).items():
                _add(found, each.kind, standing, number)
    return found


def _add(found: dict[str, dict[str, int]], kind: str, standing: str, number: int) -> None:
    of_kind = found.setdefault(kind, {})
    of_kind[standing] = of_kind.get(standing, 0) + number


def order_of(model: type[Model]) -> Sequence[str]:
    """By what the rows of a strand follow each other."""
    if model is Statement:
        return ("passage__order", "passage__key", "position", "pk")
    return ("pk",)


def beside(rows: QuerySet[Any], row: Any, *, is_forward: bool) -> Any | None:
    """The row after this one, or before it, whether or not this one is still among them."""
    fields = order_of(type(row))
    comparison, before, wanted = ("gt" if is_forward else "lt"), Q(), Q()
    for field in fields:
        value = _value(row, field)
        wanted |= before & Q(**{f"{field}__{comparison}": value})
        before &= Q(**{field: value})
    order = fields if is_forward else [f"-{field}" for field in fields]
    return rows.filter(wanted).order_by(*order).first()


def _value(row: Any, field: str) -> Any:
    for part in field.split("__"):
        row = getattr(row, part)
    return row
