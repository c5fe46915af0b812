"""Places edited at the desk: what fits the plan is saved whole, what does not is refused at the spot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from casamuseo.house.actions.access import FactAsked, facts_seen, write_access
from casamuseo.house.actions.openings import OpeningAsked
from casamuseo.house.actions.places import (
    Drawing,
    PlaceAsked,
    add_place,
    begin_text,
    delete_place,
    describe_place,
    described_seen,
    draw_place,
    drawn_seen,
)
from casamuseo.house.errors_plan import (
    LeavesPartOutside,
    NumberIsTaken,
    OutsideParent,
    RunsThroughWall,
    UnfitOpening,
    UnfitOutline,
    WrongParent,
)
from casamuseo.house.models import AccessFact, Opening, Place
from casamuseo.house.terms import AccessFactKind, OpeningKind, PlaceKind, Unit
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.recording import ChangedMeanwhile, SlugIsTaken, StillNeeded
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage
from casamuseo.sources.speaking import HasText
from tests.cast import BERTA, NOON, a_display_state, a_house, a_place, a_statement, an_object

pytestmark = pytest.mark.django_db

Corners = Sequence[Sequence[float]]

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4]]
BESIDE = [[4, 0], [8, 0], [8, 4], [4, 4]]


def a_library(**fields: Any) -> Place:
    """A room that shares the study's eastern wall."""
    more = {"polygon": BESIDE, "name": Text.of(es="Biblioteca", en="Library"), **fields}
    return a_place("library", number=6, slug=Text.of(es="biblioteca", en="library"), **more)


def drawn(corners: Corners = SQUARE, *openings: OpeningAsked, **more: Any) -> Drawing:
    fields = {"wall": 0.3, "base": 0.0, "height": 2.8, "geometry": Certainty.DOCUMENTED, **more}
    return Drawing(corners, openings=openings, **fields)


def draw(place: Place, drawing: Drawing, *, seen: str | None = None) -> Place:
    known = drawn_seen(Place.objects.get(pk=place.pk)) if seen is None else seen
    return draw_place(place, drawing=drawing, seen=known, by=BERTA, at=NOON)


def a_door(**fields: Any) -> OpeningAsked:
    more: dict[str, Any] = {"line": [[4, 1], [4, 2]], "certainty": Certainty.INFERRED, **fields}
    return OpeningAsked(OpeningKind.DOOR, **more)


def test_a_place_is_drawn_with_its_openings_and_the_public_plan_is_drawn_anew() -> None:
    a_house()
    study, library = a_place(), a_library()
    edition = Edition.current()

    draw(study, drawn([[0, 0], [4, 0], [4, 4], [0, 4.5]], a_door(to=library, width_cm=84)))

    study.refresh_from_db()
    assert study.polygon == [[0, 0], [4, 0], [4, 4], [0, 4.5]]
    assert study.geometry == Certainty.DOCUMENTED
    door = study.openings.get()
    assert (door.key, door.to, door.line, door.width_cm) == (
        "door-library",
        library,
        [[4, 1], [4, 2]],
        84,
    )
    assert Edition.current() == edition + 1
    change = Change.objects.get()
    assert (change.action, change.kind, change.key) == ("draw", "house.place", "study")
    assert change.facts == {"corners": 4, "openings": 1}


def test_an_outline_that_crosses_itself_is_refused_where_it_does() -> None:
    study = a_place()

    with pytest.raises(UnfitOutline) as refused:
        draw(study, drawn([[0, 0], [4, 4], [4, 0], [0, 4]]))

    assert refused.value.facts == {"problem": "self-crossing", "x": 2.0, "y": 2.0}
    assert "It happens at 2.00, 2.00." in str(refused.value)
    study.refresh_from_db()
    assert study.polygon == SQUARE


