"""Hostile and broken folders: each a clear message with file and line, no traceback, nothing loaded."""

# ruff: noqa: E501  one case a line

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from casamuseo.house.models import House
from casamuseo.publish.folder import files
from casamuseo.publish.folder.loading import load_house
from casamuseo.publish.folder.problems import MOST, FolderRefused
from tests.cast import BERTA, NOON
from tests.publish.folders import change, write

pytestmark = pytest.mark.django_db


def refused(folder: Path) -> list[str]:
    """What is wrong with the folder, without its own name; nothing of it was loaded."""
    with pytest.raises(FolderRefused) as error:
        load_house(folder, actor=BERTA, at=NOON)
    assert House.objects.count() == 0
    return [str(problem).removeprefix(f"{folder}/") for problem in error.value.problems]


BOMB = "- &a [x, x, x]\n" + "".join(f"- &a{n} [*a, *a, *a, *a]\n" for n in range(30))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BOMB, "guide.yaml:1: anchors (“&name”) are not allowed: write the value out"),
        ("- *a\n", "guide.yaml:1: aliases (“*name”) are not allowed: write the value out"),
        (
            "- !!python/object/apply:os.system [ls]\n",
            "guide.yaml:1: tags (“!name”) are not allowed: write the value alone",
        ),
        ("- {number: 1,\n   number: 2}\n", "guide.yaml:2: the field “number” is here twice"),
        ("- number: 1\n\tplace: study\n", "guide.yaml:2: there is a tab: indent with spaces"),
        ("- {number: 1\n", "guide.yaml:2: this is not YAML: look for an indent"),
        ("- number: 1\n  place: a: b\n", "guide.yaml:2: this is not YAML: look for an indent"),
        ("- 'open\n", "guide.yaml:2: this is not YAML: look for an indent"),
        ("a: b\n", "guide.yaml:1: expected a list of records, each beginning with “- ”"),
        ("- word\n", "guide.yaml:1: expected fields, each as “name: value”"),
        ("- [1]\n", "guide.yaml:1: expected fields, each as “name: value”"),
        ("- {? [a] : b}\n", "guide.yaml:1: expected the name of a field, found a list or mapping"),
        ("[" * 5000, "guide.yaml:1: lists and mappings are nested too deeply here"),
        ("- " * 5000, "guide.yaml:1: lists and mappings are nested too deeply here"),
        ("- " + "{a: " * 5000, "guide.yaml:1: lists and mappings are nested too deeply here"),
        (
            "- {number: 1}\n---\n- {}\n",
            "guide.yaml:2: expected one document: “---” may not divide the file",
        ),
        (
            "- {number: 1, a: \x01}\n",
            "guide.yaml:1: there is an invisible control character (U+0001)",
        ),
    ],
)
def test_yaml_that_a_curator_would_not_write(folder: Path, text: str, expected: str) -> None:
    write(folder, "guide.yaml", text)

    assert any(problem.startswith(expected) for problem in refused(folder)), refused(folder)


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("guide.yaml", "number: 7", "nummer: 7", "guide.yaml:2: there is no field “nummer” here; expected number,"),
        ("guide.yaml", "number: 7", "number: seven", "guide.yaml:2: expected a whole number"),
        ("guide.yaml", "number: 7", 'number: "7"', "guide.yaml:2: expected a whole number"),
        ("guide.yaml", "number: 7", "number: 99999", "guide.yaml:2: expected a number from 1 to 9999"),
        ("guide.yaml", "object: desk, ", "", ""),
        ("guide.yaml", ", title: {es: El escritorio, en: The desk}", "", "guide.yaml:2: the field “title” is missing"),
        ("guide.yaml", "es: El", "fr: El", "guide.yaml:2: the house has no language “fr”; it has es, en"),
        ("guide.yaml", "{es: El escritorio, en: The desk}", "Desk", "guide.yaml:2: expected each language with its text"),
        ("objects.yaml", "size: [1.6, 0.8, 0.76]", "size: [1.6, .nan, 1]", "objects.yaml:13: expected a number that is finite"),
        ("objects.yaml", "size: [1.6, 0.8, 0.76]", "size: [1.6, .inf, 1]", "objects.yaml:13: expected a number that is finite"),
        ("objects.yaml", "size: [1.6, 0.8, 0.76]", "size: [1.6, -1, 1]", "objects.yaml:13: expected a number from 0 to"),
        ("objects.yaml", "size: [1.6, 0.8, 0.76]", "size: [1.6, 1]", "objects.yaml:13: expected a list of 3"),
        ("objects.yaml", "materials: [steel, metal]", "materials: steel", "objects.yaml:7: expected a list, [one, two]"),
        ("objects.yaml", "materials: [steel, metal]", "materials: [jade]", "objects.yaml:7: there is no “jade” in terms/material"),
        ("objects.yaml", "kind: furniture", "kind: steel", "objects.yaml:6: there is no “steel” in terms/object-kind"),
        ("objects.yaml", "hacia 1939", "one of these days", "objects.yaml:8: expected a date such as 1940-08-20"),
        ("objects.yaml", "hacia 1939", "1939", "objects.yaml:8: expected text, found a number: write \"1939\" in quotes"),
        ("objects.yaml", "number: D-002", "number: D-001", "objects.yaml:15: “D-001” belongs to “desk” already"),
        ("objects.yaml", "{es: lampara", "{es: escritorio", "objects.yaml:15: “escritorio” belongs to “desk” already"),
        ("objects.yaml", "{es: lampara", "{es: lámpara", "objects.yaml:18: expected lower-case letters without accents"),
        ("objects.yaml", "key: lamp", "key: Lamp", "objects.yaml:15: expected a key of lower-case letters, digits and hyphens"),
        ("objects.yaml", "key: lamp", "key: desk", "objects.yaml:15: the key “desk” is here twice"),
        ("objects.yaml", "form: table", "form: sofa", "objects.yaml:12: expected one of table, chair"),
        ("objects.yaml", "{text: Table, from: 1}", "{words: Table}", "objects.yaml:4: expected text, or a mapping of text, revision"),
        ("objects.yaml", "revision: 2", "revision: two", "objects.yaml:4: expected a whole number"),
        ("places.yaml", "parent: site", "parent: cellar", "places.yaml:2: there is no “cellar” in places"),
        ("places.yaml", "parent: site", "parent: study", "places.yaml:2: a record cannot be its own parent"),
        ("places.yaml", "  kind: site\n", "  kind: site\n  parent: study\n", "places.yaml:2: the records go round in a circle: study → site → study"),
        ("places.yaml", "[[0, 0], [20, 0], [20, 15], [0, 15]]", "[[0, 0], [20, 15], [20, 0], [0, 15]]", "places.yaml:35: the outline crosses itself"),
        ("places.yaml", "[[0, 0], [20, 0], [20, 15], [0, 15]]", "[[0, 0], [20, 0]]", "places.yaml:35: expected a list of 3"),
        ("places.yaml", "[[0, 0], [20, 0], [20, 15], [0, 15]]", "[[0, 0], [20, 0], null]", "places.yaml:35: expected a list, [one, two]"),
        ("places.yaml", "[[0, 0], [20, 0], [20, 15], [0, 15]]", "[[0, 0], [20, 0], [1, null]]", "places.yaml:35: expected a number"),
        ("places.yaml", "to: site", "to: moon", "places.yaml:2: there is no “moon” in places"),
        ("places.yaml", "study#attack", "study#nothing", "places.yaml:27: there is no statement “places/study#nothing”"),
        ("places.yaml", "study#attack", "attack", "places.yaml:27: expected a passage and a statement"),
        ("display-states.yaml", 'day: "1940-08-20"', 'day: "1940-08-32"', "display-states.yaml:3: expected a day such as 2026-12-25"),
        ("display-states.yaml", "place: study, ", "", "display-states.yaml:8: an object that was present has the place"),
        ("journeys.yaml", "key: end", "key: oslo", "journeys.yaml:2: the key “exile/oslo” is here twice"),
        ("house.yaml", "America/Mexico_City", "America/Coyoacan", "house.yaml:5: there is no time zone “America/Coyoacan”"),
        ("house.yaml", "languages: [es, en]", "languages: [es, es]", "house.yaml:4: each language is there once"),
        ("house.yaml", "languages: [es, en]\n", "", "house.yaml:2: the field “languages” is missing"),
        ("visit.yaml", 'opens: "10:00"', 'opens: "25:00"', "visit.yaml:5: expected a time such as \"17:00\", found “25:00”"),
        ("visit.yaml", 'closes: "17:00"', 'closes: "09:00"', "visit.yaml:3: the house opens before it closes"),
        ("visit.yaml", "[tue, sun]", "[sun, tue]", "visit.yaml:3: each weekday is there once"),
        ("visit.yaml", '"40.00"', "40.00", "visit.yaml:20: expected text, found a number: write \"40.00\" in quotes"),
        ("visit.yaml", "closed: false", "closed: no", "visit.yaml:14: expected true or false"),
        ("geographic-places.yaml", ", longitude: -99.162", "", "geographic-places.yaml:2: latitude and longitude are given together"),
        ("persons.yaml", "kind: preferred", "kind: variant", "persons.yaml:2: one of the names is the preferred one"),
        ("sources.yaml", "publisher:", "publishers:", "sources.yaml:6: there is no field “publishers” here"),
        ("sources.yaml", "type: book", "type: tome", "sources.yaml:3: expected one of article, "),
        ("pictures.yaml", "key: objects/desk\n", "key: objects/sofa\n", "pictures.yaml:7: no record of the house shows the picture “objects/sofa”"),
        ("passages/house.txt", "@levine", "@nobody", "passages/house.txt:2: there is no source “nobody”"),
        ("passages/house.txt", "[@levine]", "[@levine", "passages/house.txt:2: citations stand at the end of the sentence"),
        ("passages/house.txt", "# house/about", "# objects/sofa", "passages/house.txt:1: no record of the house speaks the passage “objects/sofa”"),
        ("passages/house.txt", "# house/about", "# persons/trotsky", "the passage “persons/trotsky” is here twice"),
        ("passages/places.txt", "signed=editors", "signed=nobody", "passages/places.txt:4: the house has no signatory “nobody”"),
        ("passages/places.txt", "{#hurt}", "{#attack}", "passages/places.txt:7: the key “places/study#attack” is here twice"),
        ("passages/places.txt", "# places/study", "\t# places/study", "passages/places.txt:1: there is a tab"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_line_and_what_was_expected(
    folder: Path, name: str, old: str, new: str, expected: str
) -> None:
    change(folder, name, old, new)
    if not expected:
        load_house(folder, actor=BERTA, at=NOON)
        return

    assert any(expected in problem for problem in refused(folder)), refused(folder)


def test_the_message_is_in_the_users_language(folder: Path) -> None:
    change(folder, "guide.yaml", "number: 7", "number: seven")

    with translation.override("es"):
        assert refused(folder) == [
            f"guide.yaml:2: {translation.gettext('expected a whole number')}"
        ]


def test_so_many_problems_and_no_more_are_told_at_once(folder: Path) -> None:
    write(folder, "guide.yaml", "".join(f"- {{number: x{n}}}\n" for n in range(500)))

    problems = refused(folder)

    assert len(problems) == MOST + 1
    assert problems[-1] == "guide.yaml: There are more problems; these come first."


def test_a_file_that_is_not_utf_8_says_where(folder: Path) -> None:
    (folder / "guide.yaml").write_bytes(b"# one\n- {number: 7, title: {es: Jard\xedn}}\n")

    assert refused(folder) == ["guide.yaml:2: is not UTF-8: save the file as UTF-8 text"]


def test_a_file_that_is_too_large_is_not_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (folder / "guide.yaml").open("wb") as file:
        file.truncate(files.LARGEST + 1)

    assert refused(folder) == [
        "guide.yaml: is larger than 50 MB; a list may be a folder of several files"
    ]


@pytest.mark.parametrize("name", ["guide.yaml", "passages/house.txt", "pictures/objects/desk.svg"])
def test_a_link_is_not_followed(folder: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes((folder / name).read_bytes())
    (folder / name).unlink()
    (folder / name).symlink_to(outside)

    assert any(
        problem.endswith("is a link; a house folder holds the files themselves")
        for problem in refused(folder)
    )


def test_a_linked_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "passages").rename(tmp_path / "elsewhere")
    (folder / "passages").symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    assert "passages: is a link; a house folder holds the files themselves" in refused(folder)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("pictures/../../secret.svg", "“pictures/../../secret.svg” leads out of the house folder"),
        ("/etc/passwd", "a picture's file is in the folder “pictures”"),
        ("../secret.svg", "a picture's file is in the folder “pictures”"),
        ("pictures/none.svg", "pictures/none.svg: the file is missing"),
    ],
)
def test_a_picture_lies_inside_the_folder(folder: Path, file: str, expected: str) -> None:
    write(folder.parent, "secret.svg", "<svg/>")
    change(folder, "pictures.yaml", "pictures/objects/desk.svg", file)

    (problem,) = refused(folder)
    assert problem.startswith("pictures.yaml:7: ")
    assert expected in problem


def test_a_hostile_drawing_is_refused_at_its_line(folder: Path) -> None:
    write(
        folder,
        "pictures/objects/desk.svg",
        '<svg xmlns="http://www.w3.org/2000/svg">\n<script>alert(1)</script>\n</svg>\n',
    )

    assert refused(folder) == [
        "pictures/objects/desk.svg:2: the element “script” is not allowed in a drawing"
    ]


def test_a_misspelt_file_is_not_passed_over(folder: Path) -> None:
    (folder / "objects.yaml").rename(folder / "object.yaml")

    assert refused(folder) == [
        "object.yaml: a house folder has no such file; is the name misspelt?"
    ]


def test_something_else_than_a_house_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        FolderRefused, match=r"expected a house folder, with the file “house\.yaml”"
    ):
        load_house(tmp_path / "nowhere", actor=BERTA, at=NOON)
