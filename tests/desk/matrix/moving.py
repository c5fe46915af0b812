"""Who may open the pages of movements, audits."""

from __future__ import annotations

from typing import Any

from casamuseo.collection.actions.auditing import begin_audit
from tests.cast import BERTA, NOON
from tests.collection.cast_moving import moved, numbered, some_rooms
from tests.desk.matrix.rows import CURATOR, DIRECTOR, Row, only


def a_house_with_rooms() -> dict[str, Any]:
    some_rooms()
    return {}


def an_entry() -> dict[str, Any]:
    return {"key": moved(numbered("P-1"), some_rooms().study).pk}


def an_audit(*, with_row: bool = False) -> dict[str, Any]:
    rooms = some_rooms()
    moved(numbered("P-1"), rooms.study)
    audit = begin_audit(rooms.study, by=BERTA, at=NOON)
    return {"key": audit.pk, **({"row": audit.lines.get().pk} if with_row else {})}


KEEPING = (DIRECTOR, CURATOR)
MOVES, AUDITS = "desk/collection/moves/", "desk/collection/audits/"
ROWS: dict[str, Row] = {
    MOVES: only(*KEEPING, parts=a_house_with_rooms),
    f"{MOVES}contents/": only(*KEEPING, parts=a_house_with_rooms),
    f"{MOVES}objects/": only(*KEEPING, parts=a_house_with_rooms),
    f"{MOVES}fixtures/": only(*KEEPING, parts=a_house_with_rooms),
    f"{MOVES}<int:key>/reverse/": only(*KEEPING, others=404, parts=an_entry),
    AUDITS: only(*KEEPING, parts=a_house_with_rooms),
    f"{AUDITS}begin/": only(*KEEPING, parts=a_house_with_rooms),
    f"{AUDITS}<int:key>/": only(*KEEPING, others=404, parts=an_audit),
    f"{AUDITS}<int:key>/see/": only(*KEEPING, others=404, parts=an_audit),
    f"{AUDITS}<int:key>/ticks/": only(*KEEPING, others=404, parts=an_audit),
    f"{AUDITS}<int:key>/lines/<int:row>/": only(
        *KEEPING, others=404, parts=lambda: an_audit(with_row=True)
    ),
    f"{AUDITS}<int:key>/note/": only(*KEEPING, others=404, parts=an_audit),
    f"{AUDITS}<int:key>/close/": only(*KEEPING, others=404, parts=an_audit),
    f"{AUDITS}<int:key>/enter/": only(*KEEPING, others=404, parts=an_audit),
}
