"""Tables that become objects: every spelling of CSV, hostile workbooks, each row's fate, and kill -9."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from openpyxl import Workbook

from casamuseo.authority.models import Term
from casamuseo.collection.actions.importing import (
    forget_import,
    map_columns,
    receive_table,
    start_import,
    work_on,
)
from casamuseo.collection.errors_importing import (
    EmptyTable,
    HostileTable,
    ImportMoved,
    TableTooLarge,
    TooManyColumns,
    UnreadableTable,
    WrongMapping,
)
from casamuseo.collection.importing import duties, keeping
from casamuseo.collection.importing.choosing import best_mapping
from casamuseo.collection.importing.drafting import Options
from casamuseo.collection.importing.measures import ORDERS, sizes_in
from casamuseo.collection.importing.remarks import told
from casamuseo.collection.importing.tables import open_table
from casamuseo.collection.importing.vocabulary import choice_in
from casamuseo.collection.models import ImportedRow, ImportRun, Movement, MuseumObject, Whereabouts
from casamuseo.collection.terms import ImportState, MoveReason, Whither
from casamuseo.kernel.models import Change
from casamuseo.kernel.texts import Text
from tests.cast import BERTA, NOON, a_house, a_person, a_place, an_object

pytestmark = pytest.mark.django_db

PLAIN = "Número de inventario,Nombre,Autor,Técnica,Medidas,Ubicación\n"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return Path(settings.MEDIA_ROOT)


def a_run(content: str | bytes, *, name: str = "objetos.csv") -> ImportRun:
    raw = content.encode() if isinstance(content, str) else content
    return receive_table([raw], name=name, by=BERTA, at=NOON)


def tried(content: str | bytes, fields: dict[str, str] | None = None, **options: Any) -> ImportRun:
    """The table mapped and tried out, by the best mapping where none is given."""
    run = a_run(content)
    if fields is None:
        fields = best_mapping(run.columns, ("es", "en"))[1]
    map_columns(run, fields=fields, options=Options(**options), by=BERTA, at=NOON)
    assert work_on(run, at=NOON)
    return run


def imported(
    content: str | bytes, fields: dict[str, str] | None = None, **options: Any
) -> ImportRun:
    run = tried(content, fields, **options)
    start_import(run, by=BERTA, at=NOON)
    assert work_on(run, at=NOON)
    return run


def fates(run: ImportRun) -> list[tuple[int, str, list[str]]]:
    rows = run.imported_rows.order_by("number")
    return [(row.number, row.fate, [each.code for each in told(row.problem)]) for row in rows]


def a_workbook(*rows: list[Any]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def table_of(content: bytes, tmp_path: Path) -> tuple[tuple[str, ...], list[list[str]], str]:
    path = tmp_path / "table"
    path.write_bytes(content)
    table = open_table(path)
    return table.columns, [list(line.values) for line in table.lines()], table.encoding


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Número;Técnica\n1;óleo\n".encode(), "UTF-8, ;"),
        ("Número,Técnica\n1,óleo\n".encode("utf-8-sig"), "UTF-8 (BOM), ,"),
        ("Número\tTécnica\n1\tóleo\n".encode("utf-16"), "UTF-16, TAB"),
        ("Número\tTécnica\n1\tóleo\n".encode("utf-16-le"), "UTF-16, TAB"),
        ("Número;Técnica\r\n1;óleo\r\n".encode("latin-1"), "Latin-1, ;"),
        ("sep=;\r\nNúmero;Técnica\r\n1;óleo\r\n".encode(), "UTF-8, ;"),
    ],
)
def test_a_table_is_read_in_whatever_alphabet_it_was_saved(
    content: bytes, said: str, tmp_path: Path
) -> None:
    assert table_of(content, tmp_path) == (("Número", "Técnica"), [["1", "óleo"]], said)


def test_the_signs_of_windows_are_told_from_latin_1(tmp_path: Path) -> None:
    content = "Número,Nombre\n1,“Silla” – copia\n".encode("cp1252")

    assert table_of(content, tmp_path)[1:] == ([["1", "“Silla” – copia"]], "Windows-1252, ,")


def test_quoted_cells_keep_their_lines_and_separators(tmp_path: Path) -> None:
    content = b'Number;Note\n1;"one; two\nthree, ""four"""\n\n2;x\n'

    assert table_of(content, tmp_path)[1] == [["1", 'one; two\nthree, "four"'], ["2", "x"]]


