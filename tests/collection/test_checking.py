"""Condition, treatment, damage: what was seen, marked, done, and what follows."""

from __future__ import annotations

import struct
import zlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from casamuseo.collection.actions.checking import (
    CheckAsked,
    MarkAsked,
    add_photograph,
    check_condition,
    checks_due,
    delete_check,
    draw_mark,
    erase_mark,
    previous_check,
)
from casamuseo.collection.actions.damaging import (
    DamageAsked,
    change_damage,
    close_damage,
    report_damage,
)
from casamuseo.collection.actions.treating import (
    TreatmentAsked,
    begin_treatment,
    change_treatment,
    end_treatment,
)
from casamuseo.collection.errors_condition import (
    ClosedBeforeItWasFound,
    EndedBeforeItBegan,
    NextCheckBeforeThis,
    NoReport,
    OutsideThePicture,
)
from casamuseo.collection.errors_procedures import (
    AlreadyClosed,
    ChangedMeanwhile,
    Cited,
    StillToCome,
)
from casamuseo.collection.models import ConditionCheck, ConditionMark, Damage
from casamuseo.collection.terms import CheckReason, Condition, DamageKind, MarkKind
from casamuseo.kernel.models import Change
from casamuseo.media.photographs import UnfitPhotograph
from tests.cast import BERTA, NOON
from tests.collection.cast_procedures import (
    TODAY,
    YESTERDAY,
    a_check,
    a_room_and_things,
    moves_of,
)

pytestmark = pytest.mark.django_db

TOMORROW = date(2026, 11, 25)
WHO: dict[str, Any] = {"by": BERTA, "at": NOON}


