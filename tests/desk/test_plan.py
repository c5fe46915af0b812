"""The plan on the desk: places drawn and typed without a script, days arranged, nobody's work lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.collection.models import DisplayState, Placement
from casamuseo.house.actions.places import drawn_seen
from casamuseo.house.models import Opening, Place
from casamuseo.kernel import clock
from casamuseo.kernel.models import Edition
from casamuseo.kernel.recording import seen_of
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage
from tests.cast import (
    NOON,
    a_display_state,
    a_house,
    a_passage,
    a_place,
    a_statement,
    an_object,
)
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db

DAY = date(1940, 8, 20)
NO_ROWS = {"o-TOTAL_FORMS": "0", "o-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


def curator() -> Client:
    return signed_in(a_member("curator"))


def a_study() -> Place:
    a_house()
    place = a_place()
    place.refresh_from_db()
    return place


def a_library() -> Place:
    return a_place(
        "library",
        number=6,
        polygon=[[4, 0], [8, 0], [8, 4], [4, 4]],
        name=Text.of(es="Biblioteca", en="Library"),
        slug=Text.of(es="biblioteca", en="library"),
    )


def drawing(place: Place, *corners: tuple[str, str], **fields: Any) -> dict[str, Any]:
    return {
        "seen": drawn_seen(place),
        "corner_x": [x for x, _y in corners],
        "corner_y": [y for _x, y in corners],
        "wall": "0.3",
        "base": "0",
        "height": "2,8",
        "geometry": "documented",
        **NO_ROWS,
        **fields,
    }


SQUARE = (("0", "0"), ("4", "0"), ("4", "4"), ("0", "4"))


def a_door(number: int = 0, **fields: str) -> dict[str, str]:
    typed = {
        "key": "",
        "line": "",
        "kind": "door",
        "to": "",
        "wall": "2",
        "along": "1",
        "width": "0.9",
        "sill": "0",
        "height": "2.1",
        "width_cm": "",
        "step_cm": "",
        "certainty": "inferred",
        **fields,
    }
    return {
        "o-TOTAL_FORMS": "1",
        "o-INITIAL_FORMS": "0",
        **{f"o-{number}-{name}": value for name, value in typed.items()},
    }


def test_the_plan_is_drawn_and_each_place_leads_to_its_page() -> None:
    place = a_study()

    response = curator().get("/desk/plan/")

    page = response.content.decode()
    assert f'href="/desk/plan/places/{place.pk}/" aria-label="7 Study"' in page
    assert "Study Room 7 Inferred" in words_of(response)


def test_corners_are_typed_with_point_or_comma_and_the_public_plan_is_new() -> None:
    place = a_study()
    edition = Edition.current()

    response = curator().post(
        f"/desk/plan/places/{place.pk}/draw/",
        drawing(place, ("0", "0"), ("4,25", "0"), ("4.25", "4"), ("0", "4"), ("", "")),
    )

    assert response.status_code == 302
    place.refresh_from_db()
    assert place.polygon == [[0, 0], [4.25, 0], [4.25, 4], [0, 4]]
    assert (place.height, place.geometry) == (2.8, Certainty.DOCUMENTED)
    assert Edition.current() == edition + 1


def test_a_polygon_through_a_wall_is_refused_at_the_place_and_kept_as_typed() -> None:
    place = a_study()
    a_library()
    browser = curator()

    response = browser.post(
        f"/desk/plan/places/{place.pk}/draw/",
        drawing(place, ("0", "0"), ("6", "0"), ("6", "4"), ("0", "4"), **a_door(along="0.5")),
    )

    assert response.status_code == 422
    words = words_of(response)
    assert "The outline runs through a wall of “Biblioteca”, near 5.00, 2.00." in words
    page = response.content.decode()
    assert page.count('name="corner_x" value="6"') == 2
    assert 'name="o-0-along" value="0.5"' in page
    place.refresh_from_db()
    assert place.polygon == [[0, 0], [4, 0], [4, 4], [0, 4]]


def test_a_corner_that_is_no_number_is_named() -> None:
    place = a_study()

    response = curator().post(
        f"/desk/plan/places/{place.pk}/draw/", drawing(place, *SQUARE[:3], ("0", "vier"))
    )

    assert response.status_code == 422
    assert "Corner 4 needs two numbers, in metres." in words_of(response)
    assert 'value="vier"' in response.content.decode()


def test_a_door_is_typed_by_its_wall_and_distance() -> None:
    place, library = a_study(), a_library()

    curator().post(
        f"/desk/plan/places/{place.pk}/draw/",
        drawing(place, *SQUARE, **a_door(to=str(library.pk), width_cm="84", step_cm="3")),
    )

    door = Opening.objects.get()
    assert door.line == [[4, 1], [4, 1.9]]
    assert (door.to, door.width_cm, door.step_cm) == (library, 84, 3)


def test_an_opening_that_nobody_moved_keeps_its_line_to_the_last_digit() -> None:
    place = a_study()
    line = [[4, 1.00049], [4, 1.90051]]
    Opening.objects.create(
        place=place, key="door", kind="door", line=line, certainty="inferred", height=2.1
    )
    browser = curator()
    page = browser.get(f"/desk/plan/places/{place.pk}/")
    kept = page.content.decode().partition('name="o-0-line" value="')[2].partition('"')[0]

    browser.post(
        f"/desk/plan/places/{place.pk}/draw/",
        drawing(
            place,
            *SQUARE,
            **a_door(key="door", line=kept, along="1", width="0.9", certainty="documented"),
        )
        | {"o-INITIAL_FORMS": "1"},
    )

    door = Opening.objects.get()
    assert (door.line, door.certainty) == (line, Certainty.DOCUMENTED)


def test_an_opening_off_its_wall_is_named_by_its_number() -> None:
    place = a_study()

    response = curator().post(
        f"/desk/plan/places/{place.pk}/draw/", drawing(place, *SQUARE, **a_door(along="3.8"))
    )

    assert response.status_code == 422
    assert "Opening 1 does not lie on one wall of this place." in words_of(response)


def test_a_corner_is_added_and_removed_without_a_script_and_nothing_is_saved() -> None:
    place = a_study()
    browser = curator()
    door = a_door(wall="2", along="3", width="0.9")

    response = browser.post(
        f"/desk/plan/places/{place.pk}/draw/",
        drawing(place, *SQUARE, **door) | {"do": "insert-2"},
    )

    assert response.status_code == 200
    page = response.content.decode()
    assert page.count('name="corner_x"') == 5
    assert 'name="corner_y" value="2"' in page
    assert 'name="o-0-wall" value="3"' in page
    assert 'name="o-0-along" value="1"' in page

    fewer = browser.post(
        f"/desk/plan/places/{place.pk}/draw/", drawing(place, *SQUARE) | {"do": "remove-1"}
    )
    assert fewer.content.decode().count('name="corner_x"') == 3
    more = browser.post(
        f"/desk/plan/places/{place.pk}/draw/", drawing(place, *SQUARE) | {"do": "opening-0"}
    )
    assert 'name="o-0-kind"' in more.content.decode()
    place.refresh_from_db()
    assert len(place.polygon) == 4


def test_of_two_who_draw_a_place_the_second_sees_both_and_may_save_again() -> None:
    place = a_study()
    browser = curator()
    mine = drawing(place, ("0", "0"), ("3", "0"), ("3", "4"), ("0", "4"))
    Place.objects.update(height=3.5)

    refused = browser.post(f"/desk/plan/places/{place.pk}/draw/", mine)

    assert refused.status_code == 422
    words = words_of(refused)
    assert "Somebody saved this while you were writing." in words
    assert "As it stands now" in words
    assert "Height, m 3.5" in words
    assert 'name="corner_x" value="3"' in refused.content.decode()
    place.refresh_from_db()
    browser.post(f"/desk/plan/places/{place.pk}/draw/", mine | {"seen": drawn_seen(place)})
    place.refresh_from_db()
    assert (place.height, place.polygon[1]) == (2.8, [3, 0])


def test_things_that_a_new_outline_leaves_outside_are_told() -> None:
    place = a_study()
    day = a_display_state("1940-08-20", day=DAY)
    Placement.objects.create(
        display_state=day, museum_object=an_object(), place=place, x=3.9, y=1, certainty="inferred"
    )
    browser = curator()

    browser.post(
        f"/desk/plan/places/{place.pk}/draw/",
        drawing(place, ("0", "0"), ("3", "0"), ("3", "4"), ("0", "4")),
    )

    assert said(browser.get("/desk/plan/"))[1] == (
        "1 thing now stands outside the place: “Escritorio” (1940-08-20)."
    )


def test_a_place_is_added_described_and_deleted() -> None:
    a_house()
    browser = curator()
    typed = {
        "name_0": "Patio",
        "name_es": "Patio",
        "name_en": "Courtyard",
        "kind": "outdoor",
        "number": "3",
    }

    browser.post("/desk/plan/add/", typed)
    place = Place.objects.get()
    assert (place.key, place.slug.to_json()) == (
        "patio",
        {"es": "patio", "en": "courtyard"},
    )

    response = browser.post(f"/desk/plan/places/{place.pk}/delete/")
    assert response["Location"] == "/desk/plan/"
    assert not Place.objects.exists()


def test_a_place_that_others_need_is_kept_and_they_are_named() -> None:
    place = a_study()
    a_place("nook", number=None, parent=place, slug=Text.of(es="rincon"))
    browser = curator()

    browser.post(f"/desk/plan/places/{place.pk}/delete/")

    assert said(browser.get("/desk/plan/")) == [
        "“Despacho” cannot be deleted, for others need it: “Despacho”."
    ]
    assert Place.objects.count() == 2


def test_access_is_written_with_an_unmeasured_value() -> None:
    place = a_study()
    browser = curator()
    page = browser.get(f"/desk/plan/places/{place.pk}/").content.decode()
    seen = page.partition("/access/")[2].partition('name="seen" value="')[2].partition('"')[0]

    browser.post(
        f"/desk/plan/places/{place.pk}/access/",
        {
            "seen": seen,
            "f-TOTAL_FORMS": "2",
            "f-INITIAL_FORMS": "0",
            "f-0-fact": "door-width",
            "f-0-value": "",
            "f-0-unit": "cm",
            "f-0-certainty": "unknown",
            "f-0-note_es": "Por medir.",
            "f-1-fact": "",
            "f-1-certainty": "unknown",
        },
    )

    fact = place.access_facts.get()
    assert (fact.fact, fact.value, fact.unit) == ("door-width", None, "cm")
    assert fact.note["es"].words == "Por medir."


def test_a_place_goes_to_its_text() -> None:
    place = a_study()

    response = curator().post(f"/desk/plan/places/{place.pk}/text/")

    assert response["Location"] == f"/desk/texts/{Passage.objects.get().pk}/"


def a_day_with_desk() -> tuple[DisplayState, Place, Placement]:
    place = a_study()
    day = a_display_state("1940-08-20", day=DAY)
    placement = Placement.objects.create(
        display_state=day, museum_object=an_object(), place=place, x=1, y=2, certainty="inferred"
    )
    placement.refresh_from_db()
    return day, place, placement


def stand(placement: Placement, x: str, y: str, turn: str = "0", seen: str = "") -> dict[str, str]:
    name = f"t{placement.pk}"
    before = seen or f"{placement.x!r} {placement.y!r} {placement.rotation!r}"
    return {f"{name}-x": x, f"{name}-y": y, f"{name}-rotation": turn, f"{name}-seen": before}


def test_a_day_is_added_as_another_and_shown_by_rooms() -> None:
    day, place, _placement = a_day_with_desk()
    browser = curator()

    response = browser.post(
        "/desk/plan/days/",
        {"day": "1940-08-21", "name_es": "Un día después", "copied_from": str(day.pk)},
    )

    copied = DisplayState.objects.get(day=date(1940, 8, 21))
    assert response["Location"] == f"/desk/plan/days/{copied.pk}/"
    page = browser.get(response["Location"])
    assert f'href="/desk/plan/days/{copied.pk}/places/{place.pk}/"' in page.content.decode()
    assert "Study 1" in words_of(page)


def test_things_are_arranged_by_typing() -> None:
    day, place, placement = a_day_with_desk()
    browser = curator()

    response = browser.post(
        f"/desk/plan/days/{day.pk}/places/{place.pk}/", stand(placement, "2,5", "3", "15")
    )

    assert response.status_code == 302
    placement.refresh_from_db()
    assert (placement.x, placement.y, placement.rotation) == (2.5, 3, 15)


def test_a_thing_outside_its_room_is_refused_and_kept_as_typed() -> None:
    day, place, placement = a_day_with_desk()

    response = curator().post(
        f"/desk/plan/days/{day.pk}/places/{place.pk}/", stand(placement, "9", "3")
    )

    assert response.status_code == 422
    assert "would stand outside “Despacho”, at 9.00, 3.00." in words_of(response)
    assert f'name="t{placement.pk}-x" value="9"' in response.content.decode()


def test_of_two_who_arrange_a_room_the_second_sees_both() -> None:
    day, place, placement = a_day_with_desk()
    typed = stand(placement, "3", "3")
    Placement.objects.update(x=0.5)
    browser = curator()
    address = f"/desk/plan/days/{day.pk}/places/{place.pk}/"

    response = browser.post(address, typed)

    assert response.status_code == 422
    words = words_of(response)
    assert "Somebody moved “Escritorio” while you were arranging." in words
    assert "To the right, m now: 0.5" in words
    page = response.content.decode()
    assert f'name="t{placement.pk}-x" value="3"' in page
    assert f'name="t{placement.pk}-seen" value="0.5 2.0 0.0"' in page


def placed(placement: Placement, **fields: str) -> dict[str, str]:
    return {
        "museum_object": "D-001",
        "place": str(placement.place_id),
        "x": "1",
        "y": "2",
        "rotation": "0",
        "presence": "present",
        "certainty": "documented",
        "seen": seen_of(placement),
        **fields,
    }


def test_evidence_is_found_by_words_and_chosen() -> None:
    _day, _place, placement = a_day_with_desk()
    statement = a_statement(a_passage("stories/attack"), es="La mesa cayó.", en="The desk fell.")
    browser = curator()
    address = f"/desk/plan/placements/{placement.pk}/"

    searched = browser.post(address, placed(placement, find="mesa cayó", do="find"))
    assert searched.status_code == 200
    assert "The desk fell. (stories/attack)" in words_of(searched)
    assert Placement.objects.get().certainty == Certainty.INFERRED

    browser.post(address, placed(placement, evidence=str(statement.pk)))
    placement.refresh_from_db()
    assert (placement.evidence, placement.certainty) == (statement, Certainty.DOCUMENTED)


def test_a_thing_is_placed_and_taken_away() -> None:
    day, place, placement = a_day_with_desk()
    an_object("lamp", number="L-1")
    browser = curator()

    browser.post(
        f"/desk/plan/days/{day.pk}/put/?in={place.pk}", placed(placement, museum_object="L-1")
    )
    assert day.placements.count() == 2
    twice = browser.post(
        f"/desk/plan/days/{day.pk}/put/?in={place.pk}", placed(placement, museum_object="L-1")
    )
    assert twice.status_code == 422
    assert "is placed on this day already" in words_of(twice)

    browser.post(f"/desk/plan/placements/{placement.pk}/take-away/")
    assert [one.museum_object.key for one in day.placements.all()] == ["lamp"]


def test_a_room_takes_the_same_queries_for_one_thing_and_for_three() -> None:
    day, place, _placement = a_day_with_desk()
    browser = curator()
    address = f"/desk/plan/days/{day.pk}/places/{place.pk}/"
    browser.get(address)
    counted = []

    for number in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counted.append(len(queries))
        for each in ("a", "b"):
            thing = an_object(f"{each}{number}", number=f"{each}-{number}")
            Placement.objects.create(
                display_state=day, museum_object=thing, place=place, x=1, y=1, certainty="inferred"
            )

    assert counted[0] == counted[1]


@pytest.mark.parametrize("far", ["1e308", "-1e308", "10001", "nan"])
def test_a_corner_beyond_all_houses_is_refused(far: str) -> None:
    place = a_study()

    refused = curator().post(
        f"/desk/plan/places/{place.pk}/draw/", drawing(place, *SQUARE[:3], ("0", far))
    )

    assert refused.status_code == 422


@pytest.mark.parametrize(("name", "value"), [("along", "1e308"), ("width", "1e308")])
def test_a_door_beyond_all_walls_is_refused(name: str, value: str) -> None:
    place = a_study()

    refused = curator().post(
        f"/desk/plan/places/{place.pk}/draw/", drawing(place, *SQUARE, **a_door(**{name: value}))
    )

    assert refused.status_code == 422


def test_a_door_in_a_wall_without_length_is_refused() -> None:
    place = a_study()
    corners = (SQUARE[0], SQUARE[0], *SQUARE[1:])

    refused = curator().post(
        f"/desk/plan/places/{place.pk}/draw/", drawing(place, *corners, **a_door(wall="1"))
    )

    assert refused.status_code == 422
