"""Who may open the pages of condition checks, treatments, damage."""

from __future__ import annotations

from typing import Any

from casamuseo.collection.actions.damaging import DamageAsked, report_damage
from casamuseo.collection.actions.treating import TreatmentAsked, begin_treatment
from casamuseo.collection.models import (
    ConditionCheck,
    ConditionMark,
    ConditionPicture,
    Damage,
    MuseumObject,
    Treatment,
)
from casamuseo.collection.terms import DamageKind
from casamuseo.media.masters import store_master
from casamuseo.media.models import Picture
from tests.cast import BERTA, NOON
from tests.collection.cast_procedures import TODAY, a_check, a_room_and_things
from tests.desk.matrix.procedures import as_csv, keepers
from tests.desk.matrix.rows import Row


def a_marked_check() -> dict[str, Any]:
    if not ConditionCheck.objects.exists():
        check = a_check(a_thing())
        picture = Picture.objects.create(
            key="p", kind="photograph", file="p.png", width=8, height=4
        )
        shown = ConditionPicture.objects.create(check_made=check, picture=picture)
        ConditionMark.objects.create(picture=shown, kind="crack", points=[[0.5, 0.5]])
    return {"key": ConditionCheck.objects.get().pk}


def a_thing() -> MuseumObject:
    return MuseumObject.objects.first() or a_room_and_things("D-1")[0]


def a_photograph() -> dict[str, Any]:
    a_marked_check()
    return {"key": ConditionPicture.objects.get().pk}


def a_stored_photograph() -> dict[str, Any]:
    a_marked_check()
    Picture.objects.update(digest=store_master(b"\x89PNG", suffix="png"))
    return {"key": ConditionPicture.objects.get().pk}


def a_mark() -> dict[str, Any]:
    a_marked_check()
    return {"key": ConditionMark.objects.get().pk}


def a_treatment() -> dict[str, Any]:
    if not Treatment.objects.exists():
        asked = TreatmentAsked(begun_on=TODAY, conservator="R. Luna")
        begin_treatment(a_thing(), asked=asked, by=BERTA, at=NOON)
    return {"key": Treatment.objects.get().pk}


def a_damage() -> dict[str, Any]:
    if not Damage.objects.exists():
        asked = DamageAsked(
            kind=DamageKind.DAMAGE, discovered_on=TODAY, discovered_by="C", description="Roto"
        )
        report_damage(a_thing(), asked=asked, by=BERTA, at=NOON)
    return {"key": Damage.objects.get().pk}


_CHECK, _TREATMENT = "desk/condition/checks/", "desk/condition/treatments/"
_DAMAGE = "desk/condition/damages/"

ROWS: dict[str, Row] = {
    "desk/condition/": keepers(),
    "desk/condition/table/<str:kind>/": as_csv(),
    f"{_CHECK}add/": keepers(),
    f"{_CHECK}<int:key>/": keepers(a_marked_check),
    f"{_CHECK}<int:key>/photographs/": keepers(a_marked_check),
    f"{_CHECK}<int:key>/delete/": keepers(a_marked_check),
    "desk/condition/pictures/<int:key>/": keepers(a_photograph),
    "desk/condition/pictures/<int:key>/file/": keepers(a_stored_photograph),
    "desk/condition/marks/<int:key>/erase/": keepers(a_mark),
    _TREATMENT: keepers(),
    f"{_TREATMENT}table/<str:kind>/": as_csv(),
    f"{_TREATMENT}add/": keepers(),
    f"{_TREATMENT}<int:key>/": keepers(a_treatment),
    f"{_TREATMENT}<int:key>/change/": keepers(a_treatment),
    f"{_TREATMENT}<int:key>/end/": keepers(a_treatment),
    _DAMAGE: keepers(),
    f"{_DAMAGE}table/<str:kind>/": as_csv(),
    f"{_DAMAGE}add/": keepers(),
    f"{_DAMAGE}<int:key>/": keepers(a_damage),
    f"{_DAMAGE}<int:key>/change/": keepers(a_damage),
    f"{_DAMAGE}<int:key>/close/": keepers(a_damage),
}
