"""Labels at the desk: looked at, printed as records, replaced when the house says something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pypdf import PdfReader

from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage, Source
from casamuseo.sources.terms import Register
from casamuseo.story.actions.labelling import hang_label
from casamuseo.story.models import GuideStop, PrintedLabel
from tests.cast import BERTA, NOON, a_house, a_passage, a_place, a_source, a_statement, an_object
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db

BOTH = {"size": "a4", "languages": ["es", "en"]}


@pytest.fixture(autouse=True)
def _noon(settings: Any) -> Iterator[None]:
    settings.PUBLIC_URL = "https://casa.example"
    with clock.stopped(NOON):
        yield


def curator() -> Client:
    return signed_in(a_member("curator"))


def a_stop(number: int = 7) -> Passage:
    """A stop of the guide in the study, with a text of two sentences."""
    if not Source.objects.exists():
        a_house()
        a_place()
        a_source()
    passage = a_passage(f"guide/{number}")
    source = Source.objects.get()
    a_statement(passage, source=source)
    a_statement(passage, es="Es de pino.", en="It is of pine.", source=source)
    GuideStop.objects.create(
        number=number,
        title=Text.of(es="Despacho", en="Study"),
        place=Place.objects.get(),
        passage=passage,
    )
    return passage


def a_printed(browser: Client, passage: Passage, *, wall: str = "north wall") -> PrintedLabel:
    place = GuideStop.objects.filter(passage=passage).get().place_id
    browser.post(f"/desk/labels/text/{passage.pk}/", {**BOTH, "place": place, "wall": wall})
    return PrintedLabel.objects.latest("pk")


def pdf_of(response: Any) -> PdfReader:
    assert response.headers["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(response.content))


def words_on(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_a_number_of_the_guide_leads_to_its_label() -> None:
    passage = a_stop()
    browser = curator()

    response = browser.get("/desk/labels/", {"stop": "7"})

    assert response.headers["Location"] == f"/desk/labels/text/{passage.pk}/"
    wrong = browser.get("/desk/labels/", {"stop": "8"})
    assert wrong.status_code == 422
    assert "The guide has no stop with this number." in words_of(wrong)


def test_an_object_and_a_room_lead_to_theirs() -> None:
    a_stop()
    passage = a_passage("objects/desk")
    an_object(passage=passage)
    room = GuideStop.objects.get().place
    browser = curator()

    to_object = browser.get("/desk/labels/", {"thing": "d-001"})
    to_room = browser.get("/desk/labels/", {"room": room.pk})

    assert to_object.headers["Location"] == f"/desk/labels/text/{passage.pk}/"
    assert to_room.headers["Location"] == f"/desk/labels/room/{room.pk}/"


def test_a_label_is_shown_as_it_would_come_out() -> None:
    passage = a_stop()
    browser = curator()

    words = words_of(browser.get(f"/desk/labels/text/{passage.pk}/"))

    assert "7 · Study" in words
    assert "Letters of 17 points, 1 page" in words
    png = browser.get(
        f"/desk/labels/text/{passage.pk}/preview.png", {"size": "large", "languages": "en"}
    )
    assert png.headers["Content-Type"] == "image/png"
    picture = Image.open(BytesIO(png.content)).convert("L")
    (found,) = zxingcpp.read_barcodes(picture.resize((picture.width * 3, picture.height * 3)))
    assert found.text == "https://casa.example/g/7"
    pdf = pdf_of(browser.get(f"/desk/labels/text/{passage.pk}/preview.pdf", BOTH))
    assert "La mesa está junto a la ventana." in words_on(pdf)
    assert not PrintedLabel.objects.exists()
    assert browser.get(f"/desk/labels/text/{passage.pk}/preview.exe").status_code == 404


def test_an_easy_read_text_has_a_label_of_its_own() -> None:
    passage = a_stop()
    easy = Passage.objects.create(
        key="easy-read/guide/7", of=passage, register=Register.EASY_READ, is_published=True
    )
    a_statement(easy, es="Aquí hay una mesa.", en="Here is a desk.", source=Source.objects.get())
    browser = curator()

    assert f'href="/desk/labels/text/{easy.pk}/"' in (
        browser.get(f"/desk/labels/text/{passage.pk}/").content.decode()
    )
    pdf = pdf_of(browser.get(f"/desk/labels/text/{easy.pk}/preview.pdf", BOTH))
    assert "Here is a desk." in words_on(pdf)


def test_a_draft_can_be_looked_at_and_not_recorded() -> None:
    passage = a_stop()
    Passage.objects.update(is_published=False)
    browser = curator()

    words = words_of(browser.get(f"/desk/labels/text/{passage.pk}/"))

    assert "This text is not published" in words
    assert "Print a copy for the wall" not in words
    pdf = pdf_of(
        browser.get(
            f"/desk/labels/text/{passage.pk}/preview.pdf", {"size": "a4", "languages": "en"}
        )
    )
    assert "Draft, not for the wall" in words_on(pdf)
    refused = browser.post(f"/desk/labels/text/{passage.pk}/", BOTH)
    assert refused.status_code == 422
    assert not PrintedLabel.objects.exists()


def test_printing_records_a_copy_and_its_pdf_says_what_was_recorded() -> None:
    passage = a_stop()
    browser = curator()

    copy = a_printed(browser, passage)

    assert (copy.wall, copy.size, copy.languages, copy.printed_by) == (
        "north wall",
        "a4",
        ["es", "en"],
        "curator",
    )
    passage.statements.update(text=Text.of(es="Otra.", en="Other."))
    pdf = pdf_of(browser.get(f"/desk/labels/copies.pdf?copy={copy.pk}"))
    assert "It is of pine." in words_on(pdf)


def test_a_room_is_printed_as_one_batch() -> None:
    a_stop(7)
    a_stop(8)
    browser = curator()
    room = GuideStop.objects.get(number=7).place
    address = f"/desk/labels/room/{room.pk}/"
    assert "7 · Study Stop of the guide" in words_of(browser.get(address))

    keys = list(Passage.objects.values_list("pk", flat=True))
    response = browser.post(address, {**BOTH, "copy": keys})

    copies = list(PrintedLabel.objects.order_by("pk"))
    assert [copy.place for copy in copies] == [room, room]
    query = f"?copy={copies[0].pk}&copy={copies[1].pk}"
    assert response.headers["Location"] == f"/desk/labels/made/{query}"
    assert len(pdf_of(browser.get(f"/desk/labels/copies.pdf{query}")).pages) == 2
    nothing = browser.post(address, BOTH)
    assert nothing.status_code == 422
    assert "Tick at least one label." in words_of(nothing)


def test_changed_labels_are_listed_by_wall_printed_and_replaced() -> None:
    passage = a_stop()
    browser = curator()
    copy = a_printed(browser, passage)
    browser.post(f"/desk/labels/copies/{copy.pk}/hang/", {"wall": "north wall", "on": "2026-11-01"})
    assert "to replace" not in words_of(browser.get("/desk/labels/"))
    passage.statements.filter(key="s2").update(text=Text.of(es="Es de cedro.", en="It is of pine."))

    page = browser.get("/desk/labels/")
    words = words_of(page)
    assert "1 label to replace" in words
    assert "Study, north wall : 7 · Despacho · Wall label, A4" in words
    assert "Es de <del>pino</del><ins>cedro</ins>." in page.content.decode()

    printed = browser.post("/desk/labels/replace/")
    new = PrintedLabel.objects.latest("pk")
    assert printed.headers["Location"] == f"/desk/labels/made/?copy={new.pk}"
    assert (new.wall, new.hung_on) == ("north wall", None)
    assert "The new copy is printed" in words_of(browser.get("/desk/labels/"))
    assert browser.post("/desk/labels/replace/").headers["Location"] == "/desk/labels/"
    assert PrintedLabel.objects.count() == 2

    browser.post("/desk/labels/replaced/", {"copy": copy.pk})

    copy.refresh_from_db()
    new.refresh_from_db()
    today = date(2026, 11, 24)
    assert (copy.removed_on, copy.removed_by, new.hung_on) == (today, "curator", today)
    assert "to replace" not in words_of(browser.get("/desk/labels/"))


def test_what_is_no_longer_published_is_to_be_taken_down() -> None:
    passage = a_stop()
    browser = curator()
    copy = a_printed(browser, passage)
    Passage.objects.update(is_published=False)

    words = words_of(browser.get("/desk/labels/"))
    browser.post("/desk/labels/replaced/", {"copy": copy.pk})

    assert "Take it down: it is no longer published" in words
    copy.refresh_from_db()
    assert copy.removed_on == date(2026, 11, 24)
    browser.post(f"/desk/labels/copies/{copy.pk}/remove/")
    assert said(browser.get("/desk/labels/"))[-1] == "This copy has been removed already."


def test_replacing_nothing_is_told() -> None:
    a_stop()
    browser = curator()

    browser.post("/desk/labels/replaced/", {"copy": "999"})

    assert said(browser.get("/desk/labels/")) == ["Tick the labels that you have replaced."]


def test_the_list_takes_the_same_queries_for_one_and_for_many() -> None:
    browser = curator()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get("/desk/labels/")
        # Every question for the clock of the house looks at the edition: at most one a second.
        return len([each for each in queries if "kernel_edition" not in each["sql"]])

    passage = a_stop()
    hang_label(a_printed(browser, passage), wall="n", on=date(2026, 1, 1), by=BERTA, at=NOON)
    passage.statements.update(text=Text.of(es="Otra.", en="Other."))
    browser.get("/desk/labels/")
    before = asked()
    for number in (8, 9, 10):
        other = a_stop(number)
        a_printed(browser, other)
        other.statements.update(text=Text.of(es="Otra.", en="Other."))
    browser.get("/desk/labels/")

    assert asked() == before


def test_the_store_gets_small_labels_for_the_objects_that_were_named() -> None:
    a_house()
    an_object(number="1990/4")
    browser = curator()

    pdf = pdf_of(browser.get("/desk/labels/store/", {"things": "1990/4", "paper": "letter"}))

    assert "Desk" in words_on(pdf)
    wrong = browser.get("/desk/labels/store/", {"things": "nothing", "paper": "a4"})
    assert wrong.status_code == 422
    assert "There is no object with the number “nothing”." in words_of(wrong)


def test_the_short_address_of_a_room_leads_to_its_page() -> None:
    a_house()
    a_place()

    response = Client().get("/p/study", headers={"accept-language": "en"})

    assert response.headers["Location"] == "/en/house/study/"
    assert Client().get("/p/nowhere").status_code == 404
