"""The records of the keeper's desk as files: loaded, dumped, the same bytes again; none for the public."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casamuseo.collection.models import (
    Audit,
    ImportedRow,
    Loan,
    Movement,
    MuseumObject,
    Reading,
    Whereabouts,
)
from casamuseo.publish.folder.dumping import dump_house
from casamuseo.publish.folder.loading import load_house
from casamuseo.publish.folder.problems import FolderRefused
from casamuseo.sources.actions_passages import save_draft
from casamuseo.sources.drafting import rewritten
from casamuseo.sources.models import Passage, PassageEdition, Statement
from casamuseo.sources.opening import open_passage
from casamuseo.sources.terms import Register
from tests.cast import BERTA, NOON
from tests.publish.folders import change, contents, write

pytestmark = pytest.mark.django_db

SCHEMA = "# yaml-language-server: $schema=../../docs/schemas/{}.json\n"
FILES = {
    "objects": """
- key: desk
  number: D-001
  name: {es: Escritorio, en: Desk}
  slug: {es: escritorio, en: desk}
  made: {as_written: cuando había luna}
  count: 2
  other_numbers: [{number: "117", kind: former, note: Inventario viejo}]
  brief_description: {es: De madera, en: Of wood}
  features: {es: Una quemadura, en: A burn}
  inscription: "Made in Oslo\\nNo. 7"
  dimensions_as_written: 160 x 80 cm
  legal_status: owned
  authenticity: original
  normal_place: study
  normal_position: junto a la ventana
  salvage_priority: first
  handling: {es: Entre dos personas, en: By two people}
  catalogue_note: |-
  rights:
    - {subject: object, uri: "http://rightsstatements.org/vocab/NKC/1.0/", until: "2040-12-31"}
    - {subject: photograph, picture: objects/desk, uri: "http://example.org/by", holder: Nosotros}
    - {subject: text, uri: "http://example.org/by", note: Por carta}
  provenance:
    - {key: made, kind: made, when: hacia 1939, other_agent: Un carpintero, certainty: inferred}
    - {key: gap, kind: gap, note: {es: Nada se sabe., en: Nothing is known.}, certainty: unknown}
    - {key: given, kind: given, when: "1990", person: trotsky, at: oslo, certainty: documented}
  recorded_by: Berta
  recorded_at: "2026-11-24T18:00:00Z"
  pictures: [objects/desk/2, objects/desk]
- key: lamp
  number: D-002
  name: {es: Lámpara, en: Lamp}
  slug: {es: lampara, en: lamp}
  public: false
  part_of: desk
""",
    "movements": """
- key: m1
  object: desk
  whither: place
  to: vitrine
  effective_at: "2026-01-02T12:00:00Z"
  recorded_at: "2026-01-03T12:00:00Z"
  recorded_by: berta
  reason: first
  note: "Dos líneas:\\nla segunda"
- key: m0
  fixture: vitrine
  whither: place
  to: study
  position: pared norte
  effective_at: "2026-01-04T12:00:00Z"
  recorded_at: "2026-01-04T12:00:00Z"
  recorded_by: berta
  reason: display
  batch: b1
- key: m2
  object: lamp
  whither: elsewhere
  elsewhere: Taller de Ana
  effective_at: "2026-01-05T12:00:00Z"
  recorded_at: "2026-01-05T12:00:00Z"
  recorded_by: berta
  reason: conservation
- key: m3
  object: lamp
  whither: unknown
  effective_at: "2026-01-05T12:00:00Z"
  recorded_at: "2026-01-06T12:00:00Z"
  recorded_by: berta
  reason: reversal
  reverses: m2
""",
    "entries": """
- number: E-2026-001
  entered_on: "2026-02-01"
  reason: gift
  depositor: Eva
  depositor_contact: 55 1234
  return_by: "2026-03-01"
  received_by: berta
  items:
    - {description: Una lámpara, object: lamp}
    - {description: Tres libros, count: 3}
""",
    "acquisitions": """
- number: A-2026-001
  method: gift
  source: Eva
  acquired: febrero de 2026
  accessioned_on: "2026-02-02"
  price_cents: 150000
  currency: MXN
  entry: E-2026-001
  objects: [lamp, desk]
  recorded_at: "2026-02-02T12:00:00Z"
  recorded_by: berta
""",
    "exits": """
- number: X-2026-001
  left_on: "2026-02-03"
  reason: loan
  recipient: Museo de Oslo
  authorised_by: Eva
  authorised_on: "2026-02-02"
  objects: [lamp]
  recorded_at: "2026-02-03T12:00:00Z"
  recorded_by: berta
""",
    "loans": """
