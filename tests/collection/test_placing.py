"""Display states: how the house stood on a day, and that the ledger of movements is another book."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from casamuseo.collection.actions.moving import Destination, move_object
from casamuseo.collection.actions.placing import (
    Arranged,
    PlacementAsked,
    Stand,
    add_state,
    arrange,
    begin_text,
    change_placement,
    delete_state,
    describe_state,
    place_object,
    stranded_in,
    take_away,
)
from casamuseo.collection.errors_display import (
    DayIsShown,
    HalfPosition,
    MovedMeanwhile,
    NeedsPlace,
    OutsideRoom,
    PlacedAlready,
    StateHasThings,
)
from casamuseo.collection.errors_loans import OnLoan
from casamuseo.collection.models import (
    DisplayState,
    Loan,
    Movement,
    MuseumObject,
    Placement,
    Whereabouts,
)
from casamuseo.collection.terms import (
    LegalStatus,
    LoanDirection,
    LoanState,
    MoveReason,
    Presence,
)
from casamuseo.house.models import Place
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.recording import ChangedMeanwhile, seen_of
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage
from tests.cast import (
    BERTA,
    NOON,
    a_display_state,
    a_passage,
    a_place,
    a_statement,
    an_object,
)

pytestmark = pytest.mark.django_db

DAY = date(1940, 8, 20)
NAME = Text.of(es="20 de agosto de 1940", en="20 August 1940")


def asked(thing: MuseumObject, place: Place | None, **fields: Any) -> PlacementAsked:
    more = {"x": 1.0, "y": 2.0, "certainty": Certainty.INFERRED, **fields}
    return PlacementAsked(thing, place, **more)


def put(state: DisplayState, thing: MuseumObject, place: Place | None, **fields: Any) -> Placement:
    return place_object(state, asked=asked(thing, place, **fields), by=BERTA, at=NOON)


def lend(thing: MuseumObject, *, at: datetime = NOON) -> None:
    loan = Loan.objects.create(
        loan_number="L-1",
        direction=LoanDirection.OUT,
        state=LoanState.AGREED,
        partner="Museo Amigo",
        begins_on=at.date(),
        ends_on=at.date(),
        recorded_by=BERTA,
        recorded_at=at,
    )
    loan.items.create(museum_object=thing, sent_on=at.date())


def test_a_thing_is_placed_with_its_certainty_and_evidence() -> None:
    day, study, desk = a_display_state("1940-08-20", day=DAY), a_place(), an_object()
    says_so = a_statement(a_passage())
    edition = Edition.current()

    placement = put(
        day, desk, study, rotation=90.0, evidence=says_so, note=Text.of(es="Según la foto.")
    )

    placement.refresh_from_db()
    assert (placement.x, placement.y, placement.rotation) == (1.0, 2.0, 90.0)
    assert (placement.certainty, placement.evidence) == (Certainty.INFERRED, says_so)
    assert (placement.presence, placement.order) == (Presence.PRESENT, 0)
    assert Edition.current() == edition + 1
    assert list(Change.objects.values_list("action", "kind", "key", "facts")) == [
        (
            "place",
            "collection.displaystate",
            "1940-08-20",
            {"thing": "desk", "place": "study"},
        ),
        ("place", "collection.museumobject", "desk", {"display_state": "1940-08-20"}),
    ]


def test_a_placement_touches_no_movement_and_a_movement_no_placement() -> None:
    today, study, desk = a_display_state(), a_place(), an_object()
    store = a_place("store", number=9, slug=Text.of(es="bodega"))
    move_object(
        desk,
        to=Destination.in_place(store),
        effective_at=NOON,
        reason=MoveReason.STORAGE,
        by=BERTA,
        at=NOON,
    )
    ledger = list(Movement.objects.values())
    whereabouts = list(Whereabouts.objects.values())

    placement = put(today, desk, study)
    seen = Stand(1.0, 2.0, 0.0)
    arrange(today, arranged=[Arranged(placement, seen, Stand(3, 3, 45))], by=BERTA, at=NOON)
    assert list(Movement.objects.values()) == ledger
    assert list(Whereabouts.objects.values()) == whereabouts

    placed = list(Placement.objects.values())
    move_object(
        desk,
        to=Destination.in_place(study),
        effective_at=NOON,
        reason=MoveReason.DISPLAY,
        by=BERTA,
        at=NOON,
    )
    assert list(Placement.objects.values()) == placed
    take_away(placement, by=BERTA, at=NOON)
    assert Movement.objects.count() == len(ledger) + 1


def test_a_thing_on_loan_is_not_in_the_house_today_but_may_have_been_on_a_past_day() -> None:
    today, study, desk = a_display_state(), a_place(), an_object()
    past = a_display_state("1940-08-20", day=DAY)
    lend(desk)

    with pytest.raises(OnLoan):
        put(today, desk, study)
    assert put(past, desk, study).display_state == past

    absent = put(today, desk, study, presence=Presence.ABSENT)
    with pytest.raises(OnLoan):
        change_placement(absent, asked=asked(desk, study), seen=seen_of(absent), by=BERTA, at=NOON)


def test_a_lost_thing_stands_where_it_stood() -> None:
    past, study = a_display_state("1940-08-20", day=DAY), a_place()
    lost = an_object(legal_status=LegalStatus.NOT_HELD)

    assert put(past, lost, study).museum_object == lost


def test_of_an_unknown_presence_no_place_is_asked() -> None:
    past, lamp = a_display_state("1940-08-20", day=DAY), an_object()

    with pytest.raises(NeedsPlace):
        put(past, lamp, None, x=None, y=None)
    unknown = put(past, lamp, None, x=None, y=None, presence=Presence.UNKNOWN)

    assert (unknown.place, unknown.x) == (None, None)


@pytest.mark.parametrize(("x", "y"), [(4.5, 1.0), (-1.0, 1.0), (1.0, 99.0)])
def test_a_thing_stands_inside_its_room(x: float, y: float) -> None:
    past, study, desk = a_display_state("1940-08-20", day=DAY), a_place(), an_object()

    with pytest.raises(OutsideRoom) as refused:
        put(past, desk, study, x=x, y=y)

    assert str(refused.value).startswith("“Escritorio” would stand outside “Despacho”, at ")
    assert not Placement.objects.exists()


def test_half_a_position_is_none() -> None:
    past, study, desk = a_display_state("1940-08-20", day=DAY), a_place(), an_object()

    with pytest.raises(HalfPosition):
        put(past, desk, study, y=None)


def test_a_thing_stands_once_in_a_day_unless_its_number_stands_for_several() -> None:
    past, study, desk = a_display_state("1940-08-20", day=DAY), a_place(), an_object()
    chairs = an_object("chairs", number="C-1", number_of_objects=6)
    put(past, desk, study)

    with pytest.raises(PlacedAlready) as refused:
        put(past, desk, study, x=3.0)
    put(past, chairs, study)
    put(past, chairs, study, x=2.0)

    assert str(refused.value) == "“Escritorio” is placed on this day already, in “Despacho”."
    assert past.placements.count() == 3


def test_things_are_arranged_together_or_not_at_all() -> None:
    past, study = a_display_state("1940-08-20", day=DAY), a_place()
    desk = put(past, an_object(), study)
    chair = put(past, an_object("chair", number="C-1"), study)
    seen = Stand(1.0, 2.0, 0.0)

    moved = arrange(
        past,
        arranged=[Arranged(desk, seen, Stand(2, 2, 15)), Arranged(chair, seen, seen)],
        by=BERTA,
        at=NOON,
    )
    assert moved == 1
    with pytest.raises(MovedMeanwhile) as refused:
        arrange(
            past,
            arranged=[
                Arranged(chair, seen, Stand(3, 3, 0)),
                Arranged(desk, seen, Stand(3, 1, 0)),
            ],
            by=BERTA,
            at=NOON,
        )

    assert refused.value.facts == {"names": ["Escritorio"]}
    assert list(Placement.objects.values_list("x", "y", "rotation")) == [(2, 2, 15), (1, 2, 0)]


def test_a_position_is_given_to_what_had_none_and_taken_again() -> None:
    past, study = a_display_state("1940-08-20", day=DAY), a_place()
    desk = put(past, an_object(), study, x=None, y=None)
    nowhere, here = Stand(None, None, 0.0), Stand(1.0, 1.0, 0.0)

    arrange(past, arranged=[Arranged(desk, nowhere, here)], by=BERTA, at=NOON)
    with pytest.raises(MovedMeanwhile):
        arrange(past, arranged=[Arranged(desk, nowhere, Stand(2, 2, 0))], by=BERTA, at=NOON)
    arrange(past, arranged=[Arranged(desk, here, nowhere)], by=BERTA, at=NOON)

    desk.refresh_from_db()
    assert (desk.x, desk.y) == (None, None)


def test_of_two_who_change_a_placement_the_second_is_told() -> None:
    past, study, thing = a_display_state("1940-08-20", day=DAY), a_place(), an_object()
    placement = put(past, thing, study)
    seen = seen_of(Placement.objects.get())
    surer = asked(thing, study, certainty=Certainty.DOCUMENTED)
    change_placement(placement, asked=surer, seen=seen, by=BERTA, at=NOON)

    with pytest.raises(ChangedMeanwhile):
        change_placement(placement, asked=asked(thing, study), seen=seen, by=BERTA, at=NOON)

    assert Placement.objects.get().certainty == Certainty.DOCUMENTED


def test_a_day_is_added_as_another_stood() -> None:
    may, study = a_display_state("1940-05-24", day=date(1940, 5, 24)), a_place()
    kitchen = a_place("kitchen", number=4, slug=Text.of(es="cocina"))
    may.unknown_places.add(kitchen)
    put(may, an_object(), study, note=Text.of(es="Según la foto."))

    day = add_state(day=DAY, name=NAME, copied_from=may, by=BERTA, at=NOON)

    assert (day.key, day.slug["en"].words, day.order) == ("1940-08-20", "1940-08-20", 1)
    assert list(day.unknown_places.all()) == [kitchen]
    copied = day.placements.get()
    assert (copied.place, copied.x, copied.certainty) == (study, 1.0, Certainty.INFERRED)
    assert copied.note["es"].words == "Según la foto."
    assert may.placements.count() == 1


def test_what_is_out_on_loan_is_not_copied_into_today() -> None:
    may, study = a_display_state("1940-05-24", day=date(1940, 5, 24)), a_place()
    desk, chair = an_object(), an_object("chair", number="C-1")
    put(may, desk, study)
    put(may, chair, study)
    lend(desk)

    today = add_state(day=None, name=Text.of(es="Hoy"), copied_from=may, by=BERTA, at=NOON)

    assert today.key == "today"
    assert [one.museum_object for one in today.placements.all()] == [chair]


def test_a_day_is_there_once() -> None:
    a_display_state("1940-08-20", day=DAY)
    a_display_state()

    with pytest.raises(DayIsShown):
        add_state(day=DAY, name=NAME, by=BERTA, at=NOON)
    with pytest.raises(DayIsShown):
        add_state(day=None, name=Text.of(es="Hoy"), by=BERTA, at=NOON)


def test_a_day_says_of_which_rooms_nothing_is_known() -> None:
    day, study = a_display_state("1940-08-20", day=DAY), a_place()
    seen = seen_of(day)

    describe_state(day, name=NAME, unknown_places=[study], seen=seen, by=BERTA, at=NOON)

    assert list(day.unknown_places.all()) == [study]
    with pytest.raises(ChangedMeanwhile):
        describe_state(day, name=NAME, unknown_places=[], seen=seen, by=BERTA, at=NOON)


def test_a_day_is_deleted_when_nothing_is_placed_on_it() -> None:
    day, study = a_display_state("1940-08-20", day=DAY), a_place()
    placement = put(day, an_object(), study)
    passage = begin_text(day, by=BERTA, at=NOON)
    assert passage.key == "display-states/1940-08-20"

    with pytest.raises(StateHasThings):
        delete_state(day, by=BERTA, at=NOON)
    take_away(placement, by=BERTA, at=NOON)
    delete_state(day, by=BERTA, at=NOON)

    assert not DisplayState.objects.exists()
    assert not Passage.objects.exists()


def test_things_that_a_new_outline_leaves_outside_are_named() -> None:
    day, study = a_display_state("1940-08-20", day=DAY), a_place()
    placement = put(day, an_object(), study, x=3.9)
    assert stranded_in(study) == []

    study.polygon = [[0, 0], [3, 0], [3, 4], [0, 4]]

    assert stranded_in(study) == [placement]
