"""Translations out and in: XLIFF and PO go round, and what is hostile or from elsewhere is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from lxml import etree

from casamuseo.collection.models import MuseumObject
from casamuseo.kernel.texts import Text
from casamuseo.sources.actions import revise_statement
from casamuseo.sources.actions_translating import bring_in
from casamuseo.sources.exchange import po, xliff
from casamuseo.sources.exchange.errors import (
    AnotherHouse,
    AnotherLanguage,
    NothingInIt,
    UnfitFile,
    UnknownUnits,
)
from casamuseo.sources.exchange.judging import Fate, Judgement, judge
from casamuseo.sources.exchange.units import MOST_BYTES, Returned, Sheet, Unit, units_of
from casamuseo.sources.models import Statement
from casamuseo.sources.translating import Standing, Strand, pieces, standing_of
from tests.cast import BERTA, NOON, a_passage, a_source, a_statement, an_object

pytestmark = pytest.mark.django_db

HOUSE = ["es", "en"]
STRANDS = [
    Strand(
        Statement,
        "text",
        "Sentence",
        lambda: (
            Statement.objects.select_related("passage")
            .prefetch_related("citations__source")
            .order_by("pk")
        ),
    ),
    Strand(MuseumObject, "name", "Name", lambda: MuseumObject.objects.order_by("pk")),
]
READERS: dict[str, tuple[Callable[[Sheet], bytes], Callable[[bytes], Returned]]] = {
    "xliff 2.0": (xliff.write, xliff.read),
    "xliff 1.2": (lambda sheet: xliff.write(sheet, version="1.2"), xliff.read),
    "po": (lambda sheet: po.write(sheet, at=NOON), po.read),
}
HOSTILE = 'Ñandú <b>"&amp;" *rojo*'


def a_house_with_texts() -> list[Statement]:
    passage = a_passage(is_published=False)
    source = a_source()
    texts = [
        Text.of(es=HOSTILE),
        Text.from_json(
            {"es": {"text": "La mesa es azul.", "revision": 2}, "en": {"text": "Red.", "from": 1}}
        ),
        Text.of(es="Hay tres.", en="There are three."),
    ]
    an_object(name=Text.of(es="Mesa"))
    return [a_statement(passage, text=text, source=source) for text in texts]


def sheet_of(*, only: tuple[Standing, ...] = (), house: str = "casa") -> Sheet:
    units = list(units_of(pieces(STRANDS, "en", only=only), original="es", language="en"))
    return Sheet(house, "Casa de prueba", "es", "en", units)


def fates(returned: Returned) -> dict[str, Fate]:
    return {one.line.id: one.fate for one in judged(returned).units}


def judged(returned: Returned) -> Judgement:
    return judge(returned, house="casa", languages=HOUSE, strands=STRANDS)


@pytest.mark.parametrize("kind", READERS)
def test_a_file_goes_out_and_comes_back_as_it_was(kind: str) -> None:
    write, read = READERS[kind]
    a_house_with_texts()
    sheet = sheet_of()

    returned = read(write(sheet))

    assert (returned.house, returned.original, returned.language) == ("casa", "es", "en")
    assert [(line.id, line.source, line.target, line.revision) for line in returned.lines] == [
        ("places/study#s1", HOSTILE, "", 1),
        ("places/study#s2", "La mesa es azul.", "Red.", 2),
        ("places/study#s3", "Hay tres.", "There are three.", 1),
        ("collection.museumobject:desk#name", "Mesa", "", 1),
    ]
    assert [line.seen for line in returned.lines] == [unit.seen for unit in sheet.units]
    found = fates(returned)
    assert found.pop("places/study#s2") in (Fate.SAME, Fate.UNREADY)
    assert set(found.values()) == {Fate.EMPTY, Fate.SAME}


def filled(sheet: Sheet, words: dict[str, str], *, standing: Standing = Standing.REVIEWED) -> Sheet:
    """The sheet as a translator gives it back."""
    units = [
        Unit(
            unit.id,
            unit.source,
            words.get(unit.id, unit.target),
            unit.revision,
            standing if unit.id in words else unit.standing,
            unit.seen,
        )
        for unit in sheet.units
    ]
    return Sheet(sheet.house, sheet.name, sheet.original, sheet.language, units)


@pytest.mark.parametrize("kind", READERS)
def test_what_a_translator_gives_back_is_written_and_waits_for_review(kind: str) -> None:
    write, read = READERS[kind]
    a_house_with_texts()
    work = {
        "places/study#s1": "Rhea *red*",
        "places/study#s2": "Red.",
        "places/study#s3": "Three.",
        "collection.museumobject:desk#name": "Table",
    }

    judgement = judged(read(write(filled(sheet_of(), work))))

    assert [one.fate for one in judgement.units] == [
        Fate.NEW,
        Fate.RENEWED,
        Fate.CHANGED,
        Fate.NEW,
    ]
    done = bring_in(
        judgement.brought, language="en", languages=HOUSE, source="file", by="Tomás", at=NOON
    )
    assert (done.written, done.left) == (4, ())
    standings = [standing_of(one.text, "en") for one in Statement.objects.order_by("pk")]
    assert standings == [Standing.WAITING] * 3
    assert Statement.objects.get(key="s1").text["en"].words == "Rhea *red*"
    assert MuseumObject.objects.get().name["en"].words == "Table"


@pytest.mark.parametrize("kind", READERS)
def test_what_changed_since_comes_in_as_stale_or_is_left_alone(kind: str) -> None:
    write, read = READERS[kind]
    first, _second, third = a_house_with_texts()
    work = {"places/study#s1": "Rhea.", "places/study#s3": "Three."}
    file = write(filled(sheet_of(), work))
    revise_statement(first, text=Text.of(es="Otro."), languages=HOUSE, by=BERTA, at=NOON)
    revise_statement(
        third, text=Text.of(es="Hay tres.", en="There are 3."), languages=HOUSE, by=BERTA, at=NOON
    )

    judgement = judged(read(file))

    assert fates(read(file))["places/study#s1"] == Fate.OLD
    assert fates(read(file))["places/study#s3"] == Fate.MEANWHILE
    bring_in(judgement.brought, language="en", languages=HOUSE, source="f", by="T", at=NOON)
    first.refresh_from_db()
    assert (first.text["en"].words, standing_of(first.text, "en")) == ("Rhea.", Standing.STALE)
    third.refresh_from_db()
    assert third.text["en"].words == "There are 3."


def test_only_what_is_missing_or_stale_leaves_where_that_was_asked() -> None:
    a_house_with_texts()

    sheet = sheet_of(only=(Standing.MISSING, Standing.STALE))

    assert [unit.id for unit in sheet.units] == [
        "places/study#s1",
        "places/study#s2",
        "collection.museumobject:desk#name",
    ]
    assert sheet.units[0].notes == ("Book patenaude",)


@pytest.mark.parametrize("kind", READERS)
def test_words_that_cannot_stand_there_are_named_with_their_reason(kind: str) -> None:
    write, read = READERS[kind]
    a_house_with_texts()
    file = write(filled(sheet_of(), {"places/study#s1": "The *table."}))

    with translation.override("en"):
        unit = judged(read(file)).units[0]

    assert (unit.fate, unit.brought) == (Fate.UNFIT, None)
    assert unit.problem == "en: italics open and close with an asterisk: *words*"
    assert file.splitlines()[unit.line.number - 1].find(b"s1") >= 0 or kind == "po"


@pytest.mark.parametrize("kind", READERS)
def test_a_file_from_another_house_is_refused_whole(kind: str) -> None:
    write, read = READERS[kind]
    a_house_with_texts()

    with translation.override("en"), pytest.raises(AnotherHouse) as refused:
        judged(read(write(sheet_of(house="casa-azul"))))

    assert str(refused.value) == (
        "This file belongs to the house “casa-azul”, and this house is “casa”."
    )


@pytest.mark.parametrize("kind", READERS)
def test_texts_that_the_house_does_not_know_are_named_with_their_lines(kind: str) -> None:
    write, read = READERS[kind]
    a_house_with_texts()
    returned = read(write(sheet_of()))
    Statement.objects.get(key="s2").delete()

    with pytest.raises(UnknownUnits) as refused:
        judged(returned)

    assert refused.value.facts == {"units": ["places/study#s2"]}
    assert f"places/study#s2 ({returned.lines[1].number})" in str(refused.value)


def test_a_file_names_no_field_that_is_not_translated() -> None:
    a_house_with_texts()
    unit = Unit("collection.museumobject:desk#slug", "mesa", "x", 1, Standing.MISSING)

    with pytest.raises(UnknownUnits):
        judged(xliff.read(xliff.write(Sheet("casa", "Casa", "es", "en", [unit]))))


def test_a_language_that_the_house_does_not_have_is_refused() -> None:
    a_house_with_texts()
    sheet = sheet_of()

    with pytest.raises(AnotherLanguage):
        judged(xliff.read(xliff.write(Sheet("casa", "C", "es", "fr", sheet.units))))
    with pytest.raises(NothingInIt):
        judged(xliff.read(xliff.write(Sheet("casa", "C", "es", "en", []))))


def test_a_text_that_stands_twice_in_a_file_is_taken_once() -> None:
    a_house_with_texts()
    sheet = filled(sheet_of(), {"places/study#s1": "Rhea."})
    twice = Sheet("casa", "C", "es", "en", [sheet.units[0], sheet.units[0]])

    assert [one.fate for one in judged(xliff.read(xliff.write(twice))).units] == [
        Fate.NEW,
        Fate.UNFIT,
    ]


def test_a_language_without_a_locale_goes_out_and_back() -> None:
    a_house_with_texts()
    units = list(units_of(pieces(STRANDS, "nah"), original="es", language="nah"))
    sheet = Sheet("casa", "C", "es", "nah", units)

    for write, read in READERS.values():
        returned = read(write(sheet))
        assert (returned.language, len(returned.lines)) == ("nah", 4)


HEAD = b'<?xml version="1.0"?>\n'
LAUGHS = (
    HEAD
    + b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;">\n'
    + b"".join(
        b'<!ENTITY lol%d "%s">\n' % (number, b"&lol%d;" % (number - 1) * 10)
        for number in range(2, 12)
    )
    + b']>\n<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0">&lol11;</xliff>'
)
FILE_READER = (
    HEAD
    + b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>\n'
    + b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0">&secret;</xliff>'
)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (LAUGHS, 2),
        (FILE_READER, 2),
        (FILE_READER.decode().encode("utf-16"), 1),
        (HEAD + b"<xliff>\n<unit>\n</xliff>", 4),
        (HEAD + b"<html/>", 2),
        (b"", 1),
        (b"\x89PNG\r\n", 1),
    ],
)  # fmt: skip
def test_hostile_and_broken_xml_is_refused_with_the_line(content: bytes, line: int) -> None:
    with pytest.raises(UnfitFile) as refused:
        xliff.read(content)

    assert refused.value.facts == {"line": line}
    assert "root:" not in str(refused.value)


@pytest.mark.parametrize("read", [xliff.read, po.read])
def test_fifty_megabytes_are_refused_unread(read: Callable[[bytes], Returned]) -> None:
    with translation.override("en"), pytest.raises(UnfitFile, match="too large"):
        read(b"<" * 50_000_000)

    assert MOST_BYTES < 50_000_000


def test_a_placeholder_of_a_tool_is_refused_and_its_marks_are_let_be() -> None:
    a_house_with_texts()
    content = xliff.write(filled(sheet_of(), {"places/study#s1": "RHEA"}))
    marked = content.replace(b">RHEA<", b'><mrk id="1">Rh</mrk>ea<')
    held = content.replace(b">RHEA<", b'>Rh<ph id="1"/>ea<')

    assert xliff.read(marked).lines[0].target == "Rhea"
    with translation.override("en"), pytest.raises(UnfitFile) as refused:
        xliff.read(held)
    assert str(refused.value).endswith(
        "There is a sign “ph” in the text that the house did not put there."
    )


def test_a_unit_that_a_tool_cut_in_two_is_put_together() -> None:
    a_house_with_texts()
    content = xliff.write(filled(sheet_of(), {"places/study#s3": "XX"}))
    cut = content.replace(b"Hay tres.</source>", b"Hay </source>").replace(
        b">XX</target>",
        b">There are </target></segment><ignorable><source/></ignorable>"
        b'<segment state="final"><source>tres.</source><target>three!</target>',
    )

    line = xliff.read(cut).lines[2]

    assert (line.source, line.target, line.is_ready) == ("Hay tres.", "There are three!", True)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'msgid "a\nmsgstr "b"\n', 1),
        (b'msgid "a"\nmsgstr "b"\nnonsense here\n', 3),
        (b'msgid "a"\nmsgstr "\xff\xfe"\n', 2),
    ],
)
def test_a_broken_po_file_is_refused_with_the_line(content: bytes, line: int) -> None:
    with pytest.raises(UnfitFile) as refused:
        po.read(content)

    assert refused.value.facts == {"line": line}


def test_what_a_po_file_calls_fuzzy_is_not_used() -> None:
    a_house_with_texts()
    sheet = filled(sheet_of(), {"places/study#s1": "Rhea."}, standing=Standing.STALE)

    assert fates(po.read(po.write(sheet, at=NOON)))["places/study#s1"] == Fate.UNREADY


def test_xliff_2_has_ids_that_are_names_of_xml_and_keeps_ours_beside_them() -> None:
    a_house_with_texts()
    root: Any = etree.fromstring(xliff.write(sheet_of()))

    units = root.findall(f".//{{{xliff.V2}}}unit")

    assert [unit.get("id") for unit in units][0::3] == [
        "1.places.study.s1",
        "4.collection.museumobject.desk.name",
    ]
    assert root.find(f"{{{xliff.V2}}}file").get("original") == "casa"
    assert root.findtext(f".//{{{xliff.V2}}}note[@category='house']") == "Casa de prueba"


@pytest.mark.parametrize("mark", ["", "#~ "])
def test_a_head_that_promises_countless_plurals_costs_nothing(mark: str) -> None:
    head = b'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=999999999; plural=(n != 1);\\n"\n\n'
    lines = ('msgid "a"', 'msgid_plural "b"', 'msgstr[0] "c"', 'msgstr[1] "d"')
    content = head + "".join(f"{mark}{line}\n" for line in lines).encode()

    if mark:
        assert po.read(content).lines == ()
        return
    with pytest.raises(UnfitFile) as refused:
        po.read(content)
    assert refused.value.facts == {"line": 6}


def test_a_head_with_a_broken_date_is_refused() -> None:
    with pytest.raises(UnfitFile) as refused:
        po.read(b'msgid ""\nmsgstr "POT-Creation-Date: 2026\\\\n\\n01-01\\n"\n')

    assert refused.value.facts == {"line": 1}