- number: L-2026-001
  direction: out
  state: agreed
  partner: Museo de Oslo
  begins_on: "2026-02-01"
  ends_on: "2026-05-01"
  insured_cents: 100000000
  currency: MXN
  items:
    - {object: desk, sent_on: "2026-02-01", returned_on: "2026-03-01"}
    - {object: lamp, sent_on: "2026-02-01"}
  recorded_at: "2026-02-01T12:00:00Z"
  recorded_by: berta
""",
    "condition-checks": """
- key: c1
  object: desk
  checked_on: "2026-02-04"
  checked_by: Ana
  reason: routine
  condition: fair
  completeness: complete
  next_check_on: "2027-02-04"
  recorded_at: "2026-02-04T12:00:00Z"
  recorded_by: berta
""",
    "condition-pictures": """
- key: objects/desk/2
  check: c1
  marks: [{kind: crack, points: [[0.1, 0.25], [0.5, 0.75]], note: Junto al cajón}]
""",
    "treatments": """
- key: t1
  object: desk
  begun_on: "2026-02-05"
  conservator: Ana
  materials: Cera
  after_check: c1
  recorded_at: "2026-02-05T12:00:00Z"
  recorded_by: berta
""",
    "damages": """
- key: d1
  object: desk
  kind: damage
  discovered_on: "2026-02-04"
  discovered_by: Ana
  description: Se abrió.
  recorded_at: "2026-02-04T12:00:00Z"
  recorded_by: berta
""",
    "audits": """
- key: a1
  place: study
  begun_at: "2026-02-06T12:00:00Z"
  begun_by: berta
  closed_at: "2026-02-06T14:00:00Z"
  closed_by: berta
  lines:
    - {object: desk, expected: true, expected_place: vitrine, outcome: found, noted_by: berta}
    - {object: lamp, expected: false, outcome: unexpected, seen_place: study, noted_by: berta}
""",
    "sensors": """
- {key: logger, name: Despacho, place: study, every_minutes: 15, corrections: {humidity: -1.5}}
""",
    "climate-limits": """
- {place: study, quantity: humidity, lowest: 45, highest: 55.5}
""",
    "readings": """
- {sensor: logger, quantity: humidity, at: "2026-02-06T12:00:00Z", raw: 51.5, value: 50}
- {sensor: logger, quantity: humidity, at: "2026-02-06T12:15:00Z", raw: 52, value: 50.5}
""",
    "documentation-plans": """
- key: p1
  title: Fotografiar
  aim: picture
  place: study
  state: open
  recorded_at: "2026-02-06T12:00:00Z"
  recorded_by: berta
""",
    "imports": """
- key: i1
  file_name: inventario.csv
  digest: abc
  columns: [Número, Nombre]
  mapping: {"Número": object_number}
  state: done
  rows: 1
  rows_done: 1
  begun_at: "2026-02-06T12:00:00Z"
  begun_by: berta
""",
    "imported-rows": """
- {import: i1, number: 2, values: [D-002, "  Lámpara "], fate: created, object: lamp}
""",
    "drafts": """
- passage: places/study
  base_version: 2
  version: 4
  stage: in-review
  begun_at: "2026-02-06T12:00:00Z"
  written_at: "2026-02-06T13:00:00Z"
  written_by: berta
  writers: [berta]
  statements: [{key: attack, text: {es: Otra cosa., en: null}, starts_paragraph: true}]
""",
    "editions": """
- passage: places/study
  version: 3
  began_at: "2026-01-06T12:00:00Z"
  written_by: berta
  reviewed_by: eva
  statements: [{key: attack, text: {es: Lo que se dijo.}}]
""",
    "printed-labels": """
- passage: places/study
  place: study
  wall: norte
  size: a4
  languages: [es, en]
  said: {attack: {es: Lo que se dijo.}}
  digest: def
  printed_at: "2026-01-07T12:00:00Z"
  printed_by: berta
  hung_on: "2026-01-08"
""",
}
VITRINE = """- key: vitrine
  parent: site
  kind: fixture
  name: {es: Vitrina, en: Vitrine}
  slug: {es: vitrina, en: vitrine}
"""
EASY = """# easy-read/places/study
= Aquí lo atacaron. [@levine]
  en: They attacked him here.
  note: Véase la carta de 1940, sin fuente
"""


@pytest.fixture
def kept(folder: Path, tmp_path: Path) -> Path:
    """The small house with one record of everything that the keeper's desk writes, as dumped."""
    write(folder, "places.yaml", (folder / "places.yaml").read_text() + VITRINE)
    change(
        folder,
        "house.yaml",
        "languages: [es, en]\n",
        "languages: [es, en]\nprepared_languages: [fr]\n",
    )
    for name, text in FILES.items():
        body = text.lstrip("\n").replace("  catalogue_note: |-\n", "")
        write(folder, f"{name}.yaml", SCHEMA.format(name) + body)
    write(folder, "passages/easy-read.txt", EASY)
    return folder


