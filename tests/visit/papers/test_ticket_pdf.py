"""The ticket's PDF: read, scanned and tagged; and hostile words that stay words."""

from dataclasses import replace
from io import BytesIO

import pytest
import typst
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import BooleanObject, DictionaryObject

from casamuseo.visit.papers import ticket_pdf as module
from casamuseo.visit.papers.facts import Line, Ticket
from casamuseo.visit.papers.ticket_pdf import PRINTABLE, Size, ticket_pdf
from tests.visit.papers.cast import CASA, FAMILY, TICKET, WRITTEN_AT

SIZES: tuple[Size, ...] = ("a4", "phone")
PPI = 144


def _read(ticket: Ticket = TICKET, *, language: str = "en", size: Size = "a4") -> PdfReader:
    return PdfReader(BytesIO(ticket_pdf(ticket, language=language, size=size, at=WRITTEN_AT)))


def _words(ticket: Ticket = TICKET, *, language: str = "en", size: Size = "a4") -> str:
    pages = _read(ticket, language=language, size=size).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _named(name: str) -> Ticket:
    return replace(TICKET, booking=replace(FAMILY, name=name))


def _picture(ticket: Ticket, *, size: Size) -> Image.Image:
    """The first page as pixels, by the same template and inputs as the PDF."""
    png = typst.Compiler(font_paths=module._fonts()).compile(
        module.TEMPLATE.read_bytes(),
        format="png",
        ppi=PPI,
        sys_inputs={"ticket": module._inputs(ticket, language="en", size=size)},
    )
    return Image.open(BytesIO(png[0] if isinstance(png, list) else png)).convert("L")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_it_says_everything_that_a_visitor_needs(size: Size, language: str) -> None:
    words = _words(language=language, size=size)

    for part in (
        "Museo Casa de León Trotsky",
        "Visita a la casa",
        "Ana Ñúñez",
        "Estudiantes y maestros con credencial",
        "100.00 MXN",
        "Credencial vigente de estudiante o maestro",
        "Río Churubusco 410",
        "La última entrada es a las 16:30.",
        "2026-000417",
        "008J-4CTT",
    ):
        assert part.replace(" ", "") in words.replace(" ", "")


def test_it_speaks_english_and_spanish() -> None:
    english, spanish = _words(language="en"), _words(language="es")

    assert "Tuesday 24 November 2026 All day, from 10:00 to 17:00 4 people" in english
    assert "To be paid at the door: 100.00 MXN." in english
    assert "Martes 24 de noviembre de 2026 Todo el día, de 10:00 a 17:00 4 personas" in spanish
    assert "Por pagar en la entrada: 100.00 MXN." in spanish


def test_a_visit_at_a_time_shows_the_time_in_the_wall_time_of_the_house() -> None:
    words = _words(replace(TICKET, booking=replace(FAMILY, is_all_day=False)))

    assert "Tuesday 24 November 2026 10:00 4 people" in words


@pytest.mark.parametrize("size", SIZES)
def test_it_is_a_tagged_pdf_with_a_title_a_language_and_words_for_the_qr(size: Size) -> None:
    pdf = _read(language="es", size=size)
    catalogue = pdf.root_object

    assert catalogue["/MarkInfo"]["/Marked"] == BooleanObject(value=True)
    assert catalogue["/Lang"] == "es"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"] == BooleanObject(value=True)
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Boleto 008J-4CTT · Museo Casa de León Trotsky"
    assert pdf.metadata.author == "Museo Casa de León Trotsky"
    assert pdf.metadata.creation_date == WRITTEN_AT
    assert b"pdfuaid:part>1<" in catalogue["/Metadata"].get_object().get_data()
    tags = _tags(catalogue["/StructTreeRoot"])
    assert [tag["/Alt"] for tag in tags if tag["/S"] == "/Figure"] == [
        "Código QR del boleto. Dice lo mismo que el código corto 008J-4CTT."
    ]
    kinds = [tag["/S"] for tag in tags]
    assert kinds.count("/H1") == 1
    assert {"/Table", "/TH", "/TD", "/H2", "/Link", "/L"} <= set(kinds)


