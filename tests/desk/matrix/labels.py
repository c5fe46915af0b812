"""Who may open the pages of labels."""

from __future__ import annotations

from typing import Any

from casamuseo.house.models import House, Place
from casamuseo.story.actions.labelling import print_label
from casamuseo.story.models import PrintedLabel
from tests.cast import BERTA, NOON, a_house, a_passage, a_place, a_source, a_statement
from tests.desk.matrix.rows import CURATOR, DIRECTOR, EDITOR, Row, only


def a_text() -> dict[str, Any]:
    if not House.objects.exists():
        a_house()
    passage = a_passage("places/labelled")
    a_statement(passage, source=a_source("labelled"))
    a_place("labelled", number=71, passage=passage)
    return {"key": passage.pk}


def a_picture_of_it() -> dict[str, Any]:
    return {**a_text(), "ending": "png"}


def a_room() -> dict[str, Any]:
    a_text()
    return {"key": Place.objects.get(key="labelled").pk}


def a_copy() -> dict[str, Any]:
    key = a_text()["key"]
    passage = Place.objects.get(passage=key).passage
    assert passage is not None
    copy = print_label(passage, size=PrintedLabel.Size.A4, languages=["es"], by=BERTA, at=NOON)
    return {"key": copy.pk}


def a_house_to_print_for() -> dict[str, Any]:
    if not House.objects.exists():
        a_house()
    return {}


PRINTERS = (DIRECTOR, CURATOR, EDITOR)

ROWS: dict[str, Row] = {
    "desk/labels/": only(*PRINTERS),
    "desk/labels/text/<int:key>/": only(*PRINTERS, others=404, parts=a_text),
    "desk/labels/text/<int:key>/preview.<str:ending>": only(
        *PRINTERS, others=404, parts=a_picture_of_it
    ),
    "desk/labels/room/<int:key>/": only(*PRINTERS, others=404, parts=a_room),
    "desk/labels/made/": only(*PRINTERS),
    "desk/labels/copies.pdf": only(*PRINTERS, parts=a_house_to_print_for),
    "desk/labels/copies/<int:key>/hang/": only(*PRINTERS, others=404, parts=a_copy),
    "desk/labels/copies/<int:key>/remove/": only(*PRINTERS, others=404, parts=a_copy),
    "desk/labels/replace/": only(*PRINTERS),
    "desk/labels/replaced/": only(*PRINTERS),
    "desk/labels/store/": only(*PRINTERS),
}