def test_what_the_desk_writes_is_loaded(kept: Path) -> None:
    load_house(kept, actor=BERTA, at=NOON)

    desk = MuseumObject.objects.get(key="desk")
    assert [one.number for one in desk.other_numbers.all()] == ["117"]
    assert [(one.kind, one.certainty) for one in desk.custody_events.all()] == [
        ("made", "inferred"),
        ("gap", "unknown"),
        ("given", "documented"),
    ]
    assert desk.made is not None
    assert (desk.made.words, desk.made.edtf) == ("cuando había luna", None)
    assert desk.inscription == "Made in Oslo\nNo. 7"
    assert [one.key for one in desk.pictures.order_by("order")] == [
        "objects/desk/2",
        "objects/desk",
    ]
    assert MuseumObject.objects.get(key="lamp").part_of == desk
    assert Movement.objects.get(key="m3").reverses == Movement.objects.get(key="m2")
    assert Loan.objects.get().items.count() == 2
    assert Audit.objects.get().lines.count() == 2
    assert list(Reading.objects.values_list("value", flat=True)) == [50, 50.5]
    assert ImportedRow.objects.get().values == ["D-002", "  Lámpara "]


def test_where_things_are_is_derived_from_the_loaded_ledger(kept: Path) -> None:
    load_house(kept, actor=BERTA, at=NOON)

    found = Whereabouts.objects.values_list("museum_object__key", "fixture__key", "place__key")
    assert sorted(found, key=str) == [("desk", None, "vitrine"), (None, "vitrine", "study")]


def test_a_register_says_a_passage_in_another_way(kept: Path) -> None:
    load_house(kept, actor=BERTA, at=NOON)

    easy = Passage.objects.get(key="easy-read/places/study")
    assert (easy.register, easy.of) == (
        Register.EASY_READ,
        Passage.objects.get(key="places/study"),
    )
    assert easy.is_published
    statement = Statement.objects.get(passage=easy)
    assert statement.unresolved_notes == ["Véase la carta de 1940, sin fuente"]


def test_a_passage_is_at_the_version_that_its_editions_know(kept: Path) -> None:
    load_house(kept, actor=BERTA, at=NOON)

    assert Passage.objects.get(key="places/study").version == 3


OTHER_WORDS = ("se abrió en", "abrió sus puertas en")


def a_draft(**words: str) -> Passage:
    """Somebody writes in what the house says of itself."""
    passage = Passage.objects.get(key="house/about")
    opened = open_passage(passage)
    (first,) = opened.statements
    before = {code: first.text[code].words for code in first.text}
    mine = [replace(first, text=rewritten(first.text, {**before, **words}))]
    save_draft(passage, statements=mine, seen=opened.digests, by=BERTA, at=NOON)
    return passage


def test_a_load_meets_the_draft_of_a_text_that_it_changes(folder: Path) -> None:
    load_house(folder, actor=BERTA, at=NOON)
    passage = a_draft(es="Lo que escribe Berta.")
    change(folder, "passages/house.txt", *OTHER_WORDS)

    report = load_house(folder, actor="loader", at=NOON)

    passage.refresh_from_db()
    assert list(passage.editions.values_list("version", "written_by")) == [(2, "loader"), (1, "")]
    assert passage.version == 2
    assert (report.changed, report.created) == ({"statements": 1}, {"editions": 1})
    (conflict,) = open_passage(passage).conflicts
    assert conflict.mine
    assert conflict.mine.text.words("es") == "Lo que escribe Berta."
    assert conflict.theirs
    assert conflict.theirs.text.words("es") == "La casa abrió sus puertas en 1990."
    assert not load_house(folder, actor="loader", at=NOON).is_changed


def test_a_draft_that_left_a_sentence_alone_follows_the_load(folder: Path) -> None:
    load_house(folder, actor=BERTA, at=NOON)
    passage = a_draft(es="Lo que escribe Berta.")
    change(folder, "passages/house.txt", "The house was opened", "The house opened")

    load_house(folder, actor="loader", at=NOON)

    passage.refresh_from_db()
    opened = open_passage(passage)
    text = opened.statements[0].text
    assert opened.conflicts == ()
    assert text.words("es") == "Lo que escribe Berta."
    assert text.words("en") == "The house opened in 1990."


def test_a_dump_that_was_edited_meets_its_draft_where_the_text_is_new(
    folder: Path, tmp_path: Path
) -> None:
    load_house(folder, actor=BERTA, at=NOON)
    change(folder, "passages/house.txt", *OTHER_WORDS)
    load_house(folder, actor=BERTA, at=NOON)
    passage = a_draft(es="Lo que escribe Berta.")
    dump_house(tmp_path / "dump")
    change(tmp_path / "dump", "passages/house.txt", "abrió sus puertas en", "abre desde")
    passage.delete()

    load_house(tmp_path / "dump", actor="loader", at=NOON)

    passage = Passage.objects.get(key="house/about")
    assert passage.version == 3
    assert len(open_passage(passage).conflicts) == 1