def test_headings_are_told_apart_and_empty_ones_named_by_their_letter(tmp_path: Path) -> None:
    columns, rows, _said = table_of(b"No.,Nota,Nota,,Nota (2)\n1,a,b,c,d\n", tmp_path)

    assert columns == ("No.", "Nota", "Nota (2)", "D", "Nota (2) (2)")
    assert rows == [["1", "a", "b", "c", "d"]]


def test_a_table_of_three_hundred_columns_is_read(tmp_path: Path) -> None:
    heading = ",".join(f"c{n}" for n in range(300))
    columns, rows, _said = table_of(f"{heading}\n{'x,' * 299}y\n".encode(), tmp_path)

    assert (len(columns), len(rows[0]), rows[0][-1]) == (300, 300, "y")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a,b\n", b",,\n\n"])
def test_an_empty_table_is_refused(content: bytes) -> None:
    with pytest.raises(EmptyTable):
        a_run(content)

    assert ImportRun.objects.count() == 0


def test_a_table_of_a_thousand_and_one_columns_is_refused() -> None:
    with pytest.raises(TooManyColumns):
        a_run(",".join(f"c{n}" for n in range(1001)) + "\n" + "x," * 1000 + "x\n")


def test_a_file_over_the_bound_is_refused_and_not_kept(
    monkeypatch: pytest.MonkeyPatch, media: Path
) -> None:
    monkeypatch.setattr(keeping, "MOST_BYTES", 10)

    with pytest.raises(TableTooLarge):
        receive_table([b"a,b\n", b"1,2\n3,4\n"], name="x.csv", by=BERTA, at=NOON)

    assert list((media / "imports").iterdir()) == []


def test_the_file_is_kept_under_its_digest_whatever_it_is_called(media: Path) -> None:
    run = a_run("a,b\n1,2\n", name="../../etc/pass\\..\\wd.csv")

    assert (media / "imports" / run.digest).read_bytes() == b"a,b\n1,2\n"
    assert run.file_name == "wd.csv"


def test_a_quotation_mark_that_is_never_closed_says_where_and_the_mapping_stays() -> None:
    run = a_run('Número;Nombre\n1;2\n3;"' + "x" * 200_000)
    fields = {"Número": "object_number", "Nombre": "name:es"}
    map_columns(run, fields=fields, options=Options(), by=BERTA, at=NOON)

    with pytest.raises(UnreadableTable) as refused:
        work_on(run, at=NOON)

    assert refused.value.facts == {"row": 3}
    run.refresh_from_db()
    assert (run.state, run.mapping["is_checking"]) == (ImportState.MAPPING, False)
    assert run.mapping["fields"] == fields


def test_an_old_excel_file_is_refused() -> None:
    with pytest.raises(UnreadableTable):
        a_run(b"\xd0\xcf\x11\xe0" + b"\0" * 600)


def test_a_workbook_is_read_with_days_numbers_and_formulas_as_text(tmp_path: Path) -> None:
    from datetime import date

    content = a_workbook(
        ["No.", "Date", "Sum", "Done", "Acts"],
        [12.0, date(1940, 8, 20), 1.5, True, "=1+1"],
    )

    columns, rows, said = table_of(content, tmp_path)
    assert columns == ("No.", "Date", "Sum", "Done", "Acts")
    # Nobody has worked the formula out, so its text is all there is.
    assert rows == [["12", "1940-08-20", "1.5", "TRUE", "=1+1"]]
    assert said == "XLSX"


def test_a_formula_is_remarked_on() -> None:
    run = tried(
        a_workbook(["Número", "Nombre", "Nota"], ["1", "Silla", "=1+1"]),
        {"Número": "object_number", "Nombre": "name:es"},
    )

    assert fates(run) == [(2, "created", ["formula-text"])]
    assert run.imported_rows.get().values == ["1", "Silla", "=1+1"]


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The workbook with some of its parts exchanged."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            replaced = parts.get(name.rpartition("/")[2].replace(".", "_"))
            new.writestr(name, replaced if replaced is not None else old.read(name))
    return file.getvalue()