@pytest.mark.parametrize(
    ("corners", "problem"),
    [
        ([[0, 0], [1, 1]], "too-few-points"),
        ([[0, 0], [0, 0], [4, 0], [4, 4]], "repeated-point"),
        ([[0, 0], [0.01, 0], [0.01, 0.01]], "too-small"),
        ([[0, 0], [20_000, 0], [0, 4]], "too-far"),
        ([[0, 0], [float("nan"), 0], [0, 4]], "not-finite"),
    ],
)
def test_an_outline_that_cannot_be_drawn_is_refused(corners: Corners, problem: str) -> None:
    study = a_place()

    with pytest.raises(UnfitOutline) as refused:
        draw(study, drawn(corners))

    assert refused.value.facts["problem"] == problem


def test_an_outline_through_a_wall_of_another_room_is_refused_naming_it() -> None:
    study = a_place()
    a_library()

    with pytest.raises(RunsThroughWall) as refused:
        draw(study, drawn([[0, 0], [6, 0], [6, 4], [0, 4]]))

    assert refused.value.facts["other"] == "library"
    assert 4 < refused.value.facts["x"] < 6
    assert "a wall of “Biblioteca”" in str(refused.value)


def test_rooms_share_a_wall_and_a_slip_of_the_pen() -> None:
    study = a_place()
    a_library()

    draw(study, drawn([[0, 0], [4.02, 0], [4.02, 4], [0, 4]]))

    study.refresh_from_db()
    assert study.polygon[1] == [4.02, 0]


def test_a_room_above_another_may_have_the_same_outline() -> None:
    study = a_place()
    a_library(polygon=SQUARE, base=2.8, height=2.5)

    draw(study, drawn(height=2.8))

    assert Change.objects.get().action == "draw"


def test_a_building_stands_in_the_garden_or_outside_but_not_across_its_edge() -> None:
    hall = a_place("hall", kind=PlaceKind.BUILDING)
    a_library(kind=PlaceKind.OUTDOOR, polygon=[[-9, -9], [9, -9], [9, 9], [-9, 9]])

    draw(hall, drawn(SQUARE))
    with pytest.raises(RunsThroughWall):
        draw(hall, drawn([[0, 0], [12, 0], [12, 4], [0, 4]]))


def test_a_building_does_not_run_through_the_garden_wall() -> None:
    hall = a_place("hall", kind=PlaceKind.BUILDING)
    a_library(kind=PlaceKind.FIXTURE, wall=0.5, polygon=[[-9, -9], [9, -9], [9, 9], [-9, 9]])

    draw(hall, drawn(SQUARE))
    with pytest.raises(RunsThroughWall):
        draw(hall, drawn([[0, 0], [12, 0], [12, 4], [0, 4]]))


def test_a_part_stays_within_its_whole_from_both_sides() -> None:
    house = a_place(
        "house", number=1, kind=PlaceKind.BUILDING, polygon=[[0, 0], [9, 0], [9, 4], [0, 4]]
    )
    study = a_place(slug=Text.of(es="estudio"), parent=house)

    with pytest.raises(OutsideParent) as refused:
        draw(study, drawn([[0, 0], [4, 0], [4, 6], [0, 6]]))
    assert refused.value.facts["parent"] == "house"

    with pytest.raises(LeavesPartOutside) as lost:
        draw(house, drawn([[0, 0], [3, 0], [3, 4], [0, 4]]))
    assert lost.value.facts["part"] == "study"


def test_a_floor_without_an_outline_is_seen_through() -> None:
    house = a_place("house", number=1, kind=PlaceKind.BUILDING, polygon=SQUARE)
    floor = a_place("floor", number=None, kind=PlaceKind.FLOOR, polygon=[], parent=house)
    study = a_place(polygon=[], parent=floor)

    with pytest.raises(OutsideParent):
        draw(study, drawn([[0, 0], [5, 0], [5, 4], [0, 4]]))
    draw(study, drawn(SQUARE))
    with pytest.raises(LeavesPartOutside):
        draw(house, drawn([[0, 0], [3, 0], [3, 4], [0, 4]]))


