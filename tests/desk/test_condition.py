"""Condition on the desk: checked with photographs, marked without a script, compared, treated, reported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.collection.actions.checking import add_photograph
from casamuseo.collection.models import (
    ConditionCheck,
    ConditionMark,
    ConditionPicture,
    Damage,
    Treatment,
)
from casamuseo.kernel import clock
from tests.cast import BERTA, NOON
from tests.collection.cast_procedures import (
    TODAY,
    YESTERDAY,
    a_check,
    a_room_and_things,
    moves_of,
)
from tests.collection.test_checking import a_png
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db

CHECK = {
    "museum_object": "D-1",
    "condition": "fair",
    "note": "Grieta en la pata",
    "reason": "routine",
    "completeness": "complete",
    "checked_on": "2026-11-24",
    "checked_by": "Berta",
}
MARK = {"kind": "crack", "note": "pata izquierda", "x": "25", "y": "50.5"}


@pytest.fixture(autouse=True)
def _noon(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with clock.stopped(NOON):
        yield


def curator() -> Client:
    return signed_in(a_member("curator", full_name="Berta Luna"))


def a_photograph(check: ConditionCheck) -> ConditionPicture:
    return add_photograph(check, content=a_png(), name="pata.png", by=BERTA, at=NOON)


def test_a_check_is_written_with_photographs_and_a_bad_one_loses_nothing() -> None:
    a_room_and_things("D-1")
    browser = curator()
    files = [
        SimpleUploadedFile("pata.png", a_png(), "image/png"),
        SimpleUploadedFile("mal.png", b"<svg onload=alert(1)>", "image/png"),
    ]

    response = browser.post("/desk/condition/checks/add/", {**CHECK, "photographs": files})

    check = ConditionCheck.objects.get()
    assert response.headers["Location"] == f"/desk/condition/checks/{check.pk}/"
    page = browser.get(response.headers["Location"])
    first, second = said(page)
    assert first == "The check is written."
    assert second.startswith("“mal.png” was not taken: ")
    assert "Condition Fair What you see Grieta en la pata" in words_of(page)
    shown = check.pictures.get()
    file = browser.get(f"/desk/condition/pictures/{shown.pk}/file/")
    assert b"".join(file.streaming_content) == a_png()  # type: ignore[attr-defined]
    assert file.headers["Content-Type"] == "image/png"


def test_a_condition_photograph_is_for_the_staff_alone(client: Client) -> None:
    (thing,) = a_room_and_things("D-1")
    shown = a_photograph(a_check(thing))
    address = f"/desk/condition/pictures/{shown.pk}/file/"

    assert client.get(address).status_code == 302
    assert signed_in(a_member("till")).get(address).status_code == 404
    assert not shown.picture.is_public


def test_a_mark_is_drawn_by_typing_and_stands_in_the_numbered_list() -> None:
    (thing,) = a_room_and_things("D-1")
    shown = a_photograph(a_check(thing))
    browser = curator()
    address = f"/desk/condition/pictures/{shown.pk}/"

    browser.post(address, MARK)
    browser.post(address, {**MARK, "kind": "stain", "note": "", "more_points": "30 60; 25, 50.5"})

    marks = list(ConditionMark.objects.values_list("kind", "points"))
    assert marks == [
        ("crack", [[0.25, 0.505]]),
        ("stain", [[0.25, 0.505], [0.3, 0.6], [0.25, 0.505]]),
    ]
    page = browser.get(f"/desk/condition/checks/{shown.check_made_id}/")
    html = page.content.decode()
    assert "Crack: pata izquierda Stain Draw on photograph 1" in words_of(page)
    assert '<circle class="mark-line" cx="250.0" cy="252.5" r="14"/>' in html
    assert '<polyline class="mark-line" points="250.0,252.5 300.0,300.0 250.0,252.5"/>' in html
    browser.post(f"/desk/condition/marks/{ConditionMark.objects.earliest('pk').pk}/erase/")
    assert ConditionMark.objects.get().kind == "stain"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x": "101"}, "Ensure this value is less than or equal to 100."),
        ({"x": "nan"}, "Enter a number."),
        ({"more_points": "30 60; 200 1"}, "“200 1” is no point: write two numbers from 0 to 100."),
        ({"more_points": ";".join(["1 1"] * 201)}, "A mark has its points on the photograph"),
    ],
)
def test_a_mark_beside_the_photograph_is_refused(changes: dict[str, str], words: str) -> None:
    (thing,) = a_room_and_things("D-1")
    shown = a_photograph(a_check(thing))

    response = curator().post(f"/desk/condition/pictures/{shown.pk}/", {**MARK, **changes})

    assert response.status_code == 422
    assert words in words_of(response)
    assert 'value="pata izquierda"' in response.content.decode()


def test_a_check_is_compared_with_the_one_before() -> None:
    (thing,) = a_room_and_things("D-1")
    before = a_check(thing, on=YESTERDAY, note="Sin grietas")
    a_photograph(before)
    check = a_check(thing, note="Una grieta")

    words = words_of(curator().get(f"/desk/condition/checks/{check.pk}/"))

    assert words.index("Una grieta") < words.index("The check before") < words.index("Sin grietas")


def test_what_is_due_stands_first_and_leads_to_a_new_check() -> None:
    (thing,) = a_room_and_things("D-1")
    a_check(thing, on=YESTERDAY, next_check_on=TODAY)
    browser = curator()

    page = browser.get("/desk/condition/")

    assert "To be looked at again 24 Nov 2026 D-1 · Desk Good" in words_of(page)
    assert 'href="/desk/condition/checks/add/?object=D-1"' in page.content.decode()
    form = browser.get("/desk/condition/checks/add/?object=D-1").content.decode()
    assert 'name="museum_object" value="D-1"' in form


def test_a_treatment_begins_after_a_check_and_ends_with_its_materials() -> None:
    (thing,) = a_room_and_things("D-1")
    check = a_check(thing, recommendation="Limpiar")
    browser = curator()
    begun = {"museum_object": "D-1", "begun_on": "2026-11-23", "conservator": "R. Luna"}

    form = browser.get(f"/desk/condition/treatments/add/?check={check.pk}").content.decode()
    browser.post(f"/desk/condition/treatments/add/?check={check.pk}", begun)
    treatment = Treatment.objects.get()
    end = {"version": "1", "report": "Limpia", "materials": "Agua", "ended_on": "2026-11-24"}
    browser.post(f"/desk/condition/treatments/{treatment.pk}/end/", end)
    browser.post(f"/desk/condition/checks/{check.pk}/delete/")

    assert "Limpiar</textarea>" in form
    treatment.refresh_from_db()
    assert (treatment.after_check, treatment.materials, treatment.ended_on) == (
        check,
        "Agua",
        TODAY,
    )
    words = words_of(browser.get("/desk/condition/treatments/"))
    assert "23 Nov 2026 D-1 R. Luna 24 Nov 2026 Agua" in words
    assert ConditionCheck.objects.count() == 1


def test_a_theft_is_reported_followed_and_closed() -> None:
    (thing,) = a_room_and_things("D-1")
    browser = curator()
    report = {
        "museum_object": "D-1",
        "kind": "theft",
        "description": "No está en la vitrina",
        "discovered_on": "2026-11-24",
        "discovered_by": "Chucho",
    }

    browser.post("/desk/condition/damages/add/", report)
    damage = Damage.objects.get()
    address = f"/desk/condition/damages/{damage.pk}/"
    browser.post(f"{address}change/", {"version": "1", "reported_to": "Fiscalía"})
    early = browser.post(f"{address}close/", {"version": "2", "closed_on": "2026-11-24"})
    done = {"version": "2", "closed_on": "2026-11-24", "action_taken": "Denuncia"}
    browser.post(f"{address}close/", done)

    assert early.status_code == 422
    assert moves_of(thing) == [("unknown", "", "other")]
    damage.refresh_from_db()
    assert (damage.reported_to, damage.action_taken, damage.closed_on) == (
        "Fiscalía",
        "Denuncia",
        TODAY,
    )


def test_the_record_of_an_object_shows_its_condition_and_procedures() -> None:
    (thing,) = a_room_and_things("D-1")
    a_check(thing)

    words = words_of(curator().get("/desk/collection/D-1/"))

    assert "24 Nov 2026 Checked by Berta Good" in words
    assert "No procedure names this object yet." in words


def test_pages_ask_as_often_with_three_as_with_one() -> None:
    thing, *others = a_room_and_things("D-1", "D-2", "D-3")
    a_photograph(a_check(thing, on=YESTERDAY, next_check_on=TODAY))
    check = a_check(thing, on=TODAY)
    shown = a_photograph(check)
    a_check(others[0], on=YESTERDAY, next_check_on=TODAY)
    browser = curator()
    browser.post(f"/desk/condition/pictures/{shown.pk}/", MARK)
    pages = [
        "/desk/condition/",
        f"/desk/condition/checks/{check.pk}/",
        f"/desk/condition/pictures/{shown.pk}/",
        "/desk/condition/damages/",
    ]
    counted = [_queries(browser, address) for address in pages]

    for _more in range(2):
        more = a_photograph(check)
        browser.post(f"/desk/condition/pictures/{more.pk}/", MARK)
        browser.post(f"/desk/condition/pictures/{shown.pk}/", MARK)
    a_check(others[1], on=YESTERDAY, next_check_on=TODAY)
    browser.get("/desk/")

    assert [_queries(browser, address) for address in pages] == counted


def _queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(address).status_code == 200
    return len(caught)