SHEET = (
    '<?xml version="1.0"?>{doctype}<worksheet '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<dimension ref="{size}"/><sheetData>{rows}</sheetData></worksheet>'
)
ROW = '<row r="{n}"><c r="{a}{n}" t="inlineStr"><is><t>{words}</t></is></c></row>'


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not for the table")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
    rows = ROW.format(n=1, a="A", words="&e;") + ROW.format(n=2, a="A", words="b")
    sheet = SHEET.format(doctype=doctype, size="A1:A2", rows=rows).encode()

    with pytest.raises(HostileTable):
        a_run(repacked(a_workbook(["a"], ["b"]), sheet1_xml=sheet))


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    strings = b"<sst>" + b" " * (129 * 1024 * 1024) + b"</sst>"
    content = a_workbook(["a"], ["b"])
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", 8) as packed:
        packed.writestr("xl/bomb/sharedStrings.xml", strings)

    with pytest.raises(HostileTable):
        a_run(file.getvalue())


def test_what_a_sheet_says_of_its_own_size_is_not_believed(tmp_path: Path) -> None:
    rows = ROW.format(n=1, a="A", words="No.") + ROW.format(n=2, a="A", words="7")
    sheet = SHEET.format(doctype="", size="A1:XFD1048576", rows=rows).encode()
    content = repacked(a_workbook(["a"], ["b"]), sheet1_xml=sheet)

    assert table_of(content, tmp_path)[:2] == (("No.",), [["7"]])


@pytest.mark.parametrize("cut", [40, 400, -30])
def test_a_damaged_workbook_is_refused(cut: int) -> None:
    with pytest.raises(UnreadableTable):
        a_run(a_workbook(["a"], ["b"])[:cut])


def test_the_plain_museum_table_is_understood_by_its_headings() -> None:
    known, fields = best_mapping(
        ["Número de inventario", "Nombre", "Autor", "Técnica", "Medidas (cm)", "Ubicación", "Foto"],
        ("es", "en"),
    )

    assert known.key == "plain-es"
    assert fields == {
        "Número de inventario": "object_number",
        "Nombre": "name:es",
        "Autor": "person.made",
        "Técnica": "materials",
        "Medidas (cm)": "dimensions",
        "Ubicación": "place",
    }


def test_collectiveaccess_and_omeka_s_are_told_by_their_headings() -> None:
    ca = ["ca_objects.idno", "ca_objects.preferred_labels.name", "ca_objects.type_id", "x"]
    omeka = ["dcterms:identifier", "dcterms:title @es", "dcterms:title @eng", "dcterms:creator"]

    assert best_mapping(ca, ("es", "en"))[0].key == "collectiveaccess"
    known, fields = best_mapping(omeka, ("es", "en"))
    assert known.key == "omeka-s"
    assert fields["dcterms:title @es"] == "name:es"
    assert fields["dcterms:title @eng"] == "name:en"


def test_a_heading_may_say_its_language() -> None:
    columns = ["Inventario", "Nombre (español)", "Nombre (inglés)", "Name_fr"]

    assert best_mapping(columns, ("es", "en"))[1] == {
        "Inventario": "object_number",
        "Nombre (español)": "name:es",
        "Nombre (inglés)": "name:en",
    }


@pytest.mark.parametrize(
    ("words", "unit", "found"),
    [
        ("30 x 40 cm", "", {"height": 0.3, "width": 0.4}),
        ("30,5 × 40 × 7 cm.", "", {"height": 0.305, "width": 0.4, "depth": 0.07}),
        ("30 cm x 1.2 m", "", {"height": 0.3, "width": 1.2}),
        ("30 x 40", "cm", {"height": 0.3, "width": 0.4}),
        ("alto 30 cm, ancho 40 cm, prof. 5 cm", "", {"height": 0.3, "width": 0.4, "depth": 0.05}),
        ("30 cm (alto) x 40 cm (ancho)", "", {"height": 0.3, "width": 0.4}),
        ("30 x 40", "", None),
        ("ca. 30 cm", "", None),
        ("30 cm de diámetro", "", None),
        ("0 x 40 cm", "", None),
        ("900 x 40 m", "", None),
    ],
)
def test_measures_are_parsed_only_where_they_are_plain(
    words: str, unit: str, found: dict[str, float] | None
) -> None:
    assert sizes_in(words, order=ORDERS["height-width-depth"], unit=unit) == found


