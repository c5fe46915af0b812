"""Who may open the pages of objects: register, catalogue, find."""

from __future__ import annotations

from typing import Any

from casamuseo.collection.actions.documenting import PlanAsked, open_plan
from casamuseo.collection.models import CustodyEvent, DocumentationPlan, MuseumObject, Right
from tests.cast import NOON, a_house, a_person, an_object
from tests.collection.cast_objects import a_photograph
from tests.desk.matrix.rows import CURATOR, DIRECTOR, EDITOR, GUIDE, TRANSLATOR, Row, only

SEEING = (DIRECTOR, CURATOR, EDITOR, TRANSLATOR, GUIDE)
KEEPING = (DIRECTOR, CURATOR)
WRITING = (DIRECTOR, CURATOR, EDITOR)


def an_inventory() -> dict[str, Any]:
    """A house with one object; made once a test."""
    if not MuseumObject.objects.exists():
        a_house()
        an_object()
    return {}


def the_desk(**more: Any) -> dict[str, Any]:
    an_inventory()
    return {"number": "D-001", **more}


def its_number() -> dict[str, Any]:
    parts = the_desk()
    thing = MuseumObject.objects.get()
    return {**parts, "row": thing.other_numbers.get_or_create(number="7")[0].pk}


def its_person() -> dict[str, Any]:
    parts = the_desk()
    thing = MuseumObject.objects.get()
    if not thing.person_links.exists():
        thing.person_links.create(person=a_person(), role="used")
    return {**parts, "row": thing.person_links.get().pk}


def its_picture() -> dict[str, Any]:
    parts = the_desk()
    thing = MuseumObject.objects.get()
    if not thing.pictures.exists():
        thing.pictures.add(a_photograph())
    return {**parts, "row": thing.pictures.get().pk}


def its_right() -> dict[str, Any]:
    parts = the_desk()
    thing = MuseumObject.objects.get()
    uri = "http://rightsstatements.org/vocab/InC/1.0/"
    right, _made = Right.objects.get_or_create(museum_object=thing, subject="object", uri=uri)
    return {**parts, "row": right.pk}


def its_custody(**more: Any) -> dict[str, Any]:
    parts = the_desk()
    thing = MuseumObject.objects.get()
    event, _made = CustodyEvent.objects.get_or_create(
        museum_object=thing, key="one", kind="owned", certainty="unknown"
    )
    return {**parts, "row": event.pk, **more}


def a_plan() -> dict[str, Any]:
    an_inventory()
    plan = DocumentationPlan.objects.first() or open_plan(
        PlanAsked("Photograph all", aim="picture"), by="berta", at=NOON
    )
    return {"key": plan.pk, "how": "done"}


def a_gap(**more: Any) -> dict[str, Any]:
    an_inventory()
    return {"gap": "picture", **more}


ONE = "desk/collection/<str:number>/"
ROWS: dict[str, Row] = {
    "desk/collection/": only(*SEEING, parts=an_inventory),
    "desk/objects/list.<str:ending>": only(*SEEING, parts=lambda: {"ending": "csv"}),
    "desk/objects/find/": only(*SEEING),
    "desk/objects/register/": only(*KEEPING, parts=an_inventory),
    "desk/inventory/": only(*SEEING, parts=an_inventory),
    "desk/inventory/<slug:gap>/": only(*SEEING, others=404, parts=a_gap),
    "desk/inventory/<slug:gap>/list.<str:ending>": only(
        *SEEING, others=404, parts=lambda: a_gap(ending="xlsx")
    ),
    "desk/documentation/": only(*SEEING, parts=an_inventory),
    "desk/documentation/<int:key>/<str:how>/": only(*KEEPING, others=404, parts=a_plan),
    ONE: only(*SEEING, others=404, parts=the_desk),
    f"{ONE}catalogue/": only(*KEEPING, others=404, parts=the_desk),
    f"{ONE}number/": only(*KEEPING, others=404, parts=the_desk),
    f"{ONE}numbers/": only(*KEEPING, others=404, parts=the_desk),
    f"{ONE}numbers/<int:row>/remove/": only(*KEEPING, others=404, parts=its_number),
    f"{ONE}persons/": only(*KEEPING, others=404, parts=the_desk),
    f"{ONE}persons/<int:row>/remove/": only(*KEEPING, others=404, parts=its_person),
    f"{ONE}pictures/": only(*WRITING, others=404, parts=the_desk),
    f"{ONE}pictures/<int:row>/remove/": only(*WRITING, others=404, parts=its_picture),
    f"{ONE}publish/": only(*KEEPING, others=404, parts=the_desk),
    f"{ONE}hide/": only(*KEEPING, others=404, parts=the_desk),
    f"{ONE}delete/": only(*KEEPING, others=404, parts=the_desk),
    f"{ONE}text/": only(*WRITING, others=404, parts=the_desk),
    f"{ONE}rights/": only(*KEEPING, others=404, parts=the_desk),
    f"{ONE}rights/<int:row>/": only(*KEEPING, others=404, parts=its_right),
    f"{ONE}rights/<int:row>/remove/": only(*KEEPING, others=404, parts=its_right),
    f"{ONE}custody/": only(*KEEPING, others=404, parts=the_desk),
    f"{ONE}custody/<int:row>/": only(*KEEPING, others=404, parts=its_custody),
    f"{ONE}custody/<int:row>/remove/": only(*KEEPING, others=404, parts=its_custody),
    f"{ONE}custody/<int:row>/move/<str:way>/": only(
        *KEEPING, others=404, parts=lambda: its_custody(way="later")
    ),
    f"{ONE}custody/<int:row>/text/": only(*WRITING, others=404, parts=its_custody),
}
