"""The ledger of movements: entered, never altered, reversed by another entry."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import translation

from casamuseo.collection.actions.moving import (
    Destination,
    Errand,
    move_objects,
    rebuild_whereabouts,
    record_first_locations,
    reverse_movement,
)
from casamuseo.collection.errors_moving import (
    AlreadyReversed,
    AlreadyThere,
    HasLeft,
    HasMovedBefore,
    IntoItself,
    IsAReversal,
    IsOnLoan,
    NoDestination,
    NotAFixture,
    NotYetMoved,
)
from casamuseo.collection.locating import contents_of, location_of
from casamuseo.collection.models import (
    Loan,
    LoanItem,
    Movement,
    MuseumObject,
    ObjectExit,
    Whereabouts,
)
from casamuseo.collection.terms import LoanDirection, LoanState, MoveReason, Whither
from casamuseo.house.models import Place
from casamuseo.kernel.models import Change
from tests.cast import BERTA, NOON
from tests.collection.cast_moving import a_fixture, days_ago, moved, numbered, some_rooms
from tests.visit.racing import race

pytestmark = pytest.mark.django_db


def test_a_movement_says_what_went_where_when_and_by_whom() -> None:
    rooms, pen = some_rooms(), numbered("P-1")

    entry = moved(pen, Destination.in_place(rooms.vitrine, " second shelf "), on=days_ago(2))

    assert (entry.museum_object, entry.to_place, entry.position) == (
        pen,
        rooms.vitrine,
        "second shelf",
    )
    assert (entry.effective_at, entry.recorded_at) == (days_ago(2), NOON)
    assert (entry.recorded_by, entry.reason) == (BERTA, MoveReason.DISPLAY)
    change = Change.objects.get()
    assert (change.action, change.kind, change.key) == ("move", "collection.movement", entry.key)


def test_whereabouts_follow_the_latest_entry() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.study, on=days_ago(2))
    last = moved(pen, rooms.store, on=days_ago(1))

    where = Whereabouts.objects.get()

    assert (where.museum_object, where.place, where.movement) == (pen, rooms.store, last)


def test_an_old_move_entered_late_displaces_no_newer_one() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.store, on=days_ago(1))
    moved(pen, rooms.study, on=days_ago(9))

    assert location_of(pen).room == rooms.store
    assert location_of(pen, on=days_ago(5)).room == rooms.study
    assert location_of(pen, on=days_ago(10)).is_recorded is False


def test_of_two_entries_for_one_moment_the_one_entered_later_counts() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.store, on=days_ago(1))
    moved(pen, rooms.study, on=days_ago(1))

    assert location_of(pen).room == rooms.study


def test_what_has_not_happened_yet_is_refused() -> None:
    rooms, pen = some_rooms(), numbered("P-1")

    with pytest.raises(NotYetMoved):
        moved(pen, rooms.store, on=NOON + timedelta(seconds=1))
    with pytest.raises(NotYetMoved):
        moved(rooms.vitrine, rooms.store, on=NOON + timedelta(seconds=1))

    assert not Movement.objects.exists()


def test_unknown_is_a_value_and_blank_is_refused() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.study, on=days_ago(2))
    moved(pen, Destination.unknown(), on=days_ago(1))

    found = location_of(pen)
    assert (found.whither, found.room, found.is_recorded) == (Whither.UNKNOWN, None, True)
    with pytest.raises(NoDestination):
        Destination.elsewhere(" ")
    with pytest.raises(NoDestination):
        Destination.in_place(None)


def test_to_where_it_already_is_nothing_is_entered() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.study, on=days_ago(1))

    with pytest.raises(AlreadyThere) as refused, translation.override("en"):
        moved(pen, rooms.study)

    assert str(refused.value) == (
        "“P-1” is already recorded there at that moment: nothing was entered."
    )
    assert Movement.objects.count() == 1
    moved(pen, Destination.in_place(rooms.study, "window sill"))
    assert location_of(pen).position == "window sill"


def test_a_fixture_that_stands_where_it_is_drawn_is_already_there() -> None:
    rooms = some_rooms()

    with pytest.raises(AlreadyThere):
        moved(rooms.vitrine, rooms.study)

    moved(rooms.vitrine, rooms.study, reason=MoveReason.FIRST)
    assert Whereabouts.objects.get().fixture == rooms.vitrine


def test_a_vitrine_takes_its_contents_with_it_in_one_entry() -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")
    moved(pen, rooms.vitrine, on=days_ago(5))
    moved(cup, rooms.vitrine, on=days_ago(5))
    before = Movement.objects.count()

    moved(rooms.vitrine, rooms.store, on=days_ago(2))

    assert Movement.objects.count() == before + 1
    assert [location_of(each).room for each in (pen, cup)] == [rooms.store, rooms.store]
    assert location_of(pen).place == rooms.vitrine
    assert location_of(pen, on=days_ago(3)).room == rooms.study


def test_what_was_taken_out_before_stays_behind() -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")
    moved(pen, rooms.vitrine, on=days_ago(9))
    moved(cup, rooms.vitrine, on=days_ago(9))
    moved(rooms.vitrine, rooms.store, on=days_ago(2))
    moved(cup, rooms.study, on=days_ago(3))  # entered after the vitrine's move

    assert location_of(cup).room == rooms.study
    assert [each.museum_object for each in contents_of(rooms.store)] == [pen]
    assert [each.museum_object for each in contents_of(rooms.vitrine)] == [pen]
    on_the_day_between = contents_of(rooms.study, on=days_ago(4))
    assert [each.museum_object for each in on_the_day_between] == [pen, cup]


def test_only_a_fixture_is_moved_with_its_contents() -> None:
    rooms = some_rooms()

    with pytest.raises(NotAFixture):
        moved(rooms.study, rooms.store)


def test_a_fixture_goes_into_nothing_that_stands_in_it() -> None:
    rooms = some_rooms()
    drawer = a_fixture("drawer", within=rooms.vitrine)
    box = a_fixture("box", within=rooms.store)
    moved(box, drawer, on=days_ago(3))

    for into in (rooms.vitrine, drawer, box):
        with pytest.raises(IntoItself):
            moved(rooms.vitrine, into, on=days_ago(2))


def test_a_late_entry_closes_no_circle_on_a_later_day() -> None:
    rooms = some_rooms()
    box = a_fixture("box", within=rooms.store)
    moved(box, rooms.vitrine, on=days_ago(3))

    with pytest.raises(IntoItself):
        moved(rooms.vitrine, box, on=days_ago(5))

    moved(rooms.vitrine, rooms.store, on=days_ago(4))
    # Only until the day before the box went in.
    moved(rooms.vitrine, box, on=days_ago(5))
    assert location_of(rooms.vitrine, on=days_ago(5)).place == box


def test_a_reversal_is_an_entry_both_stay_and_neither_counts() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.study, on=days_ago(4))
    mistake = moved(pen, rooms.store, on=days_ago(1))

    reversal = reverse_movement(mistake, note=" Wrong pen. ", by=BERTA, at=NOON)

    assert (reversal.reverses, reversal.reason) == (mistake, MoveReason.REVERSAL)
    assert reversal.note == "Wrong pen."
    assert Movement.objects.count() == 3
    assert location_of(pen).room == rooms.study
    assert location_of(pen, on=NOON).room == rooms.study


def test_the_only_entry_reversed_leaves_the_object_unrecorded() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    mistake = moved(pen, rooms.store)
    reverse_movement(mistake, note="", by=BERTA, at=NOON)

    assert location_of(pen).is_recorded is False
    assert not Whereabouts.objects.exists()


def test_an_entry_is_reversed_once_and_a_reversal_never() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    mistake = moved(pen, rooms.store)
    reversal = reverse_movement(mistake, note="", by=BERTA, at=NOON)

    with pytest.raises(AlreadyReversed):
        reverse_movement(mistake, note="", by=BERTA, at=NOON)
    with pytest.raises(IsAReversal):
        reverse_movement(reversal, note="", by=BERTA, at=NOON)


def test_a_fixture_goes_back_by_reversal_with_its_contents() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.vitrine, on=days_ago(4))
    entry = moved(rooms.vitrine, rooms.store, on=days_ago(2))

    reverse_movement(entry, note="", by=BERTA, at=NOON)

    assert location_of(pen).room == rooms.study


def test_a_reversal_that_would_close_a_circle_is_refused() -> None:
    rooms = some_rooms()
    box = a_fixture("box", within=rooms.store)
    moved(rooms.vitrine, box, on=days_ago(5))
    out = moved(rooms.vitrine, rooms.study, on=days_ago(4))
    moved(box, rooms.vitrine, on=days_ago(3))

    with pytest.raises(IntoItself):
        reverse_movement(out, note="", by=BERTA, at=NOON)


def lent(thing: MuseumObject, *, direction: LoanDirection = LoanDirection.OUT) -> LoanItem:
    loan = Loan.objects.create(
        loan_number="L-1",
        direction=direction,
        state=LoanState.AGREED,
        partner="Museo vecino",
        begins_on=date(2026, 11, 1),
        ends_on=date(2026, 12, 31),
        recorded_by=BERTA,
        recorded_at=NOON,
    )
    return LoanItem.objects.create(loan=loan, museum_object=thing, sent_on=date(2026, 11, 20))


def test_what_is_out_on_loan_is_not_put_down_in_the_house() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    item = lent(pen)

    with pytest.raises(IsOnLoan):
        moved(pen, rooms.store)

    moved(pen, Destination.elsewhere("Museo vecino, sala 2"))
    moved(pen, rooms.study, on=days_ago(9))  # before it went
    moved(pen, rooms.store, reason=MoveReason.RETURN)
    item.returned_on = date(2026, 11, 24)
    item.save()
    moved(pen, rooms.study)


def test_what_is_borrowed_moves_in_the_house() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    lent(pen, direction=LoanDirection.IN)

    assert moved(pen, rooms.store).to_place == rooms.store


def test_what_has_left_is_not_put_down_in_the_house() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    left = ObjectExit.objects.create(
        exit_number="S-1",
        left_on=date(2026, 11, 10),
        reason="conservation",
        recipient="Taller",
        authorised_by=BERTA,
        authorised_on=date(2026, 11, 9),
        recorded_by=BERTA,
        recorded_at=NOON,
    )
    left.museum_objects.add(pen)

    with pytest.raises(HasLeft):
        moved(pen, rooms.store)
    moved(pen, rooms.store, reason=MoveReason.RETURN)

    left.returned_on = date(2026, 11, 24)
    left.save()
    moved(pen, rooms.study)


def test_many_objects_go_together_or_not_at_all() -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")
    errand = Errand(NOON, MoveReason.STORAGE)
    moved(cup, rooms.store, on=days_ago(1))

    with pytest.raises(AlreadyThere):
        move_objects(
            [pen, cup], to=Destination.in_place(rooms.store), errand=errand, by=BERTA, at=NOON
        )
    assert Movement.objects.count() == 1

    went = move_objects(
        [cup, pen], to=Destination.in_place(rooms.study), errand=errand, by=BERTA, at=NOON
    )
    assert len({entry.batch for entry in went}) == 1
    assert went[0].batch != ""


def test_first_locations_are_entered_by_the_thousand_and_only_once() -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")
    pairs = [(pen, Destination.in_place(rooms.store)), (cup, Destination.unknown())]

    assert record_first_locations(pairs, effective_at=days_ago(1), by=BERTA, at=NOON) == 2
    with pytest.raises(HasMovedBefore):
        record_first_locations(pairs, effective_at=days_ago(1), by=BERTA, at=NOON)

    assert location_of(pen).room == rooms.store
    assert Change.objects.filter(action="move").count() == 2


def test_whereabouts_are_derived_anew_from_a_ledger_that_was_loaded() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.vitrine, on=days_ago(4))
    moved(rooms.vitrine, rooms.store, on=days_ago(2))
    reverse_movement(moved(pen, rooms.study), note="", by=BERTA, at=NOON)
    as_kept = set(Whereabouts.objects.values_list("museum_object", "fixture", "movement", "place"))
    Whereabouts.objects.all().delete()

    assert rebuild_whereabouts() == 2

    assert as_kept == set(
        Whereabouts.objects.values_list("museum_object", "fixture", "movement", "place")
    )


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_enter_one_movement() -> None:
    rooms, pen = some_rooms(), numbered("P-1")

    def click(_number: int) -> str:
        moved(MuseumObject.objects.get(pk=pen.pk), Place.objects.get(pk=rooms.store.pk))
        return "moved"

    assert sorted(race(click, processes=3)) == ["AlreadyThere", "AlreadyThere", "moved"]
    assert Movement.objects.count() == 1
    assert Whereabouts.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_whereabouts_are_right_after_several_wrote_at_once() -> None:
    rooms, pen = some_rooms(), numbered("P-1")

    def enter(number: int) -> str:
        to = Destination.in_place(rooms.store if number % 2 else rooms.study, f"shelf {number}")
        moved(pen, to, on=days_ago(number + 1))
        return "moved"

    assert race(enter, processes=4) == ["moved"] * 4
    where = Whereabouts.objects.get()
    latest = Movement.objects.standing().latest_first().first()
    assert latest is not None
    assert (where.movement, latest.effective_at) == (latest, days_ago(1))


@pytest.mark.django_db(transaction=True)
def test_one_of_two_reversals_at_once_is_too_late() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    mistake = moved(pen, rooms.store)

    def reverse(_number: int) -> str:
        reverse_movement(mistake, note="", by=BERTA, at=NOON)
        return "reversed"

    assert sorted(race(reverse, processes=2)) == ["AlreadyReversed", "reversed"]


@pytest.mark.django_db(transaction=True)
def test_two_fixtures_do_not_go_into_each_other_at_once() -> None:
    rooms = some_rooms()
    pair = [a_fixture("box", within=rooms.store), a_fixture("trunk", within=rooms.store)]

    def put(number: int) -> str:
        moved(pair[number], pair[1 - number])
        return "moved"

    assert sorted(race(put, processes=2)) == ["IntoItself", "moved"]


def test_a_refused_movement_leaves_nothing_behind() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    lent(pen)

    with pytest.raises(IsOnLoan), transaction.atomic():
        moved(pen, rooms.store)

    assert not Whereabouts.objects.exists()
    assert not Change.objects.filter(action="move").exists()