def _tags(node: DictionaryObject) -> list[DictionaryObject]:
    found = [node] if "/S" in node else []
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        inner = kid.get_object()
        if isinstance(inner, DictionaryObject):
            found += _tags(inner)
    return found


@pytest.mark.parametrize("size", SIZES)
def test_a_scanner_reads_it_and_the_code_is_at_least_30_millimetres_wide(size: Size) -> None:
    (found,) = zxingcpp.read_barcodes(_picture(TICKET, size=size))

    assert found.text == TICKET.code
    corners = found.position
    width = (corners.top_right.x - corners.top_left.x) / PPI * 25.4
    assert 45 <= width <= 60


def test_the_pages_are_a4_and_as_wide_as_a_telephone() -> None:
    a4, phone = _read(size="a4"), _read(size="phone")

    assert [len(a4.pages), len(phone.pages)] == [1, 1]
    assert [round(side * 25.4 / 72) for side in a4.pages[0].mediabox[2:]] == [210, 297]
    assert round(phone.pages[0].mediabox.width * 25.4 / 72) == 90


def test_the_fonts_are_ours_and_lie_inside() -> None:
    fonts = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for font in _read().pages[0]["/Resources"]["/Font"].values()
    }

    assert fonts == {"ArchivoSemiBold-Regular", "Alegreya-Regular"}


def test_the_same_facts_make_the_same_bytes() -> None:
    first, again = (
        ticket_pdf(TICKET, language="es", size="a4", at=WRITTEN_AT) for _time in range(2)
    )

    assert first == again


@pytest.mark.parametrize(
    "name",
    [
        '#eval("1 + 1")',
        '#import "@preview/x:1.0.0": *',
        "$x^2$ *b* _i_ `raw` <label> @ref = H - l + e / t \\u{41}",
        "]#panic()[",
        "${jndi:ldap://x}",
        '"}, "total": {"amount": "0"',
    ],
)
def test_code_in_a_name_is_printed_and_not_run(name: str) -> None:
    words = _words(_named(name), size="phone")

    assert name.replace(" ", "") in words.replace(" ", "")


def test_marks_that_turn_the_text_around_are_left_out() -> None:
    assert "Ana Ruiz" in _words(_named("\u202eAna\u2066 Ruiz\u200f\u0000\ufeff"))


def test_letters_without_a_shape_are_left_out() -> None:
    assert "4 people Ana Ruiz 008J" in _words(_named("😀 Ana 李 Ruiz \ue000"))


def test_a_name_of_nothing_but_such_letters_leaves_no_gap() -> None:
    assert "4 people 008J" in _words(_named("😀 李"))


def test_names_in_other_scripts_are_printed() -> None:
    words = _words(_named("Наталья Седова Ελένη Nguyễn"))

    assert "Наталья Седова Ελένη Nguyễn" in words


@pytest.mark.parametrize("size", SIZES)
def test_five_hundred_letters_keep_the_ticket_on_one_page(size: Size) -> None:
    for name in ("Ñ" * 500, "Ana " * 125):
        ticket = replace(
            TICKET,
            booking=replace(
                FAMILY,
                name=name,
                product=name,
                house=replace(CASA, name=name[:120]),
                lines=(Line(category=name, count=4, unit_cents=2500, proof=name),),
            ),
        )

        assert len(_read(ticket, size=size).pages) == 1
        assert [one.text for one in zxingcpp.read_barcodes(_picture(ticket, size=size))] == [
            TICKET.code
        ]


def test_every_letter_that_is_let_through_has_a_shape() -> None:
    letters = "".join(chr(number) for first, last in PRINTABLE for number in range(first, last + 1))
    for start in range(0, len(letters), 400):
        chunk = letters[start : start + 400]
        ticket = replace(TICKET, booking=replace(FAMILY, conditions=(chunk,)))

        assert ticket_pdf(ticket, language="es", size="phone", at=WRITTEN_AT)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_no_name_keeps_a_visitor_from_getting_the_ticket(name: str) -> None:
    assert ticket_pdf(_named(name), language="en", size="phone", at=WRITTEN_AT)
