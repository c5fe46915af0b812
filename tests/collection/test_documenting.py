"""What records lack, counted; and the plans to fill it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casamuseo.collection import gaps
from casamuseo.collection.actions.documenting import PlanAsked, close_plan, left_of, open_plan
from casamuseo.collection.actions.moving import Destination, move_object
from casamuseo.collection.errors_objects import PlanIsClosed, UnknownAim
from casamuseo.collection.models import MuseumObject, Right
from casamuseo.collection.terms import LegalStatus, MoveReason, PlanState, RightSubject
from casamuseo.kernel.models import Change
from casamuseo.kernel.texts import Text
from tests.cast import NOON, a_place, an_object
from tests.collection.cast_objects import BY, a_photograph, a_registered, a_term

pytestmark = pytest.mark.django_db


def a_full_record(number: str = "F-1") -> MuseumObject:
    """An object of which everything is said."""
    place, kind = a_place(number.lower(), number=None), a_term(f"k{number.lower()}")
    thing = a_registered(
        number,
        where=Destination.in_place(place),
        brief_description=Text.of(es="Una pluma"),
    )
    thing.pictures.add(a_photograph(f"photographs/{number}"))
    Right.objects.create(museum_object=thing, subject=RightSubject.OBJECT, uri="http://x/")
    MuseumObject.objects.filter(pk=thing.pk).update(
        normal_place=place, kind=kind, legal_status=LegalStatus.OWNED
    )
    return thing


def test_a_full_record_lacks_nothing() -> None:
    a_full_record()

    assert set(gaps.counted().values()) == {0}


def test_a_bare_record_lacks_what_nobody_has_said() -> None:
    bare = an_object()

    lacking = {gap.key for gap in gaps.GAPS if gaps.lacking(gap.key).filter(pk=bare.pk).exists()}

    assert lacking == {
        "description",
        "location",
        "home",
        "picture",
        "rights",
        "status",
        "kind",
        "recorder",
    }


def test_a_location_that_nobody_knows_is_a_gap_and_one_elsewhere_is_none() -> None:
    a_registered("U-1", where=Destination.unknown())
    a_registered("E-1", where=Destination.elsewhere("Workshop"))

    numbers = gaps.lacking("location").values_list("object_number", flat=True)

    assert list(numbers) == ["U-1"]


def test_what_the_museum_does_not_hold_needs_no_inventory() -> None:
    an_object("lost", number="L-1", legal_status=LegalStatus.NOT_HELD)
    an_object("sold", number="L-2", legal_status=LegalStatus.DISPOSED)

    assert set(gaps.counted().values()) == {0}


def test_gaps_are_asked_of_one_room_and_what_stands_in_it() -> None:
    study = a_place()
    vitrine = a_place("vitrine", number=None, kind="fixture", parent=study)
    inside = a_registered("I-1", where=Destination.in_place(vitrine))
    a_registered("O-1", where=Destination.in_place(a_place("kitchen", number=8)))

    here = gaps.within(gaps.held(), study)

    assert list(gaps.lacking("picture", here)) == [inside]


def test_gaps_are_counted_with_one_query_whatever_the_number_of_objects() -> None:
    a_full_record()
    an_object()
    with CaptureQueriesContext(
        connection,
    ) as few:
        gaps.counted()
    for number in range(3):
        an_object(f"more{number}", number=f"M-{number}")
    with CaptureQueriesContext(connection) as many:
        gaps.counted()

    assert len(few) == len(many) == 1


def test_what_is_left_of_a_plan_is_counted_from_the_records() -> None:
    study = a_place()
    thing = a_registered("I-1", where=Destination.in_place(study))
    a_registered("O-1")
    everywhere = open_plan(PlanAsked("Photograph all", aim="picture"), **BY)
    there = open_plan(PlanAsked("Photograph the study", aim="picture", place=study), **BY)
    assert (left_of(everywhere), left_of(there)) == (2, 1)

    thing.pictures.add(a_photograph())

    assert (left_of(everywhere), left_of(there)) == (1, 0)


def test_a_plan_follows_what_is_carried_into_its_room() -> None:
    study = a_place()
    thing = a_registered("O-1")
    plan = open_plan(PlanAsked("Photograph the study", aim="picture", place=study), **BY)

    move_object(
        thing,
        to=Destination.in_place(study),
        effective_at=NOON,
        reason=MoveReason.DISPLAY,
        **BY,
    )

    assert left_of(plan) == 1


def test_a_plan_is_closed_once_with_what_was_left_of_it() -> None:
    a_registered()
    plan = open_plan(PlanAsked("Photograph all", aim="picture"), **BY)

    close_plan(plan, is_done=True, **BY)

    assert plan.state == PlanState.DONE
    assert Change.objects.get(action="close").facts == {"state": "done", "left": 1}
    with pytest.raises(PlanIsClosed):
        close_plan(plan, is_done=False, **BY)


def test_a_plan_aims_at_a_gap_that_there_is() -> None:
    with pytest.raises(UnknownAim):
        open_plan(PlanAsked("Dust", aim="dust"), **BY)
