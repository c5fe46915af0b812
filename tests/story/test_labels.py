"""Labels: what they say and look like, each copy recorded, and which to replace when words change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import BooleanObject, DictionaryObject

from casamuseo.kernel.models import Change
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.actions import revise_statement, withdraw_source
from casamuseo.sources.actions_passages import begin_draft
from casamuseo.sources.drafting import rewritten, statements_of
from casamuseo.sources.models import Passage, Source
from casamuseo.sources.terms import Register
from casamuseo.story.actions.labelling import (
    Where,
    hang_label,
    print_label,
    print_replacements,
    remove_label,
    replace_labels,
)
from casamuseo.story.errors_labels import AlreadyRemoved, NoLanguageChosen, NotPublished
from casamuseo.story.labels import (
    Label,
    Said,
    label_of,
    outdated,
    passages_of_room,
    stale_in,
    subjects_of,
)
from casamuseo.story.models import GuideStop, PrintedLabel
from casamuseo.story.papers.label_pdf import (
    Fit,
    House,
    Sheet,
    fits,
    label_pdf,
    label_png,
)
from casamuseo.story.papers.letters import PRINTABLE
from casamuseo.story.papers.store_pdf import store_pdf
from tests.cast import (
    BERTA,
    NOON,
    a_passage,
    a_place,
    a_source,
    a_statement,
    an_object,
)

pytestmark = pytest.mark.django_db

Size = PrintedLabel.Size
BOTH = ("es", "en")
CASA = House("Casa de prueba", "https://casa.example")
TODAY = date(2026, 11, 24)

LABEL = Label(
    BOTH,
    {"es": "7 · Despacho", "en": "7 · Study"},
    (
        Said("s1", "documented", {"es": "Aquí escribía *Mi vida*.", "en": "Here he wrote *My Life*."}),
        Said("s2", "inferred", {"es": "Quizá Лев Троцкий.", "en": "Perhaps Лев Троцкий."}),
        Said("s3", "contested", {"es": "Eran tres.", "en": "They were three."}, {"es": "Eran dos."}),
        Said("s4", "unknown", {"es": "Nadie sabe más."}),
    ),
    "/g/7",
)  # fmt: skip


def read_back(*sheets: Sheet, title: str = "Despacho") -> PdfReader:
    return PdfReader(BytesIO(label_pdf(sheets, house=CASA, title=title, at=NOON)))


def words_of(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def tags_of(node: Any) -> list[Any]:
    found: list[Any] = [node] if "/S" in node else []
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        inner = kid.get_object()
        if isinstance(inner, DictionaryObject):
            found += tags_of(inner)
    return found


def scanned(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


# On paper


@pytest.mark.parametrize("size", list(Size))
def test_a_label_says_its_words_in_both_languages_with_certainty_and_address(size: Size) -> None:
    words = words_of(read_back(Sheet(LABEL, size))).replace(" ", "").replace("\u200b", "")

    for part in (
        "7 · Despacho", "7 · Study", "Aquí escribía Mi vida.", "Here he wrote My Life.",
        "Inferido", "Inferred", "Quizá Лев Троцкий.", "En disputa", "Otra versión", "Eran dos.",
        "More, with the sources", "Nadie sabe más.", "Documentado · Documented", "Inferido · Inferred",
        "Desconocido · Unknown", "casa.example/g/7", "Casa de prueba",
    ):  # fmt: skip
        assert part.replace(" ", "") in words
    assert words.count("Nadiesabemás.") == 1


@pytest.mark.parametrize("size", list(Size))
def test_it_is_a_tagged_pdf_with_title_language_and_words_for_the_qr(size: Size) -> None:
    pdf = read_back(Sheet(replace(LABEL, languages=("en", "es")), size))
    catalogue: Any = pdf.root_object

    assert catalogue["/MarkInfo"]["/Marked"] == BooleanObject(value=True)
    assert catalogue["/Lang"] == "en"
    assert b"pdfuaid:part>1<" in catalogue["/Metadata"].get_object().get_data()
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.creation_date) == ("Despacho · Casa de prueba", NOON)
    tags = tags_of(catalogue["/StructTreeRoot"])
    assert [tag["/Alt"] for tag in tags if tag["/S"] == "/Figure"] == [
        "QR code with the address casa.example/g/7"
    ]
    kinds = [tag["/S"] for tag in tags]
    assert (kinds.count("/H1"), kinds.count("/H2"), kinds.count("/Table")) == (1, 1, 0)
    languages = {str(tag["/Lang"]) for tag in tags if "/Lang" in tag}
    assert "es" in languages


def test_the_fonts_lie_inside_and_the_paper_has_its_size() -> None:
    for size, sides in ((Size.A4, (210, 297)), (Size.LETTER, (216, 279)), (Size.LARGE, (210, 297))):
        page: Any = read_back(Sheet(LABEL, size)).pages[0]
        assert tuple(round(side * 25.4 / 72) for side in page.mediabox[2:]) == sides
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(inner.get_object())


@pytest.mark.parametrize("size", list(Size))
def test_a_scanner_reads_the_short_address_from_the_label(size: Size) -> None:
    png = label_png(Sheet(LABEL, size), house=CASA, title="x", ppi=144)

    assert scanned(Image.open(BytesIO(png))) == ["https://casa.example/g/7"]


def test_a_long_label_is_set_smaller_and_a_longer_one_goes_on_a_second_page() -> None:
    def of(times: int, size: Size) -> Fit:
        many = replace(LABEL, sentences=LABEL.sentences * times)
        sheet = Sheet(many, size)
        (fit,) = fits([sheet], house=CASA)
        assert len(read_back(sheet).pages) == fit.pages
        return fit

    assert of(1, Size.A4) == Fit(17, 1, is_smaller=False, undrawn="")
    small = of(4, Size.A4)
    assert (small.pages, small.is_smaller) == (1, True)
    assert 12 <= small.points < 17
    long = of(12, Size.A4)
    assert (long.points, long.pages > 1) == (17, True)
    large = of(6, Size.LARGE)
    assert (large.points, large.pages > 1) == (18, True)


def test_a_very_long_word_stays_within_its_column() -> None:
    word = "Donaudampfschifffahrtsgesellschaft" * 4
    label = replace(
        LABEL, sentences=(Said("s1", "documented", {"es": word, "en": word}),), title={"es": word}
    )

    picture = Image.open(BytesIO(label_png(Sheet(label, Size.A4), house=CASA, title="x")))

    # The margin of 24 mm is white.
    margin = picture.convert("L").crop((picture.width - 60, 0, picture.width, picture.height))
    assert margin.getextrema() == (255, 255)


def test_letters_without_a_shape_are_left_out_and_named() -> None:
    label = replace(LABEL, sentences=(Said("s1", "documented", {"es": "Uno 李 😀 李 dos."}),))

    (fit,) = fits([Sheet(label, Size.A4)], house=CASA)

    assert fit.undrawn == "李😀"
    assert "Uno dos." in " ".join(words_of(read_back(Sheet(label, Size.A4))).split())


def test_every_letter_that_is_let_through_has_a_shape() -> None:
    letters = "".join(chr(each) for first, last in PRINTABLE for each in range(first, last + 1))
    for start in range(0, len(letters), 400):
        chunk = letters[start : start + 400].replace("*", "")
        label = replace(
            LABEL, sentences=(Said("s1", "documented", {"es": chunk, "en": f"*{chunk}*"}),)
        )
        assert read_back(Sheet(label, Size.A4))


@pytest.mark.parametrize(
    "words", ['#eval("1")', "$x$ *b* `raw` <l> @r", "]#panic()[", '"}, "x": {"']
)
def test_code_in_a_sentence_is_printed_and_not_run(words: str) -> None:
    label = replace(LABEL, sentences=(Said("s1", "documented", {"es": words}),))

    assert words.replace("*", "").replace(" ", "") in words_of(
        read_back(Sheet(label, Size.A4))
    ).replace(" ", "")


def test_a_draft_says_so_on_every_page() -> None:
    draft = replace(LABEL, sentences=LABEL.sentences * 12, is_draft=True)

    pdf = read_back(Sheet(draft, Size.A4))

    assert len(pdf.pages) > 1
    for page in pdf.pages:
        assert "Draft,notforthewall" in page.extract_text().replace(" ", "").replace("\n", "")


def test_a_batch_is_one_file_with_each_label_on_a_page_of_its_own() -> None:
    other = replace(LABEL, title={"es": "Biblioteca", "en": "Library"}, address="/p/library")

    pdf = read_back(Sheet(LABEL, Size.A4), Sheet(other, Size.LETTER))

    assert len(pdf.pages) == 2
    assert "Biblioteca" in pdf.pages[1].extract_text()


def test_a_language_that_we_do_not_speak_is_labelled_in_english() -> None:
    label = Label(
        ("nah",), {"nah": "Calli"}, (Said("s1", "inferred", {"nah": "Xochitl."}),), "/g/1"
    )

    words = words_of(read_back(Sheet(label, Size.A4)))

    assert "Inferred Xochitl." in words
    assert "More, with the sources" in words


@pytest.mark.parametrize(("paper", "on_a_sheet"), [("a4", 24), ("letter", 21)])
def test_small_labels_for_the_store_have_number_name_and_qr(paper: Any, on_a_sheet: int) -> None:
    things = [an_object(f"o{n}", number=f"D-{n}/2") for n in range(on_a_sheet + 1)]
    things[0].name = Text.of(en="Desk " * 80)

    pdf = PdfReader(BytesIO(store_pdf(things, house=CASA, language="en", paper=paper, at=NOON)))

    assert len(pdf.pages) == 2
    assert f"D-{on_a_sheet}/2" in words_of(pdf).replace("\u200b", "")
    alternatives = [
        tag["/Alt"] for tag in tags_of(pdf.root_object["/StructTreeRoot"]) if "/Alt" in tag
    ]
    assert len(alternatives) == on_a_sheet + 1
    assert alternatives[1] == "QR code of the object D-1/2"


# What they say


def a_labelled_room(**fields: Any) -> Passage:
    """A room with a stop of the guide whose passage has two published sentences and one held back."""
    passage = a_passage("guide/7")
    source = Source.objects.filter(key="patenaude").first() or a_source()
    a_statement(passage, source=source)
    a_statement(
        passage, es="Es de pino.", en="It is of pine.", source=source, starts_paragraph=True
    )
    a_statement(passage, es="Se dice.", en="They say.", is_published=False)
    place = a_place(**fields)
    GuideStop.objects.create(
        number=7, title=Text.of(es="Despacho", en="Study"), place=place, passage=passage
    )
    return passage


def printed(passage: Passage, *, size: Size = Size.A4, wall: str = "") -> PrintedLabel:
    return print_label(
        passage,
        size=size,
        languages=["es", "en"],
        where=Where(GuideStop.objects.get().place, wall),
        by=BERTA,
        at=NOON,
    )


def test_only_what_the_public_sees_stands_on_a_label() -> None:
    passage = a_labelled_room()

    label = label_of(passage, subjects_of([passage])[passage.pk], languages=["es"])

    assert [one.words for one in label.sentences] == [
        {"es": "La mesa está junto a la ventana."},
        {"es": "Es de pino."},
    ]
    assert (label.title, label.address, label.is_draft) == ({"es": "7 · Despacho"}, "/g/7", False)


def test_what_is_not_published_prints_as_a_draft_and_is_never_recorded() -> None:
    passage = a_labelled_room()
    Passage.objects.update(is_published=False)
    passage.refresh_from_db()

    label = label_of(passage, subjects_of([passage])[passage.pk], languages=["es"])

    assert (label.is_draft, len(label.sentences)) == (True, 3)
    with pytest.raises(NotPublished):
        printed(passage)
    assert not PrintedLabel.objects.exists()


def test_a_draft_of_an_unseen_passage_prints_what_the_draft_says() -> None:
    passage = a_labelled_room()
    Passage.objects.update(is_published=False)
    passage.refresh_from_db()
    first, *rest = statements_of(passage)
    reworded = replace(first, text=rewritten(first.text, {"es": "La mesa miraba al patio."}))
    begin_draft(passage, statements=[reworded, *rest], by=BERTA, at=NOON)

    label = label_of(passage, subjects_of([passage])[passage.pk], languages=["es"])

    assert label.is_draft
    assert label.sentences[0].words == {"es": "La mesa miraba al patio."}
    assert len(label.sentences) == 3


def test_a_draft_beside_a_published_passage_stays_off_the_wall() -> None:
    passage = a_labelled_room()
    first, *rest = statements_of(passage)
    reworded = replace(first, text=rewritten(first.text, {"es": "La mesa miraba al patio."}))
    begin_draft(passage, statements=[reworded, *rest], by=BERTA, at=NOON)

    label = label_of(passage, subjects_of([passage])[passage.pk], languages=["es"])

    assert not label.is_draft
    assert label.sentences[0].words == {"es": "La mesa está junto a la ventana."}


def test_rooms_objects_and_easy_read_have_their_own_addresses() -> None:
    room, thing = a_passage("places/study"), a_passage("objects/desk")
    easy = Passage.objects.create(
        key="easy-read/places/study", of=room, register=Register.EASY_READ, is_published=True
    )
    a_place(passage=room)
    an_object(number="1990/4 b", passage=thing)

    found = subjects_of([easy, thing, a_passage("house/about")])

    assert {key: subject.address for key, subject in found.items()} == {
        easy.pk: "/p/study",
        thing.pk: "/o/1990~4%20b",
    }


def test_a_copy_is_recorded_with_what_it_says_and_prints_the_same_again() -> None:
    passage = a_labelled_room()

    copy = printed(passage, wall="north wall")

    copy.refresh_from_db()
    again = Label.as_printed(copy)
    assert again == replace(again, is_draft=False)
    assert again.digest == copy.digest
    assert [one.words["en"] for one in again.sentences] == [
        "The desk stands by the window.",
        "It is of pine.",
    ]
    assert (copy.wall, copy.printed_by, copy.hung_on) == ("north wall", BERTA, None)
    assert (Change.objects.get().action, Change.objects.get().key) == ("print-label", str(copy.pk))
    with pytest.raises(NoLanguageChosen):
        print_label(passage, size=Size.A4, languages=[], by=BERTA, at=NOON)


# On the wall


def test_a_label_whose_sentence_changed_is_listed_with_what_changed() -> None:
    passage = a_labelled_room()
    copy = printed(passage, wall="north wall")
    hang_label(copy, wall="north wall", on=TODAY, by=BERTA, at=NOON)
    assert outdated() == []

    revise_statement(
        passage.statements.get(key="s2"),
        text=Text.of(es="Es de cedro.", en="It is of pine."),
        languages=BOTH,
        by=BERTA,
        at=NOON,
    )

    (found,) = outdated()
    assert (found.printed, found.is_withdrawn) == (copy, False)
    (change,) = found.differences
    assert (change.key, change.language) == ("s2", "es")
    assert [(each.mark, each.words) for each in change.pieces if each.mark != "same"] == [
        ("gone", "pino"),
        ("new", "cedro"),
    ]
    assert stale_in(passage.statements.all(), ["en"]) == ["s2"]


def test_a_label_of_a_withdrawn_source_is_to_be_taken_down() -> None:
    passage = a_labelled_room()
    printed(passage)

    withdraw_source(
        Source.objects.get(), why=Text.of(es="Falso"), on=TODAY, languages=BOTH, by=BERTA, at=NOON
    )

    (found,) = outdated()
    assert found.is_withdrawn
    assert {(each.key, each.language) for each in found.differences} == {
        ("s1", "es"), ("s1", "en"), ("s2", "es"), ("s2", "en"),
    }  # fmt: skip
    assert print_replacements([found], by=BERTA, at=NOON) == []


def test_a_change_of_certainty_or_of_the_title_makes_a_label_outdated() -> None:
    passage = a_labelled_room()
    printed(passage)
    passage.statements.filter(key="s1").update(certainty=Certainty.INFERRED)
    GuideStop.objects.update(title=Text.of(es="Estudio", en="Study"))

    (found,) = outdated()

    assert [(each.key, each.language) for each in found.differences] == [("", "es"), ("s1", "")]


def test_replacements_are_printed_as_a_batch_and_the_old_ones_removed_when_confirmed() -> None:
    passage = a_labelled_room()
    olds = [printed(passage, wall="north"), printed(passage, size=Size.LARGE, wall="door")]
    passage.statements.filter(key="s1").update(text=Text.of(es="Otra.", en="Other."))

    news = print_replacements(outdated(), by=BERTA, at=NOON)

    assert [(new.wall, new.size) for new in news] == [("door", "large"), ("north", "a4")]
    assert len(outdated()) == 2
    replace_labels(olds, news, on=TODAY, by=BERTA, at=NOON)
    assert outdated() == []
    assert {
        copy.removed_on for copy in PrintedLabel.objects.filter(pk__in=[o.pk for o in olds])
    } == {TODAY}
    assert {copy.hung_on for copy in PrintedLabel.objects.filter(removed_on=None)} == {TODAY}


def test_a_copy_is_removed_once_and_a_confirmation_is_all_or_nothing() -> None:
    passage = a_labelled_room()
    copy, other = printed(passage), printed(passage)
    remove_label(copy, on=TODAY, by=BERTA, at=NOON)

    with pytest.raises(AlreadyRemoved):
        remove_label(copy, on=TODAY, by=BERTA, at=NOON)
    with pytest.raises(AlreadyRemoved):
        hang_label(copy, wall="", on=TODAY, by=BERTA, at=NOON)
    with pytest.raises(AlreadyRemoved):
        replace_labels([other, copy], [], on=TODAY, by=BERTA, at=NOON)
    other.refresh_from_db()
    assert other.removed_on is None


def test_the_list_of_outdated_labels_takes_the_same_queries_for_one_and_for_many() -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            outdated()
        return len(queries)

    passage = a_labelled_room()
    printed(passage)
    passage.statements.update(text=Text.of(es="Otra.", en="Other."))
    one = asked()
    for number in range(8, 11):
        other = a_passage(f"guide/{number}")
        a_statement(other, source=Source.objects.get())
        GuideStop.objects.create(
            number=number,
            title=Text.of(es="P", en="S"),
            place=GuideStop.objects.get(number=7).place,
            passage=other,
        )
        print_label(other, size=Size.A4, languages=["es"], by=BERTA, at=NOON)

    assert (one, asked()) == (7, 7)


def test_the_batch_of_a_room_has_its_own_texts_its_stops_and_its_things() -> None:
    guide = a_labelled_room()
    place = GuideStop.objects.get().place
    place.passage = a_passage("places/study")
    place.save()
    thing = a_passage("objects/desk")
    an_object(passage=thing, normal_place=place)
    an_object(
        "hidden", number="D-2", passage=a_passage("objects/h"), normal_place=place, is_public=False
    )
    a_passage("places/other")

    assert passages_of_room(place) == [place.passage, guide, thing]


def test_the_template_is_typst_that_compiles_without_any_label() -> None:
    at = NOON.replace(microsecond=123456)

    assert label_pdf([], house=CASA, title="x", at=at).startswith(b"%PDF")