def test_choices_are_matched_by_words_and_not_by_the_language_of_the_desk() -> None:
    assert choice_in("legal_status", "En depósito") == "deposited"
    assert choice_in("legal_status", "OWNED") == "owned"
    assert choice_in("authenticity", "Réplica") == "replica"
    assert choice_in("legal_status", "quién sabe") is None


def test_rows_become_hidden_objects_with_all_that_the_table_says() -> None:
    a_house()
    study = a_place()
    trotsky = a_person()
    Term.objects.create(key="oil", vocabulary="material", label=Text.of(es="Óleo", en="Oil"))

    run = imported(
        PLAIN + 'A-1,Retrato,"Trotsky, León",óleo,30 x 40 cm,"Despacho, muro norte"\n',
    )

    thing = MuseumObject.objects.get()
    assert (thing.key, thing.object_number, thing.is_public) == ("retrato-a-1", "A-1", False)
    assert thing.name == Text.of(es="Retrato")
    assert (thing.height, thing.width, thing.depth) == (0.3, 0.4, None)
    assert thing.dimensions_as_written == "30 x 40 cm"
    assert [term.key for term in thing.materials.all()] == ["oil"]
    assert [(link.person, link.role) for link in thing.person_links.all()] == [(trotsky, "made")]
    assert (thing.recorded_by, thing.recorded_at) == (BERTA, NOON)
    movement = Movement.objects.get()
    assert (movement.reason, movement.whither, movement.to_place, movement.position) == (
        MoveReason.FIRST,
        Whither.PLACE,
        study,
        "muro norte",
    )
    assert Whereabouts.objects.get().place == study
    row = run.imported_rows.get()
    assert row.museum_object == thing
    assert row.values == [
        "A-1",
        "Retrato",
        "Trotsky, León",
        "óleo",
        "30 x 40 cm",
        "Despacho, muro norte",
    ]
    assert (run.state, run.rows, run.rows_done) == (ImportState.DONE, 1, 1)
    change = Change.objects.get(kind="collection.museumobject")
    assert (change.actor, change.action, change.facts) == (
        BERTA,
        "import",
        {"import": run.key, "row": 2},
    )


def test_what_nobody_knows_is_kept_in_the_note_and_said() -> None:
    a_house()

    run = imported(PLAIN + "A-1,Retrato,Nadie,encáustica,grande,Bodega 3\n")

    assert fates(run) == [
        (2, "created", ["person-unknown", "term-unknown", "size-as-written", "place-unknown"])
    ]
    thing = MuseumObject.objects.get()
    assert thing.catalogue_note == "Autor: Nadie\nTécnica: encáustica\nUbicación: Bodega 3"
    assert thing.dimensions_as_written == "grande"
    assert Movement.objects.get().whither == Whither.UNKNOWN


def test_new_terms_are_made_only_where_that_is_ticked() -> None:
    a_house()
    run = imported(PLAIN + "A-1,Uno,,encáustica,,\nA-2,Dos,,Encáustica; oro,,\n", makes_terms=True)

    assert sorted(Term.objects.values_list("key", "vocabulary")) == [
        ("encaustica", "material"),
        ("oro", "material"),
    ]
    assert [thing.materials.count() for thing in MuseumObject.objects.order_by("pk")] == [1, 2]
    assert run.mapping["fates"] == {"created": 2}


def test_trying_out_writes_nothing_but_the_fates() -> None:
    a_house()
    run = tried(PLAIN + "A-1,Uno,,encáustica,,\n", makes_terms=True)

    assert (MuseumObject.objects.count(), Term.objects.count()) == (0, 0)
    assert (run.state, run.rows, run.rows_done) == (ImportState.CHECKED, 1, 0)
    assert fates(run) == [(2, "created", ["term-new"])]


