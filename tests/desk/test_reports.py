"""Reports on the desk: table, chart and files say the same numbers, and no cell can act."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from openpyxl import load_workbook

from casamuseo.desk.charts import bars
from casamuseo.desk.exports import as_csv, as_xlsx
from casamuseo.kernel import clock
from casamuseo.kernel.texts import Text
from casamuseo.visit.models import Price
from tests.cast import NOON
from tests.desk.reading import words_of
from tests.staffing import a_member, signed_in
from tests.visit.cast import an_open_house
from tests.visit.test_reports import count
from tests.visit.tills import a_sale, an_open_till

pytestmark = pytest.mark.django_db

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


def director(**fields: Any) -> Client:
    return signed_in(a_member("director", **fields))


def test_a_month_of_visitors_stands_in_chart_and_table() -> None:
    an_open_house()
    count(3, category="adult")
    count(2, category="")

    page = director().get("/desk/reports/")

    words = words_of(page)
    assert "Visitors: November 2026" in words
    assert "Total 5 adult 3 not known 2" in words
    assert "Tue 24 Nov 3 2 5" in words
    assert page.text.count("<rect") == 1


def test_income_is_in_the_currency_of_the_house() -> None:
    an_open_house()
    an_open_till()
    a_sale(adults=30)

    words = words_of(director().get("/desk/reports/?about=income&span=year"))

    assert "Income: 2026" in words
    assert "Total in MXN 1,200.00 Cash 1,200.00" in words


def test_languages_and_countries_are_named() -> None:
    an_open_house()
    count(3, language="en", origin="MX")

    browser = director(language="es")
    assert "México" in words_of(browser.get("/desk/reports/?by=origin"))
    assert "inglés" in words_of(browser.get("/desk/reports/?by=language"))


@pytest.mark.parametrize(
    "query",
    [
        "about=nothing&by=nothing&span=century&of=never",
        "of=0001-01-01&span=year",
        "of=9999-12-31&span=month",
        "by=method",
        "about=income&by=source",
        "span=all&about=income&by=category",
        "span=day&of=2026-11-24",
    ],
)
def test_whatever_is_asked_there_is_a_report(query: str) -> None:
    an_open_house()
    count(1)

    assert director().get(f"/desk/reports/?{query}").status_code == 200


def test_a_row_leads_to_what_it_is_made_of() -> None:
    an_open_house()

    page = director().get("/desk/reports/?span=year")

    assert "?about=visitors&amp;by=category&amp;span=month&amp;of=2026-11-01" in page.text


def test_the_file_has_the_accents_that_excel_needs() -> None:
    an_open_house()
    Price.objects.filter(key="adult").update(category=Text.of(es="Niñez", en="Childhood"))
    count(3, category="adult")

    response = director(language="es").get("/desk/reports/table.csv")

    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].endswith('noviembre-de-2026.csv"')
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][1] == "Niñez"
    assert rows[-1] == ["Total", "3", "3"]
    assert len(rows) == 32


def test_the_workbook_has_the_same_numbers() -> None:
    an_open_house()
    an_open_till()
    a_sale(adults=2)

    response = director().get("/desk/reports/table.xlsx?about=income&span=month")

    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    assert sheet.title == "Income November 2026"
    assert [cell.value for cell in sheet[1]] == ["Day", "Cash", "Total"]
    assert [cell.value for cell in sheet[32]] == ["Total", 80, 80]


@pytest.mark.parametrize("words", HOSTILE)
def test_a_category_that_would_act_is_only_words(words: str) -> None:
    an_open_house()
    count(3, category=words)
    browser = director()

    text = browser.get("/desk/reports/table.csv").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(browser.get("/desk/reports/table.xlsx").content))

    assert next(csv.reader(io.StringIO(text, newline="")))[1] == f"'{words}"
    assert book.active is not None
    assert book.active["B1"].data_type == "s"


@pytest.mark.parametrize("words", HOSTILE)
def test_no_cell_that_somebody_wrote_can_act(words: str) -> None:
    table: list[list[Any]] = [["a", words], [1, -5]]

    rows = list(csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(as_xlsx(table, name="[x]"))).active

    assert rows == [["a", f"'{words}"], ["1", "-5"]]
    assert sheet is not None
    assert (sheet["B1"].data_type, sheet["B2"].value) == ("s", -5)


@pytest.mark.parametrize("values", [[], [0, 0], [3], [1, 2, 3] * 10, [-5, 5], [123_456_789]])
def test_a_chart_is_sound_whatever_its_numbers_are(values: list[int]) -> None:
    chart = bars(
        [str(number) for number in range(len(values))],
        values,
        title="A <b>",
        description="&",
    )

    root = ElementTree.fromstring(chart)
    rects = root.findall("rect")
    assert len(rects) == sum(1 for value in values if value)
    assert all(float(rect.get("height", "0")) >= 1 for rect in rects)
    assert "style" not in chart