@pytest.mark.parametrize(
    ("opening", "problem"),
    [
        (a_door(line=[[2, 1], [2, 2]]), "off-wall"),
        (a_door(line=[[4, 3], [4, 5]]), "off-wall"),
        (a_door(line=[[3, 0], [4, 1]]), "off-wall"),
        (a_door(line=[[4, 1], [4, 1.05]]), "too-narrow"),
        (a_door(sill=1.0, height=2.0), "too-high"),
    ],
)
def test_an_opening_that_does_not_fit_is_refused_by_its_number(
    opening: OpeningAsked, problem: str
) -> None:
    study = a_place()

    with pytest.raises(UnfitOpening) as refused:
        draw(study, drawn(SQUARE, a_door(line=[[1, 0], [2, 0]]), opening))

    assert (refused.value.facts["problem"], refused.value.facts["number"]) == (problem, 2)
    assert Opening.objects.count() == 0


def test_openings_of_one_wall_do_not_overlap_unless_one_is_above_the_other() -> None:
    study = a_place()
    window = OpeningAsked(OpeningKind.WINDOW, [[4, 1.5], [4, 2.5]], sill=2.1, height=0.5)

    draw(study, drawn(SQUARE, a_door(), window))
    with pytest.raises(UnfitOpening) as refused:
        draw(study, drawn(SQUARE, a_door(), a_door(line=[[4, 1.5], [4, 2.5]])))

    assert str(refused.value) == "Opening 2 overlaps opening 1."


def test_an_opening_keeps_its_key_and_one_that_is_left_out_is_gone() -> None:
    study = a_place()
    draw(study, drawn(SQUARE, a_door(), a_door(line=[[1, 0], [2, 0]])))
    assert [one.key for one in study.openings.all()] == ["door", "door-2"]

    draw(study, drawn(SQUARE, a_door(key="door-2", line=[[1, 0], [2.2, 0]])))

    assert [(one.key, one.line) for one in study.openings.all()] == [("door-2", [[1, 0], [2.2, 0]])]


def test_of_two_who_draw_one_place_the_second_is_told() -> None:
    study = a_place()
    seen = drawn_seen(study)
    draw(study, drawn([[0, 0], [4, 0], [4, 3], [0, 3]]), seen=seen)

    with pytest.raises(ChangedMeanwhile):
        draw(study, drawn(SQUARE), seen=seen)

    study.refresh_from_db()
    assert study.polygon == [[0, 0], [4, 0], [4, 3], [0, 3]]


def test_a_changed_opening_makes_what_was_seen_old() -> None:
    study = a_place()
    draw(study, drawn(SQUARE, a_door()))
    study.refresh_from_db()
    seen = drawn_seen(study)

    Opening.objects.update(width_cm=90)

    assert drawn_seen(study) != seen


def asked(**fields: Any) -> PlaceAsked:
    return PlaceAsked(
        **{
            "kind": PlaceKind.ROOM,
            "name": Text.of(es="Patio", en="Courtyard"),
            "slug": Text.of(es="patio", en="courtyard"),
            **fields,
        }
    )


def test_a_place_is_added_and_named() -> None:
    site = a_place("site", number=None, slug=Text.of(es="predio"))

    patio = add_place(asked(parent=site, number=3), by=BERTA, at=NOON)
    second = add_place(asked(slug=Text.of(es="otro"), number=4), by=BERTA, at=NOON)

    assert (patio.key, patio.parent, patio.number) == ("patio", site, 3)
    assert (patio.polygon, patio.order) == ([], 1)
    assert second.key == "patio-2"
    assert [change.action for change in Change.objects.all()] == ["add", "add"]


def test_two_places_share_neither_number_nor_address() -> None:
    a_place()
    other = a_library()

    with pytest.raises(NumberIsTaken):
        add_place(asked(number=7), by=BERTA, at=NOON)
    with pytest.raises(SlugIsTaken) as refused:
        describe_place(
            other,
            asked=asked(slug=Text.of(es="despacho", en="library")),
            seen=described_seen(other),
            by=BERTA,
            at=NOON,
        )
    assert refused.value.facts == {"slug": "despacho"}