def test_every_row_that_cannot_be_imported_says_why() -> None:
    a_house()
    an_object(number="B-1")
    run = tried(
        "Número,Nombre,Fecha\n,Sin número,\nB-1,Otra cosa,\nA-1,,\nA-2,Uno,\nA-2,Dos,\nb-1,Tres,\n",
        {"Número": "object_number", "Nombre": "name:es", "Fecha": "made"},
    )

    assert fates(run) == [
        (2, "refused", ["no-number"]),
        (3, "refused", ["number-taken"]),
        (4, "refused", ["no-name"]),
        (5, "created", []),
        (6, "refused", ["number-twice"]),
        (7, "refused", ["number-twice"]),
    ]


def test_a_number_spelled_otherwise_is_not_taken_for_the_same() -> None:
    a_house()
    an_object(number="B-1")

    assert fates(tried("Número,Nombre\nb-1,Tres\n")) == [(2, "refused", ["number-differs"])]


def test_a_broken_date_is_kept_as_written_unless_dates_are_needed() -> None:
    a_house()
    table = "Número,Nombre,Fecha\nA-1,Uno,31 de febrero de 1940\nA-2,Dos,hacia 1937\n"

    assert fates(tried(table, needs_dates=True)) == [
        (2, "refused", ["date-not-understood"]),
        (3, "created", []),
    ]
    assert fates(imported(table)) == [(2, "created", ["date-kept"]), (3, "created", [])]
    first, second = MuseumObject.objects.order_by("pk")
    assert first.made is not None
    assert second.made is not None
    assert (first.made.words, first.made.edtf) == ("31 de febrero de 1940", None)
    assert (second.made.words, second.made.edtf) == ("hacia 1937", "1937~")


def test_objects_that_are_here_change_only_where_that_is_ticked() -> None:
    a_house()
    thing = an_object(number="B-1")
    table = "Número,Nombre,Nota\nB-1,Mesa,vieja\n"

    assert fates(imported(table)) == [(2, "refused", ["number-taken"])]
    thing.refresh_from_db()
    assert thing.name == Text.of(es="Escritorio", en="Desk")
    assert fates(imported(table, changes_objects=True)) == [(2, "changed", [])]
    thing.refresh_from_db()
    assert thing.name["es"].words == "Mesa"
    assert thing.name.is_stale("en")
    assert (thing.catalogue_note, thing.version) == ("Nota: vieja", 2)
    assert fates(imported(table, changes_objects=True)) == [(2, "same", [])]


def test_an_import_never_moves_what_has_a_location() -> None:
    a_house()
    a_place()
    a_place("kitchen", number=3, name=Text.of(es="Cocina"))
    imported("Número,Nombre,Ubicación\nA-1,Mesa,Despacho\n")

    run = imported("Número,Nombre,Ubicación\nA-1,Mesa,Cocina\n", changes_objects=True)

    assert fates(run) == [(2, "same", ["place-stays"])]
    assert Movement.objects.count() == 1


def test_ragged_rows_and_unprintable_signs_lose_nothing_that_can_be_kept() -> None:
    a_house()
    run = imported("Número,Nombre\nA-1\nA-2,Si\x00lla,more,\nA-3,Mesa,,,\n")

    assert fates(run) == [
        (2, "refused", ["no-name"]),
        (3, "created", ["unprintable", "more-cells"]),
        (4, "created", []),
    ]
    assert ImportedRow.objects.get(number=3).values == ["A-2", "Silla", "more"]


def test_a_mapping_that_cannot_be_is_refused() -> None:
    run = a_run("a,b,c\n1,2,3\n")

    for fields in (
        {"a": "name:es"},
        {"a": "object_number"},
        {"a": "object_number", "b": "name:es", "c": "name:es"},
        {"a": "object_number", "b": "name:es", "c": "no-such-field"},
        {"a": "object_number", "b": "name:es", "d": "made"},
    ):
        with pytest.raises(WrongMapping):
            map_columns(run, fields=fields, options=Options(), by=BERTA, at=NOON)


def test_a_step_is_taken_once() -> None:
    a_house()
    run = tried("Número,Nombre\nA-1,Uno\n")
    stale = ImportRun.objects.get()
    start_import(run, by=BERTA, at=NOON)

    with pytest.raises(ImportMoved):
        start_import(stale, by=BERTA, at=NOON)
    with pytest.raises(ImportMoved):
        forget_import(run, by=BERTA, at=NOON)
    with pytest.raises(ImportMoved):
        map_columns(stale, fields=stale.mapping["fields"], options=Options(), by=BERTA, at=NOON)


