"""Audits: what was expected, what was found, and that a closed one never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import translation

from casamuseo.collection.actions.auditing import (
    begin_audit,
    close_audit,
    enter_what_was_seen,
    lines_to_enter,
    miss_object,
    moved_meanwhile,
    see_object,
    take_back,
    write_note,
)
from casamuseo.collection.actions.moving import Destination, reverse_movement
from casamuseo.collection.errors_audits import (
    AuditIsClosed,
    AuditIsOpen,
    NotInThisAudit,
    SeenOutside,
    StillAwaited,
)
from casamuseo.collection.locating import location_of
from casamuseo.collection.models import (
    Audit,
    AuditLine,
    Loan,
    LoanItem,
    Movement,
    MuseumObject,
    Whereabouts,
)
from casamuseo.collection.terms import AuditOutcome, MoveReason
from casamuseo.house.models import Place
from casamuseo.kernel import doctor
from tests.cast import BERTA, NOON
from tests.collection.cast_moving import (
    a_fixture,
    days_ago,
    moved,
    numbered,
    some_rooms,
)
from tests.visit.racing import race

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=20)


def an_audit(place: Place) -> Audit:
    return begin_audit(place, by=BERTA, at=NOON)


def seen(audit: Audit, thing: MuseumObject, place: Place | None = None) -> AuditLine:
    return see_object(audit, museum_object=thing, seen_place=place, by=BERTA, at=LATER)


def close(audit: Audit, *, are_awaited_missing: bool = True) -> None:
    close_audit(audit, are_awaited_missing=are_awaited_missing, by=BERTA, at=LATER)


def outcomes(audit: Audit) -> dict[str, str]:
    return dict(audit.lines.values_list("museum_object__object_number", "outcome"))


def test_an_audit_expects_what_the_ledger_has_in_the_room_and_its_fixtures() -> None:
    rooms, pen, cup, hat = some_rooms(), numbered("P-1"), numbered("P-2"), numbered("P-3")
    moved(pen, rooms.study, on=days_ago(3))
    moved(cup, rooms.vitrine, on=days_ago(3))
    moved(hat, rooms.store, on=days_ago(3))

    audit = an_audit(rooms.study)

    assert list(audit.lines.values_list("museum_object__key", "expected_place__key")) == [
        ("p-1", "study"),
        ("p-2", "vitrine"),
    ]
    assert outcomes(audit) == {"P-1": "awaited", "P-2": "awaited"}


def test_a_place_is_audited_once_at_a_time() -> None:
    rooms = some_rooms()
    audit = an_audit(rooms.study)

    with pytest.raises(AuditIsOpen) as refused, translation.override("en"):
        an_audit(rooms.study)
    assert str(refused.value) == (
        "An audit of “Study” is already under way. Go on with it, or close it first."
    )

    close(audit)
    assert an_audit(rooms.study).pk != audit.pk


def test_found_missing_misplaced_and_unexpected_each_have_their_outcome() -> None:
    rooms = some_rooms()
    things = [numbered(f"P-{number}") for number in range(1, 5)]
    for thing in things[:3]:
        moved(thing, rooms.study, on=days_ago(3))
    moved(things[3], rooms.store, on=days_ago(3))
    audit = an_audit(rooms.study)

    seen(audit, things[0])
    miss_object(audit, museum_object=things[1], note=" Gone? ", by=BERTA, at=LATER)
    misplaced = seen(audit, things[2], rooms.vitrine)
    unexpected = seen(audit, things[3])

    assert outcomes(audit) == {
        "P-1": "found",
        "P-2": "missing",
        "P-3": "misplaced",
        "P-4": "unexpected",
    }
    assert (misplaced.expected_place, misplaced.seen_place) == (rooms.study, rooms.vitrine)
    assert (unexpected.expected_place, unexpected.seen_place) == (rooms.store, rooms.study)
    assert unexpected.is_expected is False
    assert audit.lines.get(museum_object=things[1]).note == "Gone?"
    assert (misplaced.noted_by, misplaced.noted_at) == (BERTA, LATER)


def test_an_object_that_the_ledger_does_not_know_is_unexpected_from_nowhere() -> None:
    rooms, pen = some_rooms(), numbered("P-1")

    line = seen(an_audit(rooms.study), pen)

    assert (line.outcome, line.expected_place) == (AuditOutcome.UNEXPECTED, None)


def test_seen_twice_is_one_line_and_the_last_word_counts() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.study, on=days_ago(3))
    audit = an_audit(rooms.study)

    seen(audit, pen, rooms.vitrine)
    seen(audit, pen)

    assert outcomes(audit) == {"P-1": "found"}
    assert audit.lines.get().seen_place is None


def test_a_slip_is_taken_back() -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")
    moved(pen, rooms.study, on=days_ago(3))
    audit = an_audit(rooms.study)
    seen(audit, pen)
    seen(audit, cup)

    take_back(audit, museum_object=pen)
    take_back(audit, museum_object=cup)

    assert outcomes(audit) == {"P-1": "awaited"}
    with pytest.raises(NotInThisAudit):
        take_back(audit, museum_object=cup)
    with pytest.raises(NotInThisAudit):
        miss_object(audit, museum_object=cup, by=BERTA, at=LATER)


def test_where_it_was_seen_belongs_to_the_place_that_is_audited() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    audit = an_audit(rooms.study)

    with pytest.raises(SeenOutside):
        seen(audit, pen, rooms.store)


def test_what_left_during_the_audit_has_moved_and_is_not_missing() -> None:
    rooms = some_rooms()
    pen, cup, hat, bag = (numbered(f"P-{number}") for number in range(1, 5))
    box = a_fixture("box", within=rooms.study)
    for thing, place in ((pen, rooms.study), (cup, box), (hat, rooms.study), (bag, rooms.study)):
        moved(thing, place, on=days_ago(3))
    audit = an_audit(rooms.study)
    moved(pen, rooms.store, on=LATER, at=LATER)
    moved(box, rooms.store, on=LATER, at=LATER)  # with the cup
    mistake = moved(hat, rooms.store, on=LATER, at=LATER)
    reverse_movement(mistake, note="", by=BERTA, at=LATER)

    lines = list(audit.lines.order_by("order"))
    assert moved_meanwhile(audit, lines) == {
        line.pk for line in lines if line.museum_object in (pen, cup)
    }
    with pytest.raises(StillAwaited) as refused:
        close(audit, are_awaited_missing=False)
    assert refused.value.facts == {"count": 2}
    close(audit)

    assert outcomes(audit) == {
        "P-1": "moved",
        "P-2": "moved",
        "P-3": "missing",
        "P-4": "missing",
    }


def test_what_came_during_the_audit_has_moved_and_is_not_unexpected() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    audit = an_audit(rooms.study)
    moved(pen, rooms.vitrine, on=LATER, at=LATER)

    line = seen(audit, pen)

    assert (line.outcome, line.seen_place) == (AuditOutcome.MOVED, rooms.vitrine)
    assert not lines_to_enter(audit).exists()


def test_an_audit_in_which_all_was_seen_closes_without_a_question() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.study, on=days_ago(3))
    audit = an_audit(rooms.study)
    seen(audit, pen)

    close(audit, are_awaited_missing=False)

    assert (audit.closed_at, audit.closed_by) == (LATER, BERTA)


def _tries(audit: Audit, pen: MuseumObject) -> dict[str, Callable[[], object]]:
    return {
        "see": lambda: seen(audit, pen),
        "miss": lambda: miss_object(audit, museum_object=pen, by=BERTA, at=LATER),
        "take back": lambda: take_back(audit, museum_object=pen),
        "note": lambda: write_note(audit, note="Other", by=BERTA, at=LATER),
        "close": lambda: close(audit),
    }


@pytest.mark.parametrize("deed", ["see", "miss", "take back", "note", "close"])
def test_a_closed_audit_never_changes(deed: str) -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")
    moved(pen, rooms.study, on=days_ago(3))
    audit = an_audit(rooms.study)
    write_note(audit, note="As it was", by=BERTA, at=NOON)
    seen(audit, cup)
    stale = Audit.objects.get(pk=audit.pk)
    close(audit)
    before = [*Audit.objects.values(), *AuditLine.objects.values()]

    with pytest.raises(AuditIsClosed):
        _tries(stale, pen)[deed]()
    with pytest.raises(AuditIsClosed):
        see_object(stale, museum_object=cup, by=BERTA, at=LATER)

    assert [*Audit.objects.values(), *AuditLine.objects.values()] == before


def test_movements_are_entered_for_what_was_found_elsewhere_once() -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")
    moved(pen, rooms.study, on=days_ago(3))
    moved(cup, rooms.store, on=days_ago(3))
    audit = an_audit(rooms.study)
    seen(audit, pen, rooms.vitrine)
    seen(audit, cup)
    close(audit)
    before = list(AuditLine.objects.values())

    entered = enter_what_was_seen(audit, by=BERTA, at=LATER)

    assert [entry.reason for entry in entered.movements] == [MoveReason.AUDIT] * 2
    assert {entry.effective_at for entry in entered.movements} == {LATER}
    assert (location_of(pen).place, location_of(cup).place) == (rooms.vitrine, rooms.study)
    assert list(AuditLine.objects.values()) == before
    assert enter_what_was_seen(audit, by=BERTA, at=LATER).movements == []
    assert not lines_to_enter(audit).exists()


def test_what_is_out_on_loan_and_yet_found_is_refused_and_said() -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")
    audit = an_audit(rooms.study)
    loan = Loan.objects.create(
        loan_number="L-1",
        direction="out",
        partner="Museo vecino",
        begins_on=date(2026, 11, 1),
        ends_on=date(2026, 12, 31),
        recorded_by=BERTA,
        recorded_at=NOON,
    )
    LoanItem.objects.create(loan=loan, museum_object=pen, sent_on=date(2026, 11, 20))
    seen(audit, pen)
    seen(audit, cup)

    entered = enter_what_was_seen(audit, by=BERTA, at=LATER)

    assert [refused.code for refused in entered.refused] == ["is-on-loan"]
    assert [entry.museum_object for entry in entered.movements] == [cup]


@pytest.mark.django_db(transaction=True)
def test_an_audit_begun_twice_at_once_is_begun_once() -> None:
    rooms = some_rooms()

    def begin(_number: int) -> str:
        an_audit(rooms.study)
        return "begun"

    assert sorted(race(begin, processes=3)) == ["AuditIsOpen", "AuditIsOpen", "begun"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_noted_after_the_audit_was_closed_at_the_same_moment() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    audit = an_audit(rooms.study)

    def write(number: int) -> str:
        if number == 0:
            close(audit)
            return "closed"
        seen(audit, pen)
        return "seen"

    results = race(write, processes=2)

    # Either came first: a line that was noted stands, one that came too late does not.
    assert results in (["closed", "seen"], ["closed", "AuditIsClosed"])
    assert AuditLine.objects.count() == (1 if results[1] == "seen" else 0)


def test_the_doctor_finds_nothing_where_whereabouts_agree_with_the_ledger() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.vitrine, on=days_ago(3))
    moved(rooms.vitrine, rooms.store, on=days_ago(2))
    reverse_movement(moved(pen, Destination.unknown()), note="", by=BERTA, at=NOON)

    assert list(doctor.findings(only=["whereabouts"])) == []


@pytest.mark.parametrize("slip", ["forgotten", "old", "reversed", "elsewhere", "of another"])
def test_the_doctor_finds_whereabouts_that_went_astray(slip: str) -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")
    first = moved(pen, rooms.study, on=days_ago(3))
    moved(rooms.vitrine, rooms.store, on=days_ago(3))
    mistake = moved(pen, rooms.store, on=days_ago(2))
    other = moved(cup, rooms.store, on=days_ago(2))
    kept = Whereabouts.objects.filter(museum_object=pen)
    if slip == "forgotten":
        kept.delete()
    elif slip == "old":
        kept.update(movement=first, place=rooms.study)
    elif slip == "reversed":
        reverse_movement(mistake, note="", by=BERTA, at=NOON)
        kept.update(movement=mistake, place=rooms.store)
    elif slip == "elsewhere":
        kept.update(place=rooms.study)
    else:
        kept.update(movement=other)

    assert [each.code for each in doctor.findings(only=["whereabouts"])] == ["whereabouts-astray"]
    call_command("rebuild-whereabouts")
    assert list(doctor.findings(only=["whereabouts"])) == []
    assert Movement.objects.count() >= 4