def test_a_renamed_place_leaves_its_translation_stale() -> None:
    study = a_place()
    renamed = asked(name=Text.of(es="Estudio", en="Study"), slug=study.slug, number=7)

    describe_place(study, asked=renamed, seen=described_seen(study), by=BERTA, at=NOON)

    study.refresh_from_db()
    assert study.name["es"].words == "Estudio"
    assert study.name.is_stale("en")


def test_a_place_is_no_part_of_itself_nor_of_its_parts() -> None:
    house = a_place("house", number=1, kind=PlaceKind.BUILDING, slug=Text.of(es="casa"))
    study = a_place(parent=house)

    with pytest.raises(WrongParent):
        describe_place(
            house, asked=asked(parent=study), seen=described_seen(house), by=BERTA, at=NOON
        )


def test_a_place_is_not_made_part_of_one_that_it_leaves() -> None:
    shed = a_place(
        "shed", number=1, kind=PlaceKind.BUILDING, slug=Text.of(es="caseta"), polygon=BESIDE
    )
    study = a_place()

    with pytest.raises(OutsideParent):
        describe_place(
            study,
            asked=asked(parent=shed, slug=study.slug),
            seen=described_seen(study),
            by=BERTA,
            at=NOON,
        )


def test_access_facts_are_written_as_a_whole() -> None:
    study = a_place()
    door = FactAsked(AccessFactKind.DOOR_WIDTH, unit=Unit.CM)
    write_access(study, asked=[door], seen=facts_seen(study), by=BERTA, at=NOON)
    first = study.access_facts.get()
    assert (first.key, first.value, first.certainty) == ("door-width", None, Certainty.UNKNOWN)
    seen = facts_seen(study)

    measured = FactAsked(
        AccessFactKind.DOOR_WIDTH,
        value=84,
        unit=Unit.CM,
        certainty=Certainty.DOCUMENTED,
        note=Text.of(es="Medida en 2026."),
        key="door-width",
    )
    write_access(
        study,
        asked=[measured, FactAsked(AccessFactKind.SEATS)],
        seen=seen,
        by=BERTA,
        at=NOON,
    )

    assert list(AccessFact.objects.values_list("key", "value")) == [
        ("door-width", 84),
        ("seats", None),
    ]
    with pytest.raises(ChangedMeanwhile):
        write_access(study, asked=[], seen=seen, by=BERTA, at=NOON)
    assert AccessFact.objects.count() == 2


def test_a_place_that_others_need_is_not_deleted_and_they_are_named() -> None:
    study, library = a_place(), a_library()
    Opening.objects.create(
        place=library,
        key="door",
        to=study,
        kind="door",
        line=[[4, 1], [4, 2]],
        certainty="inferred",
    )
    day = a_display_state()
    day.placements.create(museum_object=an_object(), place=study, certainty="inferred")

    with pytest.raises(StillNeeded) as refused:
        delete_place(study, by=BERTA, at=NOON)

    assert refused.value.needs == ["Biblioteca", "Escritorio, Hoy, Despacho"]
    assert Place.objects.filter(key="study").exists()


def test_a_place_with_a_text_is_not_deleted() -> None:
    study = a_place()
    passage = begin_text(study, by=BERTA, at=NOON)
    a_statement(passage)

    with pytest.raises(HasText) as refused:
        delete_place(Place.objects.get(), by=BERTA, at=NOON)

    assert str(refused.value) == "“Despacho” cannot be deleted: its text has 1 sentence."


def test_a_place_that_nothing_needs_is_deleted_with_what_is_its_own() -> None:
    study = a_place()
    draw(study, drawn(SQUARE, a_door()))
    passage = begin_text(study, by=BERTA, at=NOON)
    assert passage.key == "places/study"
    assert begin_text(study, by=BERTA, at=NOON) == passage

    delete_place(study, by=BERTA, at=NOON)

    assert not Place.objects.exists()
    assert not Opening.objects.exists()
    assert not Passage.objects.exists()
    assert Change.objects.order_by("-pk")[0].action == "delete"
