"""What the doctor examines of the collection: that everything is where the ledger says it is."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from casamuseo.collection.models import Movement, Whereabouts
from casamuseo.kernel.doctor import Finding, examines


@examines(after=("home", "database", "migrations"))
def whereabouts() -> Iterator[Finding]:
    """What is kept of where things are equals what the ledger of movements says."""
    wrong = _unsettled().count() + _astray().count()
    if wrong:
        yield Finding(
            "whereabouts-astray",
            what=ngettext(
                "Of one thing, where it is does not agree with the ledger of movements.",
                "Of %(count)d things, where they are does not agree with the ledger of movements.",
                wrong,
            )
            % {"count": wrong},
            why=ngettext(
                "The desk shows it in a place where it is not.",
                "The desk shows them in places where they are not.",
                wrong,
            ),
            mend="casamuseo rebuild-whereabouts",
        )


def _unsettled() -> QuerySet[Movement]:
    """Latest entries of things that are not known to be anywhere."""
    known_object = Whereabouts.objects.filter(museum_object=OuterRef("museum_object"))
    known_fixture = Whereabouts.objects.filter(fixture=OuterRef("fixture"))
    latest = Movement.objects.standing().filter(~_later_object(), ~_later_fixture())
    return latest.filter(~Exists(known_object), ~Exists(known_fixture))


def _astray() -> QuerySet[Whereabouts]:
    """Whereabouts that come of an entry that does not count, is not the latest, or says otherwise."""
    does_not_count = Q(movement__reverses__isnull=False) | Q(movement__reversal__isnull=False)
    says_otherwise = ~Q(whither=F("movement__whither")) | (
        Q(place__isnull=False) & ~Q(place=F("movement__to_place"))
    )
    is_of_another = (
        Q(museum_object__isnull=False) & ~Q(museum_object=F("movement__museum_object"))
    ) | (Q(fixture__isnull=False) & ~Q(fixture=F("movement__fixture")))
    is_old = _later_object("movement__") | _later_fixture("movement__")
    return Whereabouts.objects.filter(does_not_count | says_otherwise | is_of_another | is_old)


def _later_object(path: str = "") -> Exists:
    return Exists(_later(path).filter(museum_object=OuterRef(f"{path}museum_object")))


def _later_fixture(path: str = "") -> Exists:
    return Exists(_later(path).filter(fixture=OuterRef(f"{path}fixture")))


def _later(path: str) -> QuerySet[Movement]:
    moment = OuterRef(f"{path}effective_at")
    return Movement.objects.standing().filter(
        Q(effective_at__gt=moment) | Q(effective_at=moment, pk__gt=OuterRef(f"{path}pk"))
    )
