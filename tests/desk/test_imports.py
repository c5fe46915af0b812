"""Imports at the desk: a table is brought, mapped, tried out and written, and each row says its fate."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casamuseo.collection.models import ImportRun, MuseumObject
from casamuseo.collection.terms import ImportState
from casamuseo.kernel import clock
from tests.cast import NOON, a_house, an_object
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db

TABLE = (
    "Número de inventario;Nombre;Fecha;Foto\nA-1;Silla;1937;a.jpg\nA-2;;hacia 1938;\nA-1;Mesa;;\n"
)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def berta() -> Client:
    a_house()
    return signed_in(a_member("curator"))


def brought(client: Client, table: str | bytes = TABLE, name: str = "sillas.csv") -> Any:
    raw = table.encode() if isinstance(table, str) else table
    return client.post("/desk/collection/imports/", {"file": SimpleUploadedFile(name, raw)})


def mapped(client: Client, run: ImportRun, **more: str) -> Any:
    form = {"column-0": "object_number", "column-1": "name:es", "column-2": "made"}
    form["order_of_sizes"] = "height-width-depth"
    return client.post(f"/desk/collection/imports/{run.key}/map/", {**form, **more})


def test_a_table_goes_from_its_file_to_objects() -> None:
    a_house()
    with clock.stopped(NOON):
        berta = signed_in(a_member("curator"))
        answer = brought(berta)
        run = ImportRun.objects.get()
        assert answer.headers["Location"] == f"/desk/collection/imports/{run.key}/"
        mapping = berta.get(answer.headers["Location"]).content.decode()
        assert "Read as UTF-8, ;." in mapping
        assert '<option value="object_number" selected>' in mapping
        assert "A-1 · A-2" in mapping

        mapped(berta, run)
        page = berta.get(f"/desk/collection/imports/{run.key}/").content.decode()
        assert "nothing has been written yet" in page
        assert "Import 1 row" in page
        assert "Nombre: the name is missing" in page
        assert "the same object number stands in row 2 already" in page
        assert "1 column is only kept" in page
        assert MuseumObject.objects.count() == 0

        berta.post(f"/desk/collection/imports/{run.key}/start/")
        page = berta.get(f"/desk/collection/imports/{run.key}/").content.decode()
    thing = MuseumObject.objects.get()
    assert (thing.object_number, thing.is_public) == ("A-1", False)
    assert "Imported on 24 Nov 2026, 12:00 by Curator" in page
    assert f'href="{reverse("desk:object", kwargs={"number": "A-1"})}"' in page


def test_rows_are_shown_by_their_fate_and_taken_home(berta: Client) -> None:
    brought(berta)
    run = ImportRun.objects.get()
    mapped(berta, run)

    page = berta.get(f"/desk/collection/imports/{run.key}/?fate=created").content.decode()
    assert "the name is missing" not in page
    answer = berta.get(f"/desk/collection/imports/{run.key}/rows.csv?fate=refused")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines == [
        "Row,What becomes of it,Remarks,Número de inventario,Nombre,Fecha,Foto",
        "3,Cannot be imported,Nombre: the name is missing,A-2,,hacia 1938,",
        "4,Cannot be imported,the same object number stands in row 2 already,A-1,Mesa,,",
    ]


def test_what_somebody_typed_into_a_table_is_no_formula_in_ours(berta: Client) -> None:
    brought(berta, "Número de inventario,Nombre\nA-1,=cmd|x\n")
    run = ImportRun.objects.get()
    mapped(berta, run)

    answer = berta.get(f"/desk/collection/imports/{run.key}/rows.csv")
    assert b"A-1,'=cmd|x" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_mapping_that_cannot_be_is_said_and_keeps_what_was_chosen(berta: Client) -> None:
    brought(berta)
    run = ImportRun.objects.get()

    answer = mapped(berta, run, **{"column-1": "", "column-3": "inscription", "makes_terms": "on"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Please say which column is the name." in page
    assert '<option value="inscription" selected>' in page
    assert re.search('name="makes_terms"[^>]* checked', page)
    assert ImportRun.objects.get().state == ImportState.MAPPING


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"", "The table is empty: it needs a heading and at least one row below it."),
        (b"\xd0\xcf\x11\xe0 old", "This is an .xls file. Please save it as .xlsx or CSV."),
        (b"PK\x03\x04 broken", "The workbook is damaged."),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_reason(
    berta: Client, table: bytes, said: str
) -> None:
    answer = brought(berta, table)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert ImportRun.objects.count() == 0


def test_the_columns_of_the_last_time_are_chosen_again(berta: Client) -> None:
    brought(berta)
    mapped(berta, ImportRun.objects.get(), **{"column-3": "inscription"})

    answer = brought(berta, name="otra.csv")

    page = berta.get(answer.headers["Location"]).content.decode()
    assert "The choices below are those of “sillas.csv”." in page
    assert '<option value="inscription" selected>' in page


def test_a_started_import_cannot_be_put_away(berta: Client) -> None:
    brought(berta)
    run = ImportRun.objects.get()
    mapped(berta, run)
    berta.post(f"/desk/collection/imports/{run.key}/start/")

    berta.post(f"/desk/collection/imports/{run.key}/forget/")

    assert ImportRun.objects.count() == 1
    page = berta.get(f"/desk/collection/imports/{run.key}/").content.decode()
    assert "Somebody else has gone on with this import." in page


def test_work_that_is_done_lets_htmx_load_the_page_anew(berta: Client) -> None:
    brought(berta)
    run = ImportRun.objects.get()
    mapped(berta, run)

    answer = berta.post(
        f"/desk/collection/imports/{run.key}/go-on/", headers={"HX-Request": "true"}
    )

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_three_hundred_columns_stay_within_the_budget_of_a_page(berta: Client) -> None:
    heading = ",".join(["Número de inventario", "Nombre", *(f"Columna {n}" for n in range(298))])
    brought(berta, f"{heading}\n{'celda,' * 299}celda\n")

    answer = berta.get(f"/desk/collection/imports/{ImportRun.objects.get().key}/")

    assert answer.content.decode().count("<select") == 300
    assert len(gzip.compress(answer.content)) < 30_000


def test_the_page_of_an_import_asks_as_often_for_one_row_as_for_three(berta: Client) -> None:
    def queries(rows: int) -> int:
        an_object(f"here-{rows}", number=f"H-{rows}")
        table = "Número de inventario,Nombre\n" + "".join(f"{rows}-{n},x\n" for n in range(rows))
        run = ImportRun.objects.get(key=brought(berta, table).headers["Location"].split("/")[-2])
        mapped(berta, run)
        berta.post(f"/desk/collection/imports/{run.key}/start/")
        berta.get(f"/desk/collection/imports/{run.key}/")
        with CaptureQueriesContext(connection) as asked:
            berta.get(f"/desk/collection/imports/{run.key}/")
        return len(asked)

    assert queries(1) == queries(3)