def test_an_import_that_was_not_written_can_be_put_away() -> None:
    a_house()
    forget_import(tried("Número,Nombre\nA-1,Uno\n"), by=BERTA, at=NOON)

    assert (ImportRun.objects.count(), ImportedRow.objects.count()) == (0, 0)


def test_work_is_taken_up_where_it_was_left() -> None:
    a_house()
    rows = "".join(f"A-{n},Cosa {n}\n" for n in range(1200))
    run = tried("Número,Nombre\n" + rows + "A-7,Otra vez\n")
    start_import(run, by=BERTA, at=NOON)

    assert work_on(run, at=NOON, seconds=0) is False
    assert (run.rows_done, MuseumObject.objects.count()) == (500, 500)
    again = ImportRun.objects.get()
    assert work_on(again, at=NOON) is True

    assert MuseumObject.objects.count() == 1200
    assert again.mapping["fates"] == {"created": 1200, "refused": 1}
    assert [each.code for each in told(ImportedRow.objects.get(number=1202).problem)] == [
        "number-twice"
    ]


def test_the_worker_goes_on_with_what_was_left() -> None:
    a_house()
    rows = "".join(f"A-{n},Cosa {n}\n" for n in range(600))
    run = tried("Número,Nombre\n" + rows)
    gone = tried("Número,Nombre\nB-1,Otra\n")
    for each in (gone, run):
        start_import(each, by=BERTA, at=NOON)
    keeping.path_of(gone).unlink()

    # A file that is not there any more holds up none of the others.
    duties.continue_now()

    run.refresh_from_db()
    gone.refresh_from_db()
    assert (run.state, gone.state) == (ImportState.DONE, ImportState.RUNNING)
    assert MuseumObject.objects.count() == 600


def test_an_object_that_another_window_registers_meanwhile_is_not_written_over() -> None:
    a_house()
    run = tried("Número,Nombre\nA-1,Uno\nA-2,Dos\n")
    an_object("other", number="A-2")
    start_import(run, by=BERTA, at=NOON)
    work_on(run, at=NOON)

    assert [fate for _n, fate, _codes in fates(run)] == ["created", "refused"]
    assert MuseumObject.objects.get(object_number="A-2").name["es"].words == "Escritorio"


KILLED = """
    import os, sys
    import django

    django.setup()
    from django.db import connection

    name = sys.argv[1]
    connection.settings_dict["NAME"] = name
    from casamuseo.collection.actions import importing
    from casamuseo.collection.models import ImportRun
    from datetime import datetime, UTC

    kept = importing._Work._keep
    turns = []

    def tell(self, judged):
        kept(self, judged)
        turns.append(1)
        if len(turns) == 3:
            # In the middle of the third chunk: its rows are written and not committed.
            print("written", flush=True)
            sys.stdin.read()

    importing._Work._keep = tell
    importing.work_on(ImportRun.objects.get(), at=datetime(2026, 11, 24, 18, tzinfo=UTC))
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_loses_no_row_and_writes_none_twice(
    tmp_path: Path, settings: Any
) -> None:
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).is_absolute():
        pytest.skip("another process cannot see a database in memory")
    a_house()
    rows = "".join(f"A-{n},Cosa {n},Bodega\n" for n in range(2100))
    run = tried("Número,Nombre,Ubicación\n" + rows)
    start_import(run, by=BERTA, at=NOON)
    script = tmp_path / "killed.py"
    script.write_text(textwrap.dedent(KILLED))
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "casamuseo.settings.test",
        "CASAMUSEO_HOME": str(Path(settings.MEDIA_ROOT).parent),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    process = subprocess.Popen(
        [sys.executable, str(script), str(connection.settings_dict["NAME"])],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdin is not None
    process.stdin.close()
    process.stdout.close()

    run.refresh_from_db()
    assert (run.rows_done, MuseumObject.objects.count()) == (1000, 1000)
    assert work_on(run, at=NOON) is True
    assert MuseumObject.objects.count() == 2100
    assert Movement.objects.count() == 2100
    assert list(run.imported_rows.order_by("number").values_list("number", flat=True)) == list(
        range(2, 2102)
    )
    assert run.mapping["fates"] == {"created": 2100}