@pytest.fixture(autouse=True)
def _media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def a_png(*, width: int = 8, height: int = 4) -> bytes:
    """A grey picture, whole and small."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _row in range(height)))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def asked(**fields: Any) -> CheckAsked:
    return CheckAsked(
        **{
            "checked_on": TODAY,
            "checked_by": "Berta",
            "reason": CheckReason.ROUTINE,
            "condition": Condition.FAIR,
            **fields,
        }
    )


def test_a_check_has_photographs_for_the_staff_alone_and_marks_on_them() -> None:
    (thing,) = a_room_and_things("D-1")

    check = check_condition(thing, asked=asked(note="Grieta en la pata"), **WHO)
    shown = add_photograph(check, content=a_png(), name="pata.png", **WHO)
    mark = draw_mark(
        shown,
        asked=MarkAsked(MarkKind.CRACK, [(0.25, 0.5), (1 / 3, 0.75)], note="pata izquierda"),
        **WHO,
    )

    assert (shown.picture.is_withheld, shown.picture.is_public) == (True, False)
    assert (mark.points, mark.order) == ([[0.25, 0.5], [0.3333, 0.75]], 0)
    erase_mark(mark, **WHO)
    assert ConditionMark.objects.count() == 0
    assert Change.objects.get(action="erase_mark").facts["points"] == [[0.25, 0.5], [0.3333, 0.75]]


def test_what_is_no_photograph_is_refused_and_the_check_stays() -> None:
    (thing,) = a_room_and_things("D-1")
    check = check_condition(thing, asked=asked(), **WHO)

    with pytest.raises(UnfitPhotograph):
        add_photograph(check, content=b"<svg onload=alert(1)>", name="x.png", **WHO)

    assert check.pictures.count() == 0


@pytest.mark.parametrize("points", [[], [(0.5, 1.01)], [(-0.1, 0)], [(float("nan"), 0.5)]])
def test_a_mark_beside_the_photograph_is_refused(points: list[tuple[float, float]]) -> None:
    (thing,) = a_room_and_things("D-1")
    shown = add_photograph(a_check(thing), content=a_png(), name="a.png", **WHO)

    with pytest.raises(OutsideThePicture):
        draw_mark(shown, asked=MarkAsked(MarkKind.STAIN, points), **WHO)


def test_days_of_a_check_that_cannot_be_are_refused() -> None:
    (thing,) = a_room_and_things("D-1")

    with pytest.raises(StillToCome):
        check_condition(thing, asked=asked(checked_on=TOMORROW), **WHO)
    with pytest.raises(NextCheckBeforeThis):
        check_condition(thing, asked=asked(next_check_on=TODAY), **WHO)

    assert ConditionCheck.objects.count() == 0


def test_a_check_is_compared_with_the_one_before_it() -> None:
    thing, other = a_room_and_things("D-1", "D-2")
    a_check(other, on=YESTERDAY)
    first = a_check(thing, on=YESTERDAY - timedelta(days=365))
    second = a_check(thing, on=YESTERDAY)
    same_day = a_check(thing, on=YESTERDAY)

    assert [previous_check(each) for each in (first, second, same_day)] == [None, first, second]


def test_only_the_latest_check_of_an_object_says_when_the_next_is_due() -> None:
    one, two, three = a_room_and_things("D-1", "D-2", "D-3")
    a_check(one, on=date(2024, 1, 1), next_check_on=date(2025, 1, 1))
    due = a_check(one, on=date(2025, 1, 2), next_check_on=date(2026, 1, 2))
    a_check(two, on=date(2025, 1, 1), next_check_on=date(2026, 1, 1))
    a_check(two, on=date(2026, 1, 1), next_check_on=date(2027, 1, 1))
    a_check(three, on=YESTERDAY)

    assert list(checks_due(TODAY)) == [due]


def test_a_check_that_a_treatment_cites_is_not_deleted() -> None:
    (thing,) = a_room_and_things("D-1")
    check = a_check(thing)
    treatment = TreatmentAsked(begun_on=TODAY, conservator="R. Luna", after_check=check)
    begin_treatment(thing, asked=treatment, **WHO)

    with pytest.raises(Cited) as refused:
        delete_check(check, **WHO)
    delete_check(a_check(thing), **WHO)

    assert refused.value.facts == {"names": ["2026-11-24"]}
    assert list(ConditionCheck.objects.all()) == [check]


def test_a_treatment_ends_with_a_report_and_its_materials() -> None:
    (thing,) = a_room_and_things("D-1")
    begun = TreatmentAsked(begun_on=YESTERDAY, conservator="R. Luna", proposal="Limpieza")
    treatment = begin_treatment(thing, asked=begun, **WHO)
    end: dict[str, Any] = {"materials": "Paraloid B-72", "seen": 2, **WHO}

    change_treatment(treatment, asked=begun, seen=1, **WHO)
    with pytest.raises(ChangedMeanwhile):
        change_treatment(treatment, asked=begun, seen=1, **WHO)
    with pytest.raises(NoReport):
        end_treatment(treatment, ended_on=TODAY, report=" ", **end)
    with pytest.raises(EndedBeforeItBegan):
        end_treatment(treatment, ended_on=date(2026, 11, 1), report="Limpia", **end)
    end_treatment(treatment, ended_on=TODAY, report="Limpia", **end)

    assert (treatment.materials, treatment.ended_on) == ("Paraloid B-72", TODAY)
    with pytest.raises(AlreadyClosed):
        end_treatment(treatment, ended_on=TODAY, report="Limpia", **end)


def test_of_what_was_stolen_nobody_knows_where_it_is() -> None:
    broken, stolen = a_room_and_things("D-1", "D-2")
    report = {"discovered_on": TODAY, "discovered_by": "Chucho", "description": "No está"}

    report_damage(broken, asked=DamageAsked(kind=DamageKind.DAMAGE, **report), **WHO)  # type: ignore[arg-type]
    report_damage(stolen, asked=DamageAsked(kind=DamageKind.THEFT, **report), **WHO)  # type: ignore[arg-type]
    report_damage(stolen, asked=DamageAsked(kind=DamageKind.LOSS, **report), **WHO)  # type: ignore[arg-type]

    assert moves_of(broken) == []
    assert moves_of(stolen) == [("unknown", "", "other")]


def test_a_damage_is_closed_with_what_was_done() -> None:
    (thing,) = a_room_and_things("D-1")
    damage = report_damage(
        thing,
        asked=DamageAsked(
            kind=DamageKind.DAMAGE,
            discovered_on=TODAY,
            discovered_by="Chucho",
            description="Vidrio roto",
        ),
        **WHO,
    )

    change_damage(damage, action_taken="Se acordonó", reported_to="INAH", seen=1, **WHO)
    with pytest.raises(NoReport):
        close_damage(damage, closed_on=TODAY, action_taken="", seen=2, **WHO)
    with pytest.raises(ClosedBeforeItWasFound):
        close_damage(damage, closed_on=YESTERDAY, action_taken="Vidrio nuevo", seen=2, **WHO)
    close_damage(damage, closed_on=TODAY, action_taken="Vidrio nuevo", seen=2, **WHO)

    damage = Damage.objects.get()
    assert (damage.reported_to, damage.closed_on, damage.version) == ("INAH", TODAY, 3)
