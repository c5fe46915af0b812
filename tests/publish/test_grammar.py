"""The grammar of passage files: what a line says, and what it may not say."""

from __future__ import annotations

from datetime import date

import pytest

from casamuseo.publish.folder.grammar import Told, parse
from casamuseo.publish.folder.problems import Fault


def read(text: str) -> list[Told]:
    faults: list[Fault] = []
    told = list(parse(text, languages=("es", "en"), faults=faults))
    assert [str(fault) for fault in faults] == []
    return told


def fault(text: str) -> tuple[int, str]:
    faults: list[Fault] = []
    list(parse(text, languages=("es", "en"), faults=faults))
    return faults[0].line, faults[0].message


HEAD = "# places/study\n"


def test_a_line_has_a_mark_words_citations_and_attributes() -> None:
    (passage,) = read(
        HEAD
        + "= Lo atacó [sic] aquí. [@levine, pp. 141-148; @hoax] {#attack signed=editors on=2026-11-23}"
    )

    (sentence,) = passage.sentences
    assert passage.key == "places/study"
    assert sentence.text == {"es": {"text": "Lo atacó [sic] aquí.", "revision": 1}}
    assert [(one.source, one.locator) for one in sentence.citations] == [
        ("levine", "pp. 141-148"),
        ("hoax", ""),
    ]
    assert (sentence.key, sentence.signed_by) == ("attack", "editors")
    assert sentence.signed_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("mark", "certainty"),
    [("=", "documented"), ("~", "inferred"), ("!", "contested"), ("?", "unknown")],
)
def test_the_mark_is_the_certainty(mark: str, certainty: str) -> None:
    (passage,) = read(f"{HEAD}{mark} Una frase.")

    assert passage.sentences[0].certainty == certainty


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("en: Words", {"text": "Words"}),
        ("en@2: Words", {"text": "Words", "from": 2}),
        ("en (machine): Words", {"text": "Words", "by": "machine", "reviewed": False}),
        ("en (machine, reviewed): Words", {"text": "Words", "by": "machine", "reviewed": True}),
        ("en (unreviewed): Words", {"text": "Words", "reviewed": False}),
        ("en@1 (machine): Words", {"text": "Words", "from": 1, "by": "machine", "reviewed": False}),
        ("en (missing):", None),
        ("en: So: it goes", {"text": "So: it goes"}),
    ],
)
def test_a_translation_says_how_it_was_made(line: str, entry: object) -> None:
    (passage,) = read(f"{HEAD}= Palabras.\n  {line}\n")

    assert passage.sentences[0].text["en"] == entry


def test_an_empty_line_begins_a_paragraph_and_one_after_the_head_does_not_matter() -> None:
    (passage,) = read(f"{HEAD}\n= Una.\n= Dos.\n\n= Tres.\n")

    assert [one.starts_paragraph for one in passage.sentences] == [True, False, True]


def test_the_other_version_has_sources_of_its_own() -> None:
    (passage,) = read(
        HEAD
        + "! Una. [@a]\n  en: One.\n  against: Otra. [@b, p. 3] {rev=2}\n  against en@1: Another."
    )

    (sentence,) = passage.sentences
    assert [(one.source, one.stance) for one in sentence.citations] == [
        ("a", "supports"),
        ("b", "contradicts"),
    ]
    assert sentence.as_counter_text().is_stale("en")


def test_a_passage_may_be_a_draft() -> None:
    first, second = read("# house/about (draft)\n= Una.\n# house/visit\n= Dos.\n")

    assert (first.is_draft, second.is_draft) == (True, False)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("= Una frase.", 1, "expected “# key” of a passage before its first sentence"),
        ("# Study", 1, "expected the key of a passage"),
        ("# places/study (borrador)", 1, "expected the key of a passage"),
        (HEAD + "Una frase.", 2, "expected a sentence with its mark"),
        (HEAD + "=Una frase.", 2, "expected a sentence with its mark"),
        (HEAD + "= Una [@levine, p. 3", 2, "citations stand at the end"),
        (HEAD + "= Una [@levine] y otra.", 2, "citations stand at the end"),
        (
            HEAD + "= Una. [@levine; p. 3]",
            2,
            "expected citations [@source, p. 3; @other], found “p. 3”",
        ),
        (HEAD + "= Una. [@]", 2, "expected citations"),
        (HEAD + "= Una. {#a", 2, "braces stand at the very end"),
        (HEAD + "= Una }", 2, "braces stand at the very end"),
        (HEAD + "= Una. {#a} [@levine]", 2, "braces stand at the very end"),
        (HEAD + "= Una. {colour=red}", 2, "found “colour”"),
        (HEAD + "= Una. {#A}", 2, "expected a key of lower-case letters"),
        (HEAD + "= Una. {#a #b}", 2, "found “#b”"),
        (HEAD + "= Una. {signed=editors}", 2, "a signature has a signatory and a day"),
        (HEAD + "= Una. {signed=editors on=2026-02-30}", 2, "expected a day such as 2026-12-25"),
        (HEAD + "= Una. {rev=0}", 2, "expected the number of the revision"),
        (HEAD + "= *Una frase.", 2, "italics open and close with an asterisk"),
        (HEAD + "= [@levine]", 2, "the sentence has no words"),
        (HEAD + "= Una.\n  fr: Une.", 3, "the house has no language “fr”; it has es, en"),
        (HEAD + "= Una. {in=fr}", 2, "the house has no language “fr”"),
        (HEAD + "= Una.\n  en:", 3, "the sentence has no words"),
        (HEAD + "= Una.\n  en: One.\n  en: Two.", 4, "the language “en” is here twice"),
        (HEAD + "= Una.\n  es: Una.", 3, "the language “es” is here twice"),
        (HEAD + "= Una.\n  en (robot): One.", 3, "expected (machine), (unreviewed) or (missing)"),
        (HEAD + "= Una.\n  en (missing): One.", 3, "a language that is missing has no words"),
        (
            HEAD + "= Una.\n  against: Otra.",
            3,
            "only a contested statement (!) has another version",
        ),
        (HEAD + "! Una.\n  against en: Other.", 3, "expected “against: …” before its translation"),
        (HEAD + "! Una.\n  against: Otra.\n  against: Más.", 4, "this is the second"),
        (HEAD + "  en: One.", 2, "expected a sentence before its translation"),
        (HEAD + "= Una.\n  nothing here", 3, "expected “en: …”, “against: …”"),
    ],
)
def test_what_breaks_the_grammar_is_named_with_its_line(text: str, line: int, message: str) -> None:
    found_line, found = fault(text)

    assert found_line == line
    assert message in found


def test_a_broken_sentence_does_not_hide_the_next_one() -> None:
    faults: list[Fault] = []
    list(parse(HEAD + "Una.\n= Dos. {\n= Tres.", languages=("es",), faults=faults))

    assert [one.line for one in faults] == [2, 3]