def test_editions_cost_the_same_queries_for_one_changed_text_and_for_three(folder: Path) -> None:
    load_house(folder, actor=BERTA, at=NOON)
    assert not PassageEdition.objects.exists()
    change(folder, "passages/house.txt", *OTHER_WORDS)
    with CaptureQueriesContext(connection) as one:
        load_house(folder, actor=BERTA, at=NOON)
    change(folder, "passages/house.txt", "abrió sus puertas en", "abre desde")
    for file in ("persons", "journeys"):
        text = (folder / "passages" / f"{file}.txt").read_text()
        write(folder, f"passages/{file}.txt", text.replace("\n= ", "\n= De veras: ", 1))

    with CaptureQueriesContext(connection) as three:
        load_house(folder, actor=BERTA, at=NOON)

    assert PassageEdition.objects.count() == 7
    assert len(three) == len(one)


def test_what_the_desk_writes_is_dumped_with_the_same_bytes(kept: Path, tmp_path: Path) -> None:
    load_house(kept, actor=BERTA, at=NOON)

    dump_house(tmp_path / "dump")

    assert _differing(tmp_path / "dump", kept) == {}


def test_loading_it_again_changes_nothing(kept: Path) -> None:
    load_house(kept, actor=BERTA, at=NOON)

    assert not load_house(kept, actor=BERTA, at=NOON).is_changed


def test_a_changed_reading_replaces_the_list(kept: Path) -> None:
    load_house(kept, actor=BERTA, at=NOON)
    change(kept, "readings.yaml", "value: 50.5", "value: 51")

    report = load_house(kept, actor=BERTA, at=NOON)

    assert report.facts()["changed"] == {"readings": 1}
    assert list(Reading.objects.values_list("value", flat=True)) == [50, 51]


def test_the_public_has_none_of_it(kept: Path, tmp_path: Path) -> None:
    load_house(kept, actor=BERTA, at=NOON)

    dump_house(tmp_path / "dump", public=True)

    dumped = contents(tmp_path / "dump")
    assert not {f"{name}.yaml" for name in FILES if name != "objects"} & set(dumped)
    assert b"lamp" not in b"".join(
        text for name, text in dumped.items() if not name.startswith("pictures")
    )
    assert b"Berta" not in dumped["objects.yaml"]
    assert b"carpintero" not in dumped["objects.yaml"]
    assert b"Inventario viejo" not in dumped["objects.yaml"]
    assert b"certainty: documented" in dumped["objects.yaml"]
    assert b"Nosotros" in dumped["objects.yaml"]
    assert b"Por carta" not in dumped["objects.yaml"]
    assert b"quemadura" in dumped["objects.yaml"]


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("movements", "  to: vitrine\n", "", "a movement goes to a place"),
        ("movements", "  object: desk\n", "", "a movement is of one object or of one fixture"),
        ("movements", '"2026-01-03T12', '"2026-01-01T12', "a movement takes effect before"),
        ("loans", '"2026-05-01"', '"2026-01-01"', "“ends_on” is a day before “begins_on”"),
        ("loans", ', returned_on: "2026-03-01"', ', returned_on: "2026-01-01"', "a day before"),
        ("loans", "{object: lamp,", "{object: desk,", "is here twice"),
        ("acquisitions", "E-2026-001", "E-2026-009", "there is no “E-2026-009” in entries"),
        ("climate-limits", "lowest: 45", "lowest: 60", "the lowest value is below the highest"),
        ("condition-checks", '"2027-02-04"', '"2026-02-04"', "the next check is after this one"),
        ("drafts", "places/study", "places/attic", "there is no “places/attic” in passages"),
    ],
)
def test_a_record_that_cannot_be_true_is_refused_at_its_line(
    kept: Path, name: str, old: str, new: str, message: str
) -> None:
    change(kept, f"{name}.yaml", old, new)

    with pytest.raises(FolderRefused) as refused:
        load_house(kept, actor=BERTA, at=NOON)

    assert [message in str(problem) for problem in refused.value.problems] == [True]


def test_a_register_of_no_passage_is_refused(kept: Path) -> None:
    change(kept, "passages/easy-read.txt", "places/study", "places/attic")

    with pytest.raises(FolderRefused, match="there is no passage “places/attic”"):
        load_house(kept, actor=BERTA, at=NOON)


def _differing(dumped: Path, kept: Path) -> dict[str, tuple[str, str]]:
    """The files that are not the same, as dumped and as they were."""
    one, other = contents(dumped), contents(kept)
    return {
        name: (one.get(name, b"").decode(), other.get(name, b"").decode())
        for name in one.keys() | other.keys()
        if one.get(name) != other.get(name)
    }
