"""The object desk: find, register from a telephone, catalogue side by side, show and hide."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from casamuseo.collection.actions.moving import Destination
from casamuseo.collection.models import (
    CustodyEvent,
    DocumentationPlan,
    Movement,
    MuseumObject,
    Right,
)
from casamuseo.collection.terms import Whither
from casamuseo.kernel.texts import Text
from casamuseo.media.models import Picture
from casamuseo.sources.models import Passage
from tests.cast import a_house, a_person, a_place, an_object
from tests.collection.cast_objects import a_registered, a_term
from tests.desk.reading import said, words_of
from tests.media.files import png
from tests.staffing import a_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def berta() -> Client:
    a_house()
    return signed_in(a_member("curator", login="berta"))


@pytest.fixture(autouse=True)
def _masters_of_this_test(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def a_photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("pen.png", png(40, 30), content_type="image/png")


REGISTER = "/desk/objects/register/"


def registering(**more: object) -> dict[str, object]:
    return {
        "name_es": "Pluma fuente",
        "name_en": "Fountain pen",
        "number": "MCLT-0007",
        "number_of_objects": "1",
        "brief_description_es": "Negra, con clip",
        "is_unknown": "on",
        **more,
    }


def numbers_in(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)


def test_an_object_is_registered_with_its_photograph_and_its_place(berta: Client) -> None:
    study = a_place()
    asked = registering(
        is_unknown="", place=str(study.pk), position="left drawer", photograph=a_photo()
    )

    response = berta.post(REGISTER, asked)

    assert response.headers["Location"] == "/desk/collection/MCLT-0007/"
    thing = MuseumObject.objects.get()
    assert (thing.is_public, thing.recorded_by) == (False, "berta")
    assert thing.name == Text.of(es="Pluma fuente", en="Fountain pen")
    movement = Movement.objects.get()
    assert (movement.to_place, movement.position) == (study, "left drawer")
    assert thing.pictures.get().title == thing.name


def test_the_next_free_number_is_proposed(berta: Client) -> None:
    an_object(number="MCLT-0099")

    page = berta.get(REGISTER).content.decode()

    assert 'value="MCLT-0100"' in page


def test_the_second_window_with_one_number_is_told_at_the_field_and_loses_nothing(
    berta: Client,
) -> None:
    a_registered("MCLT-0007")

    response = berta.post(REGISTER, registering(photograph=a_photo(), name_es="Tintero"))

    page = response.content.decode()
    assert response.status_code == 422
    assert "Another object already has the number" in words_of(response)
    assert re.search(r'desk-field wrong">\s*<label for="id_number"', page)
    assert 'value="Tintero"' in page
    assert "Negra, con clip" in page
    kept = Picture.objects.get()
    assert f'name="kept" value="{kept.key}"' in page

    berta.post(REGISTER, registering(number="MCLT-0008", kept=kept.key))

    assert MuseumObject.objects.get(object_number="MCLT-0008").pictures.get() == kept


def test_a_photograph_that_another_member_brought_is_not_taken(berta: Client) -> None:
    berta.post(REGISTER, registering(number="", photograph=a_photo()))
    kept = Picture.objects.get()
    Picture.objects.update(received_by="dolores")

    berta.post(REGISTER, registering(kept=kept.key))

    assert not MuseumObject.objects.get().pictures.exists()


def test_a_file_that_is_no_photograph_is_refused_at_its_field(berta: Client) -> None:
    hostile = SimpleUploadedFile("../../x.svg", b"<svg onload='alert(1)'/>")

    response = berta.post(REGISTER, registering(photograph=hostile))

    assert response.status_code == 422
    assert not MuseumObject.objects.exists()
    assert not Picture.objects.exists()


def test_a_blank_place_is_refused_and_unknown_is_an_answer(berta: Client) -> None:
    blank = berta.post(REGISTER, registering(is_unknown=""))
    assert blank.status_code == 422
    assert "Say where it is, or that nobody knows." in words_of(blank)

    berta.post(REGISTER, registering())

    assert Movement.objects.get().whither == Whither.UNKNOWN


def test_a_number_that_is_typed_whole_goes_to_its_record(berta: Client) -> None:
    thing = an_object(number="MCLT/7")
    thing.other_numbers.create(number="INAH 12")

    assert berta.get("/desk/collection/?q=MCLT/7").headers["Location"] == "/desk/collection/MCLT~7/"
    assert berta.get("/desk/collection/?q=INAH 12").status_code == 302
    assert berta.get("/desk/collection/MCLT~7/").status_code == 200


def test_objects_are_found_by_number_by_other_number_and_by_name(berta: Client) -> None:
    an_object("a", number="D-001", name=Text.of(es="Lámpara", en="Lamp"))
    old = an_object("b", number="D-002", name=Text.of(es="Mesa", en="Table"))
    old.other_numbers.create(number="INAH-77")

    def found(words: str) -> list[str]:
        return numbers_in(berta.get("/desk/collection/", {"q": words}).content.decode())

    assert found("d-00") == ["D-001", "D-002"]
    assert found("INAH") == ["D-002"]
    assert found("lámp") == ["D-001"]
    assert found("LÁMP") == ["D-001"]
    assert found("nothing of the kind") == []


def test_objects_are_narrowed_down(berta: Client) -> None:
    study = a_place()
    vitrine = a_place("vitrine", number=None, kind="fixture", parent=study)
    kind = a_term()
    here = a_registered("R-1", where=Destination.in_place(vitrine))
    MuseumObject.objects.filter(pk=here.pk).update(kind=kind, legal_status="owned")
    an_object("b", number="R-2")

    def found(**asked: object) -> list[str]:
        return numbers_in(berta.get("/desk/collection/", asked).content.decode())

    assert found() == ["R-1", "R-2"]
    assert found(room=study.pk) == ["R-1"]
    assert found(kind=kind.pk) == ["R-1"]
    assert found(status="owned") == ["R-1"]
    assert found(shown="no") == ["R-1"]
    assert found(shown="yes") == ["R-2"]
    assert found(lacks="location") == ["R-2"]
    assert found(lacks="nonsense", kind="nonsense") == ["R-1", "R-2"]


def test_the_list_takes_as_many_queries_for_one_object_as_for_three(berta: Client) -> None:
    study = a_place()

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert berta.get(address).status_code == 200
        # In a test the edition is asked for each time, else once a second.
        return len([each for each in seen if "kernel_edition" not in each["sql"]])

    a_registered("Q-1", where=Destination.in_place(study))
    thing = a_registered("Q-2", where=Destination.in_place(study))
    berta.get("/desk/collection/")
    addresses = ("/desk/collection/?q=Q", "/desk/collection/", "/desk/objects/find/?q=Q-")
    few = [queries(address) for address in addresses]
    queries("/desk/collection/Q-2/")
    of_one = queries("/desk/collection/Q-2/")
    for number in (3, 4):
        a_registered(f"Q-{number}", where=Destination.in_place(study))
    for nth in range(3):
        thing.other_numbers.create(number=str(nth))
        Right.objects.create(museum_object=thing, subject="object", uri="http://x/")
        CustodyEvent.objects.create(
            museum_object=thing, key=str(nth), kind="owned", certainty="unknown"
        )

    assert [queries(address) for address in addresses] == few
    assert queries("/desk/collection/Q-2/") == of_one


def test_whoever_types_a_number_is_offered_the_objects_that_begin_so(berta: Client) -> None:
    an_object("a", number="D-001")
    an_object("b", number="E-001", name=Text.of(es="Silla", en="Chair"))

    offered = berta.get("/desk/objects/find/?q=d-").content.decode()

    assert offered.split() == ["<option", 'value="D-001">Desk</option>']
    assert berta.get("/desk/objects/find/?q=d").content.decode().strip() == ""


def catalogued(**more: object) -> dict[str, object]:
    return {
        "version": "1",
        "name_es": "Escritorio",
        "name_en": "Desk",
        "number_of_objects": "1",
        "size_certainty": "unknown",
        "form": "small",
        "legal_status": "unknown",
        "authenticity": "unknown",
        **more,
    }


CATALOGUE = "/desk/collection/D-001/catalogue/"


def test_an_object_is_catalogued_in_centimetres(berta: Client) -> None:
    an_object()

    response = berta.post(CATALOGUE, catalogued(width="12.5", made="hacia 1937"))

    assert response.status_code == 302
    thing = MuseumObject.objects.get()
    assert thing.width == 0.125
    assert thing.made is not None
    assert thing.made.words == "hacia 1937"
    assert 'value="12.5"' in berta.get(CATALOGUE).content.decode()


def test_whoever_saves_late_sees_both_and_keeps_what_they_typed(berta: Client) -> None:
    an_object()
    berta.post(CATALOGUE, catalogued(inscription="hers"))

    late = berta.post(CATALOGUE, catalogued(inscription="mine", name_es="Mesa"))

    page = late.content.decode()
    assert late.status_code == 422
    assert "Somebody else changed this object while you were writing." in words_of(late)
    assert ">\nmine</textarea>" in page
    assert "<dd>hers</dd>" in page
    assert "<dd>Español: Escritorio; English: Desk</dd>" in page
    assert 'name="version" value="2"' in page
    assert MuseumObject.objects.get().inscription == "hers"

    berta.post(CATALOGUE, catalogued(inscription="mine", name_es="Mesa", version="2"))

    assert MuseumObject.objects.get().inscription == "mine"


def test_a_date_that_cannot_be_read_is_asked_about_and_kept_if_wanted(berta: Client) -> None:
    an_object()

    refused = berta.post(CATALOGUE, catalogued(made="in the good old days"))
    assert refused.status_code == 422
    assert "cannot be read as a date" in words_of(refused)
    assert '<details class="tour-step" open>' in refused.content.decode()

    berta.post(CATALOGUE, catalogued(made="in the good old days", as_written="on"))

    made = MuseumObject.objects.get().made
    assert made is not None
    assert made.words == "in the good old days"


def test_the_record_shows_where_it_is_beside_where_it_belongs(berta: Client) -> None:
    study, store = a_place(), a_place("store", number=9, name=Text.of(es="Bodega", en="Store"))
    thing = a_registered(where=Destination.in_place(store, "shelf 2"))
    MuseumObject.objects.filter(pk=thing.pk).update(normal_place=study)

    page = words_of(berta.get("/desk/collection/MCLT-0007/"))

    assert "Current location Store, shelf 2 Normal location Study" in page
    assert "Berta · Registered" in page


def test_an_object_is_shown_and_hidden_and_reasons_are_said(berta: Client) -> None:
    a_registered(name=Text.of(es="Pluma"))
    address = "/desk/collection/MCLT-0007/"
    page = berta.get(address)
    assert "Its name in “en” is missing." in words_of(page)

    refused = berta.post(f"{address}publish/", follow=True)
    assert said(refused) == ["Its name in “en” is missing."]

    MuseumObject.objects.update(name=Text.of(es="Pluma", en="Pen"))
    berta.post(f"{address}publish/")
    assert MuseumObject.objects.get().is_public is True
    berta.post(f"{address}hide/")
    assert MuseumObject.objects.get().is_public is False


def test_deleting_what_others_need_is_refused_with_their_names(berta: Client) -> None:
    a_registered()

    refused = berta.post("/desk/collection/MCLT-0007/delete/", follow=True)

    assert "movements (1)" in said(refused)[0]
    assert MuseumObject.objects.exists()
    an_object()
    assert berta.post("/desk/collection/D-001/delete/").headers["Location"] == "/desk/collection/"
    assert not MuseumObject.objects.filter(object_number="D-001").exists()


def test_rights_are_added_and_an_expired_one_says_so(berta: Client) -> None:
    an_object()
    uri = "http://rightsstatements.org/vocab/InC/1.0/"
    asked = {"subject": "object", "uri": uri, "jurisdiction": "mx", "expires_on": "2026-11-23"}

    berta.post("/desk/collection/D-001/rights/", asked)

    page = words_of(berta.get("/desk/collection/D-001/"))
    assert Right.objects.get().jurisdiction == "MX"
    assert "In Copyright" in page
    assert "Expired" in page


def test_a_right_that_ends_before_it_begins_is_refused_at_its_field(berta: Client) -> None:
    an_object()
    uri = "http://rightsstatements.org/vocab/InC/1.0/"
    asked = {"subject": "object", "uri": uri, "begins_on": "2026-02-01", "expires_on": "2026-01-01"}

    refused = berta.post("/desk/collection/D-001/rights/", asked)

    assert refused.status_code == 422
    assert "It expires before it begins." in words_of(refused)
    assert 'value="2026-02-01"' in refused.content.decode()


def test_provenance_shows_its_gaps(berta: Client) -> None:
    an_object()
    a_person()
    for words in ("1920", "1940"):
        asked = {"kind": "owned", "happened": words, "certainty": "inferred"}
        assert berta.post("/desk/collection/D-001/custody/", asked).status_code == 302

    page = berta.get("/desk/collection/D-001/")

    assert "Between 1920 and 1940 nothing is written down." in words_of(page)
    assert page.content.decode().count('<li class="inferred">') == 2


def test_a_text_is_begun_from_the_record(berta: Client) -> None:
    an_object()

    response = berta.post("/desk/collection/D-001/text/")

    passage = Passage.objects.get()
    assert passage.key == "objects/desk"
    assert response.headers["Location"] == f"/desk/texts/{passage.pk}/"


def test_the_inventory_counts_lists_and_exports_what_is_missing(berta: Client) -> None:
    study = a_place()
    a_registered("I-1", where=Destination.in_place(study), name=Text.of(es="=2+2", en="Pen"))
    an_object("b", number="I-2")

    counts = words_of(berta.get("/desk/inventory/"))
    assert "Current location 1" in counts
    assert "Picture 2" in counts

    here = berta.get("/desk/inventory/picture/", {"room": study.pk}).content.decode()
    assert numbers_in(here) == ["I-1"]

    file = berta.get("/desk/inventory/picture/list.csv", {"room": study.pk})
    table = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[:3] for row in table] == [
        ["Object number", "Object name (es)", "Object name (en)"],
        ["I-1", "'=2+2", "Pen"],
    ]
    assert "Study" in table[1]


def test_a_gap_or_a_file_that_there_is_not_is_missing(berta: Client) -> None:
    assert berta.get("/desk/inventory/dust/").status_code == 404
    assert berta.get("/desk/inventory/dust/list.csv").status_code == 404
    assert berta.get("/desk/objects/list.pdf").status_code == 404


def test_a_plan_is_made_counted_and_closed(berta: Client) -> None:
    an_object()
    asked = {"title": "Photograph all", "aim": "picture", "due_on": "2026-11-01"}

    berta.post("/desk/documentation/", asked)
    page = words_of(berta.get("/desk/documentation/"))
    assert "Photograph all Picture The whole collection 1" in page
    assert "Late" in page

    plan = DocumentationPlan.objects.get()
    berta.post(f"/desk/documentation/{plan.pk}/done/")
    plan.refresh_from_db()
    assert plan.state == "done"


def test_an_editor_sees_the_record_and_may_change_nothing_in_it() -> None:
    a_house()
    an_object()
    editor = signed_in(a_member("guide"))

    page = editor.get("/desk/collection/D-001/").content.decode()

    assert "catalogue/" not in page
    assert "delete/" not in page
    assert editor.post("/desk/documentation/", {"title": "X", "aim": "picture"}).status_code == 200
