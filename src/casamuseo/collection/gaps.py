"""What a record lacks of Spectrum's inventory minimum: questions about many objects, to be put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casamuseo.collection.locating import Arrangement
from casamuseo.collection.models import MuseumObject, Right, Whereabouts
from casamuseo.collection.terms import LegalStatus, Whither
from casamuseo.house.models import Place

Things = QuerySet[MuseumObject]

HELD = ~Q(legal_status__in=(LegalStatus.NOT_HELD, LegalStatus.DISPOSED))
"""What is only told of, or is gone, needs no inventory."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a record should say and does not."""

    key: str
    name: Promise
    condition: Callable[[], Q]
    """True of the objects that lack it."""


def _empty(**fields: object) -> Callable[[], Q]:
    return lambda: Q(**fields)


def _no_location() -> Q:
    """Never entered in the ledger, or entered as unknown."""
    entered = Whereabouts.objects.filter(museum_object=OuterRef("pk"))
    return ~Q(Exists(entered.exclude(whither=Whither.UNKNOWN)))


def _no_picture() -> Q:
    links = MuseumObject.pictures.through._default_manager
    return ~Q(Exists(links.filter(museumobject=OuterRef("pk"))))


def _no_right() -> Q:
    return ~Q(Exists(Right.objects.filter(museum_object=OuterRef("pk"))))


GAPS: Sequence[Gap] = (
    Gap("number", _("Object number"), _empty(object_number="")),
    Gap("name", _("Object name"), _empty(name="")),
    Gap("count", _("Number of objects"), _empty(number_of_objects=0)),
    Gap("description", _("Brief description"), _empty(brief_description="")),
    Gap("location", _("Current location"), _no_location),
    Gap("home", _("Normal location"), _empty(normal_place=None)),
    Gap("picture", _("Picture"), _no_picture),
    Gap("rights", _("Rights"), _no_right),
    Gap("status", _("Legal status"), _empty(legal_status=LegalStatus.UNKNOWN)),
    Gap("kind", pgettext_lazy("object", "Kind"), _empty(kind=None)),
    Gap("recorder", _("Recorder"), _empty(recorded_by="")),
)
BY_KEY: Mapping[str, Gap] = {gap.key: gap for gap in GAPS}


def held() -> Things:
    """The objects that an inventory is about."""
    return MuseumObject.objects.filter(HELD)


def lacking(key: str, things: Things | None = None) -> Things:
    """Those of the objects that lack what this gap is about. Raises KeyError for no gap of ours."""
    return (held() if things is None else things).filter(BY_KEY[key].condition())


def within(things: Things, place: Place) -> Things:
    """Those of the objects that are in a place now, or in what stands in it."""
    here = [each.pk for each in Arrangement().within(place)]
    return things.filter(
        pk__in=Whereabouts.objects.filter(place__in=here, museum_object__isnull=False).values(
            "museum_object"
        )
    )


def counted(things: Things | None = None) -> dict[str, int]:
    """How many objects lack each thing, by the keys of the gaps, in one look through them all."""
    asked = held() if things is None else things
    counts = {gap.key: Count("pk", filter=gap.condition()) for gap in GAPS}
    return dict(asked.order_by().aggregate(**counts))
