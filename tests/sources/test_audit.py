"""What the audit of an article's notes finds, and that it never guesses."""

import json
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from types import FrameType

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from casamuseo.sources.audit import (
    Audit,
    CitationFinding,
    Kind,
    Note,
    Status,
    UnreadableArticleError,
    as_json,
    as_text,
    audit_article,
    parse_bibliography,
    read_article,
)

ARTICLES = Path(__file__).parent / "articles"
DEUTSCHER = "Isaac Deutscher, *The Prophet Armed* (New York: Verso, 2003)"
UNARMED = "Isaac Deutscher, *The Prophet Unarmed* (New York: Verso, 2003)"
SERVICE = "Robert Service, *Trotsky: A Biography* (Cambridge: Harvard University Press, 2009)"
PATENAUDE = "Bertrand Patenaude, *Trotsky: Downfall of a Revolutionary* (New York: Harper, 2009)"


def article(*notes: str) -> str:
    """A sentence for each note, and the notes."""
    text = " ".join(f"Sentence {number}.[^{number}]" for number in range(1, len(notes) + 1))
    defined = "\n".join(f"[^{number}]: {note}" for number, note in enumerate(notes, start=1))
    return f"{text}\n\n{defined}\n"


def audited(*notes: str) -> Audit:
    return audit_article(article(*notes))


def note_of(audit: Audit, label: str) -> Note:
    return next(note for note in audit.notes if note.label == label)


def only(audit: Audit, label: str) -> CitationFinding:
    (citation,) = note_of(audit, label).citations
    return citation


def title_of(audit: Audit, source: str | None) -> str:
    return next(found.title for found in audit.sources if found.id == source)


def labels(notes: tuple[Note, ...]) -> list[str]:
    return [note.label for note in notes]


# The articles


def test_an_english_article_is_reported_note_by_note() -> None:
    audit = audit_article(read_article(ARTICLES / "house.md"))

    standing = {note.label: str(note.status) for note in audit.notes}
    assert standing == {
        "1": "resolved",
        "2": "resolved",
        "3": "resolved",
        "4": "resolved",
        "6": "resolved",
        "7": "resolved",
        "10": "resolved",
        "11": "resolved",
        "14": "resolved",
        "16": "resolved",
        "17": "dangling",
        "18": "dangling",
        "19": "dangling",
        "20": "unresolvable",
        "21": "resolved",
        "22": "resolved",
        "5": "resolved",
    }
    assert labels(audit.unused) == ["5"]
    assert audit.dangles
    assert [(found.line, found.text) for found in audit.sentences_without_note] == [
        (9, "Dr. Smith of the U.S. press counted the holes, cf. pp. 3-4 of his notes.")
    ]


def test_an_english_article_leads_to_its_sources() -> None:
    audit = audit_article(read_article(ARTICLES / "house.md"))

    titles = [source.title for source in audit.sources]
    assert titles == [
        "The Prophet Armed: Trotsky, 1879-1921",
        "Trotsky: A Biography",
        "Trotsky: Downfall of a Revolutionary",
        "Visit to the museum by the author, January 2020",
        "Inauguration of Trotsky Museum on 50th Anniversary of His Murder",
        "Interview with museum staff, January 2020",
    ]
    assert [source.notes for source in audit.sources[:3]] == [
        ("1", "2"),
        ("3", "4", "11", "5"),
        ("6", "7", "10", "11", "14"),
    ]
    assert audit.spellings == ()


def test_a_spanish_article_with_bare_notes_is_read_too() -> None:
    audit = audit_article(read_article(ARTICLES / "casa.md"))

    found = {
        note.label: [
            (citation.kind, title_of(audit, citation.source)) for citation in note.citations
        ]
        for note in audit.notes
        if note.status is Status.RESOLVED
    }
    assert found == {
        "1": [(Kind.FULL, "El profeta armado")],
        "2": [(Kind.IBID, "El profeta armado")],
        "3": [(Kind.FULL, "Trotsky")],
        "4": [(Kind.OP_CIT, "Trotsky")],
        "5": [(Kind.OP_CIT, "El profeta armado"), (Kind.SHORT, "Trotsky")],
    }
    assert labels(audit.with_status(Status.AMBIGUOUS)) == ["6", "7"]
    assert labels(audit.with_status(Status.DANGLING)) == ["17"]
    assert [found.text for found in audit.sentences_without_note] == ["¿Dónde vivió primero?"]


def test_citation_keys_are_looked_up_in_the_article_s_references() -> None:
    audit = audit_article(read_article(ARTICLES / "keys.md"))

    found = [
        (citation.kind, citation.status, citation.source, citation.locator)
        for note in audit.notes
        for citation in note.citations
    ]
    assert found == [
        (Kind.KEY, Status.RESOLVED, "s1", "p. 145"),
        (Kind.KEY, Status.RESOLVED, "s2", "pp. 3-4"),
        (Kind.KEY, Status.RESOLVED, "s1", None),
        (Kind.KEY, Status.RESOLVED, "s2", None),
        (Kind.KEY, Status.UNRESOLVABLE, None, "p. 141"),
        (Kind.SHORT, Status.RESOLVED, "s1", "p. 209"),
    ]
    assert audit.sentences_without_note == ()
    assert audit.dangles


# Ibid. and its kin


@pytest.mark.parametrize(
    "words",
    ["Ibid.", "ibid", "*Ibid.*", "_Ibíd._", "Ibídem", "ibidem", "Ib.", "Íd.", "Idem", "Id."],
)
def test_ibid_has_many_spellings(words: str) -> None:
    audit = audited(f"{SERVICE}, p. 3.", words)

    assert (only(audit, "2").source, only(audit, "2").via) == ("s1", "1")


def test_a_chain_of_ibid_is_followed_to_its_source() -> None:
    audit = audited(f"{SERVICE}, p. 3.", "Ibid., p. 4.", "Ibid.", "Ibid., pp. 5-6")

    last = only(audit, "4")
    assert (last.status, last.source, last.via, last.steps, last.locator) == (
        Status.RESOLVED,
        "s1",
        "3",
        3,
        "pp. 5-6",
    )


def test_an_ibid_after_a_dangling_note_is_unresolvable() -> None:
    audit = audit_article(f"One.[^1] Two.[^2] Three.[^3]\n\n[^1]: {SERVICE}, p. 3.\n[^3]: Ibid.\n")

    third = only(audit, "3")
    assert (third.status, third.reason, third.source, third.via) == (
        Status.UNRESOLVABLE,
        "after-dangling",
        None,
        "2",
    )


def test_a_chain_after_a_dangling_note_stays_unresolvable() -> None:
    audit = audit_article("One.^1 Two.[^2] Three.[^3]\n\n[^2]: Ibid.\n[^3]: Ibid.\n")

    assert [only(audit, label).reason for label in "23"] == ["after-dangling", "after-unresolvable"]


def test_an_ibid_in_the_first_note_is_unresolvable() -> None:
    audit = audited("Ibid., p. 3.")

    assert only(audit, "1").reason == "nothing-before"
    assert audit.dangles


def test_an_ibid_after_several_sources_is_ambiguous() -> None:
    audit = audited(f"{SERVICE}, p. 3; {DEUTSCHER}, p. 4.", "Ibid.")

    second = only(audit, "2")
    assert (second.status, second.reason) == (Status.AMBIGUOUS, "after-several")
    assert second.candidates == ("s1", "s2")
    assert not audit.dangles


def test_an_ibid_after_one_source_cited_twice_is_clear() -> None:
    audit = audited(f"{SERVICE}, p. 3; Service, p. 4.", "Ibid.")

    assert only(audit, "2").source == "s1"


def test_an_ibid_inside_a_note_means_what_stands_before_it_there() -> None:
    audit = audited(f"{DEUTSCHER}, p. 1.", f"{SERVICE}, p. 3; ibid., p. 4.")

    assert [citation.source for citation in note_of(audit, "2").citations] == ["s2", "s2"]


def test_an_ibid_after_a_remark_is_unresolvable() -> None:
    audit = audited(f"{SERVICE}, p. 3.", "The emphasis is mine.", "Ibid.")

    assert only(audit, "3").reason == "after-no-source"
    assert note_of(audit, "2").status is Status.NO_SOURCE


def test_ibid_follows_the_order_of_the_text_not_of_the_definitions() -> None:
    text = f"One.[^b] Two.[^a]\n\n[^a]: Ibid.\n[^b]: {SERVICE}, p. 3.\n"

    assert only(audit_article(text), "a").source == "s1"


def test_an_ibid_after_a_repeated_note_is_ambiguous_when_the_sources_differ() -> None:
    text = (
        "One.[^1] Two.[^2] Again.[^1] Three.[^3]\n\n"
        f"[^1]: {SERVICE}, p. 3.\n[^2]: {DEUTSCHER}, p. 4.\n[^3]: Ibid.\n"
    )

    third = only(audit_article(text), "3")
    assert (third.status, third.reason, third.candidates) == (
        Status.AMBIGUOUS,
        "which-note",
        ("s1", "s2"),
    )


def test_an_ibid_note_that_is_used_twice_must_mean_one_source() -> None:
    text = (
        "One.[^1] Two.[^2] Three.[^3] Again.[^2]\n\n"
        f"[^1]: {SERVICE}, p. 3.\n[^2]: Ibid.\n[^3]: {DEUTSCHER}, p. 4.\n"
    )

    second = only(audit_article(text), "2")
    assert (second.status, second.reason) == (Status.AMBIGUOUS, "used-again")


def test_an_ibid_after_a_note_that_lost_its_mark_is_ambiguous() -> None:
    text = (
        f"One.[^1] Two. Three.[^3]\n\n[^1]: {SERVICE}, p. 3.\n"
        f"[^2]: {DEUTSCHER}, p. 4.\n[^3]: Ibid.\n"
    )

    third = only(audit_article(text), "3")
    assert (third.status, third.candidates) == (Status.AMBIGUOUS, ("s1", "s2"))


def test_idem_with_a_title_is_another_work_of_the_same_author() -> None:
    audit = audited(f"{DEUTSCHER}, p. 1.", "Ídem, *The Prophet Outcast* (Oxford, 1963), p. 2.")

    assert audit.sources[1].authors == ("Isaac Deutscher",)
    assert only(audit, "2").source == "s2"


# Short forms


@pytest.mark.parametrize(
    "words",
    [
        "Patenaude, p. 145.",
        "Patenaude, 145.",
        "Patenaude, *Trotsky*, p. 145.",
        "Patenaude, Downfall, p. 145.",
        "PATENAUDE, *Downfall of a Revolutionary*, p. 145.",
        "Véase Patenaude, p. 145.",
        "See also Patenaude, p. 145, my emphasis.",
        "B. Patenaude, p. 145.",
        "Patenaude, Bertrand, p. 145.",
        "Patenaude (2009), p. 145.",
        "Patenaude 2009, 145.",
        "Patenaude, op. cit., p. 145.",
        "Patenaude, *loc. cit.*",
        "*Downfall of a Revolutionary*, p. 145.",
        "On this matter see Patenaude, p. 145.",
        "The number is disputed (Patenaude, p. 145).",
        "Patenaude, supra note 1, p. 145.",
        "Ver Patenaude, 145.",
        "This is doubtful. Patenaude, p. 145.",
    ],
)
def test_short_forms_are_followed_to_the_full_entry(words: str) -> None:
    audit = audited(f"{PATENAUDE}, p. 3.", f"{SERVICE}, p. 4.", words)

    found = only(audit, "3")
    assert (found.status, found.source, found.via) == (Status.RESOLVED, "s1", "1")


def test_several_short_forms_in_one_breath_are_all_followed() -> None:
    audit = audited(
        f"{PATENAUDE}, p. 3.", f"{SERVICE}, p. 4.", "Patenaude, pp. 5, 7, y Service, p. 8."
    )

    found = [(citation.source, citation.locator) for citation in note_of(audit, "3").citations]
    assert found == [("s1", "pp. 5, 7"), ("s2", "p. 8")]


def test_a_title_in_italics_is_no_part_of_the_locator() -> None:
    audit = audited(f"{SERVICE}, p. 4.", "Service, _Trotsky_, 362-383.")

    assert only(audit, "2").locator == "362-383"


def test_a_museum_is_not_called_by_its_last_word() -> None:
    museum = "Museo Casa de León Trotsky, *Guía* (México, 1995)"
    audit = audited(f"{museum}, p. 3.", "Trotsky, p. 4.", "Museo Casa de León Trotsky, p. 5.")

    assert [only(audit, label).source for label in "23"] == [None, "s1"]


def test_accents_and_double_surnames_do_not_hide_an_author() -> None:
    full = "Gabriela Pérez Noriega, *La casa* (México: FCE, 1999)"
    audit = audited(f"{full}, p. 1.", "Perez Noriega, p. 2.", "Pérez, p. 3.", "Noriega, p. 4.")

    assert [only(audit, label).source for label in "234"] == ["s1", "s1", "s1"]


def test_a_given_name_alone_is_no_short_form() -> None:
    audit = audited(f"{PATENAUDE}, p. 3.", "Bertrand, p. 4.")

    assert only(audit, "2").reason == "no-entry"


def test_a_short_form_without_a_full_entry_dangles() -> None:
    audit = audited(f"{SERVICE}, p. 3.", "Levine, pp. 141-148.")

    assert (only(audit, "2").status, only(audit, "2").reason) == (Status.UNRESOLVABLE, "no-entry")
    assert audit.dangles


def test_a_title_that_the_author_did_not_write_is_not_taken_for_another() -> None:
    audit = audited(f"{SERVICE}, p. 3.", "Service, *Lenin*, p. 4.", "Service 1999, 5.")

    assert [only(audit, label).reason for label in "23"] == ["no-such-work", "no-such-work"]


def test_a_surname_of_two_authors_is_ambiguous() -> None:
    other = "John Service, *Lost Chance in China* (New York: Random House, 1974)"
    audit = audited(f"{SERVICE}, p. 3.", f"{other}, p. 1.", "Service, p. 4.", "R. Service, p. 5.")

    third = only(audit, "3")
    assert (third.status, third.reason, third.candidates) == (
        Status.AMBIGUOUS,
        "several-candidates",
        ("s1", "s2"),
    )
    assert only(audit, "4").source == "s1"
    assert not audit.dangles


def test_two_works_of_one_author_need_a_word_of_the_title() -> None:
    audit = audited(
        f"{DEUTSCHER}, p. 1.",
        f"{UNARMED}, p. 2.",
        "Deutscher, p. 3.",
        "Deutscher, *Unarmed*, p. 4.",
        "Deutscher, *The Prophet*, p. 5.",
        "Deutscher, op. cit., p. 6.",
    )

    assert [only(audit, label).source for label in "3456"] == [None, "s2", None, None]
    assert {only(audit, label).status for label in "356"} == {Status.AMBIGUOUS}


def test_an_op_cit_without_author_is_clear_only_with_a_single_source() -> None:
    assert only(audited(f"{SERVICE}, p. 3.", "Op. cit., p. 4."), "2").source == "s1"
    two = only(audited(f"{SERVICE}, p. 3.", f"{DEUTSCHER}, p. 1.", "Op. cit., p. 4."), "3")
    assert (two.status, two.reason) == (Status.AMBIGUOUS, "no-author")


def test_a_short_form_may_lead_to_the_bibliography() -> None:
    text = "One.[^1]\n\n[^1]: Patenaude, p. 3.\n\n## Bibliografía\n\n"
    audit = audit_article(
        text + "Patenaude, Bertrand. *Trotsky*. New York: Harper, 2009.\n\n"
        "———. *A Wealth of Ideas*. Stanford: Stanford University Press, 2006.\n"
    )

    found = only(audit, "1")
    assert (found.status, found.candidates) == (Status.AMBIGUOUS, ("s1", "s2"))
    assert [source.authors for source in audit.sources] == [("Bertrand Patenaude",)] * 2


def test_the_lines_of_a_bibliography_are_entries_when_each_has_its_year() -> None:
    audit = audit_article(
        "# Fuentes\n\nPatenaude, Bertrand. *Trotsky*. New York: Harper, 2009.\n"
        "Service, Robert. *Trotsky*. Cambridge: Harvard, 2009.\n\n"
        "Deutscher, Isaac. *The Prophet Armed*.\nNew York: Verso, 2003.\n"
    )

    assert [source.authors for source in audit.sources] == [
        ("Bertrand Patenaude",),
        ("Robert Service",),
        ("Isaac Deutscher",),
    ]


# Full entries


def test_several_sources_stand_in_one_note() -> None:
    audit = audited(f"{PATENAUDE}, p. 1; {SERVICE}, p. 2; véase {DEUTSCHER}, p. 3.")

    assert [citation.source for citation in note_of(audit, "1").citations] == ["s1", "s2", "s3"]


@pytest.mark.parametrize(
    "words",
    [
        "Frida Kahlo, *The Diary* (New York; London: Abrams, 2005), p. 1.",
        "Frida Kahlo, *The Diary*, Madrid; México: Debate, 2005, p. 1.",
        "Frida Kahlo, “The Diary; or, a Self-Portrait,” *Clave* 3 (2005), pp. 1-20, p. 1.",
    ],
)
def test_a_semicolon_inside_an_entry_does_not_divide_it(words: str) -> None:
    audit = audited(words)

    assert [source.year for source in audit.sources] == ["2005"]
    assert len(note_of(audit, "1").citations) == 1


@pytest.mark.parametrize(
    "words",
    [
        "SERVICE, Robert, *Trotsky: A Biography*, Cambridge, Harvard, 2009, t. II, p. 3.",
        "Service, Robert. *Trotsky: A Biography*. Cambridge: Harvard, 2009.",
        "Robert Service, Trotsky: A Biography (Cambridge: Harvard, 2009), 3.",
        "Service, Robert (2009). *Trotsky: A Biography*. Cambridge: Harvard.",
        "Robert Service, _Trotsky: A biography_ (Cambridge, 2009), 3. A fine book.",
        "Robert Service, <i>Trotsky: A Biography</i> (Cambridge, 2009), p. 3.",
    ],
)
def test_one_entry_in_several_styles_is_one_source(words: str) -> None:
    audit = audited(f"{SERVICE}, p. 3.", words)

    assert [source.title for source in audit.sources] == ["Trotsky: A Biography"]
    assert audit.spellings == ()


def test_a_press_article_a_web_page_and_an_archive_are_sources() -> None:
    audit = audited(
        "La Jornada, 21 de agosto de 1990, p. 3.",
        "León Krauze, “The Surreal Saga,” The Daily Beast, June 22, 2017, https://x.org/1990.",
        "Archivo General de la Nación, Fondo Lázaro Cárdenas, caja 2, exp. 3, f. 12.",
        "Entrevista con Gabriela Pérez Noriega, enero de 2020.",
        "Entrevista con Pérez Noriega.",
    )

    assert [only(audit, label).source for label in "12345"] == ["s1", "s2", "s3", "s4", "s4"]
    assert only(audit, "3").locator == "caja 2, exp. 3, f. 12"


@pytest.mark.parametrize(
    "words",
    [
        "The emphasis is mine.",
        "Énfasis mío.",
        "This appeared in *Clave* in 1939, after he had arrived.",
        "Emphasis Added.",
        "See below.",
    ],
)
def test_a_remark_is_not_taken_for_a_source(words: str) -> None:
    audit = audited(words)

    assert audit.sources == ()
    assert note_of(audit, "1").status is Status.NO_SOURCE
    assert not audit.dangles


# The same source under two spellings


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [
        ("Isaac Deutscher, *The Exile* (1963)", "Issac Deutscher, *The Exile* (1963)", "author"),
        ("Bertrand Patenaude, *Exile* (2009)", "Bertrand Pattenaude, *Exile* (2009)", "author"),
        ("Robert Service, *A Biography* (2009)", "Robert Service, *A Biograhpy* (2009)", "title"),
        ("Isaac Deutscher, *The Exile* (1963)", "Isaac Deutscher, *Exile* (1963)", "title"),
        ("Ana Ruiz, *Exile: A Life* (2009)", "Ana Ruiz, *Exile* (2009)", "subtitle"),
        ("León Krauze, *La casa* (2017)", "Leon Krauze, *La casa* (2017)", "accents"),
    ],
)
def test_one_source_under_two_spellings_is_reported(first: str, second: str, differs: str) -> None:
    audit = audited(f"{first}, p. 1.", f"{second}, p. 2.")

    assert [(one.differs, one.first.note, one.second.note) for one in audit.spellings] == [
        (differs, "1", "2")
    ]
    assert [only(audit, label).source for label in "12"] == ["s1", "s1"]


def test_armed_and_unarmed_are_two_books() -> None:
    audit = audited(f"{DEUTSCHER}, p. 1.", f"{UNARMED}, p. 2.")

    assert audit.spellings == ()
    assert len(audit.sources) == 2


def test_two_editions_are_reported_and_stay_two() -> None:
    older = SERVICE.replace("2009", "2004")
    audit = audited(f"{SERVICE}, p. 1.", f"{older}, p. 2.", "Service, p. 3.")

    assert [spelling.differs for spelling in audit.spellings] == ["year"]
    assert only(audit, "3").candidates == ("s1", "s2")


# Where notes are used and defined


def test_bare_and_bracketed_references_dangle_alike() -> None:
    audit = audit_article("One.^17 Two.[^18] Three^19, four.\n")

    assert [(note.label, str(note.form), note.used_at) for note in audit.notes] == [
        ("17", "bare", (1,)),
        ("18", "bracketed", (1,)),
        ("19", "bare", (1,)),
    ]
    assert labels(audit.with_status(Status.DANGLING)) == ["17", "18", "19"]


def test_exponents_are_not_notes() -> None:
    audit = audit_article(
        "It had 10^6 stars, 30 km^2, x^2, \\[^7] and $a^3$. In 1940^4 he died (so)^5.\n"
    )

    assert labels(audit.notes) == ["4", "5"]


@pytest.mark.parametrize(
    "definitions",
    [
        f"^17 {SERVICE}, p. 3.\n^18 Ibid.",
        f"^17: {SERVICE}, p. 3.\n\n^18: Ibid.",
        f"## Notes\n\n17. {SERVICE}, p. 3.\n18. Ibid.",
        f"**Notas**\n\n17\\. {SERVICE}, p. 3.\n\n18\\. Ibid.",
        f"Notas\n-----\n[17] {SERVICE}, p. 3.\n[18] Ibid.",
        f"# Notas al pie\n^17 {SERVICE}, p. 3.\n^18 Ibid.",
        f"Notes:\n\n[^17] {SERVICE}, p. 3.\n[^18] Ibid.",
    ],
)
def test_definitions_are_read_in_every_form(definitions: str) -> None:
    audit = audit_article(f"One.^17 Two.[^18]\n\n{definitions}\n")

    assert [only(audit, label).source for label in ("17", "18")] == ["s1", "s1"]
    assert not audit.dangles


def test_a_bare_reference_at_the_start_of_a_wrapped_line_is_no_definition() -> None:
    audit = audit_article("A long sentence that wraps\n^17 here. Another.\n")

    assert labels(audit.with_status(Status.DANGLING)) == ["17"]
    assert note_of(audit, "17").used_at == (2,)


def test_a_list_in_the_text_defines_no_note() -> None:
    audit = audit_article("One.[^1]\n\n1. Robert Service wrote it.\n2. Nobody read it.\n")

    assert labels(audit.with_status(Status.DANGLING)) == ["1"]


def test_notes_in_code_and_comments_are_ignored() -> None:
    audit = audit_article(
        "One `[^1]` two ``^2 ` ^3``.\n\n```\n[^4]\n[^5]: Not a note.\n```\n\n"
        "~~~~ md\n[^6]\n~~~\n[^7]\n~~~~\n\n    [^8] in indented code\n\n<!-- [^9]\n[^10] --> End.\n"
    )

    assert audit.notes == ()
    assert [remark.code for remark in audit.remarks] == ["no-notes"]


def test_code_that_is_never_closed_is_remarked_on() -> None:
    audit = audit_article("One.[^1]\n\n```\n[^1]: Ibid.\n")

    assert [(remark.code, remark.line) for remark in audit.remarks] == [("never-closed", 3)]
    assert labels(audit.with_status(Status.DANGLING)) == ["1"]


def test_a_definition_may_have_several_paragraphs() -> None:
    audit = audit_article(
        f"One.[^1]\n\n[^1]: {SERVICE},\n    p. 3.\n\n    See also Service, p. 4.\n\nThe end is here.\n"
    )

    assert [citation.locator for citation in note_of(audit, "1").citations] == ["p. 3", "p. 4"]
    assert [found.text for found in audit.sentences_without_note] == ["The end is here."]


def test_definitions_that_are_all_indented_are_read() -> None:
    audit = audit_article(f"One.[^1] Two.[^2]\n\n[^1]: {SERVICE}, p. 3.\n\n    [^2]: Ibid.\n")

    assert only(audit, "2").source == "s1"


def test_two_definitions_of_one_note_are_reported() -> None:
    text = f"One.[^1] Two.[^2]\n\n[^1]: {SERVICE}, p. 3.\n[^1]: {DEUTSCHER}, p. 4.\n[^2]: Ibid.\n"
    audit = audit_article(text)

    assert [(note.label, note.defined_at) for note in audit.duplicates] == [("1", (3, 4))]
    assert (note_of(audit, "1").status, note_of(audit, "1").reason) == (
        Status.AMBIGUOUS,
        "two-definitions",
    )
    assert only(audit, "2").status is Status.AMBIGUOUS


def test_a_note_that_is_defined_and_empty_dangles() -> None:
    audit = audit_article("One.[^1]\n\n[^1]:\n")

    assert (note_of(audit, "1").status, note_of(audit, "1").reason) == (Status.DANGLING, "empty")


def test_a_note_that_is_never_used_does_not_dangle() -> None:
    audit = audit_article(f"One.[^1]\n\n[^1]: {SERVICE}, p. 3.\n[^2]: Levine, p. 4.\n[^3]: Ibid.\n")

    assert labels(audit.unused) == ["2", "3"]
    assert only(audit, "3").reason == "never-used"
    assert not audit.dangles


def test_an_inline_note_is_a_note() -> None:
    audit = audit_article(f"One.^[{SERVICE}, p. 3, with a [link](https://x.org).] Two.^[Ibid.]\n")

    assert [note.citations[0].source for note in audit.notes] == ["s1", "s1"]
    assert {str(note.form) for note in audit.notes} == {"inline"}


def test_notes_may_point_to_notes() -> None:
    text = f"One.[^1] Two.[^2]\n\n[^1]: {SERVICE}, p. 3.\n[^2]: See [^1] and [^7].\n"
    audit = audit_article(text)

    assert [citation.status for citation in note_of(audit, "2").citations] == [
        Status.RESOLVED,
        Status.UNRESOLVABLE,
    ]
    assert labels(audit.with_status(Status.DANGLING)) == ["7"]


@pytest.mark.parametrize("words", ["See note 1.", "Véase nota 1, supra", "Supra, n. 1", "cf. [^1]"])
def test_a_cross_reference_leads_to_the_source_of_that_note(words: str) -> None:
    audit = audited(f"{SERVICE}, p. 3.", f"{DEUTSCHER}, p. 4.", words)

    assert (only(audit, "3").source, only(audit, "3").via) == ("s1", "1")


def test_notes_that_point_to_each_other_are_circular() -> None:
    audit = audited("See note 2.", "See note 3.", "See note 1.", "See note 4.")

    assert [only(audit, label).reason for label in "1234"] == ["circular"] * 4
    assert audit.dangles


# Sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Véanse las pp. 3-4 y la p. 5 del vol. II.",
        "El Sr. Bronstein y la Dra. Sedova llegaron.",
        "Vivió lejos de los EE. UU. durante años.",
        "Lo escribió L. D. Trotsky en su casa.",
        "Medía 12.5 metros, o el 3.14 de algo.",
        "Nació en el s. V a. C. en Atenas.",
        "He met Mr. Smith at 5 p.m. in the U.S. Embassy.",
        "It is told by Patenaude, ed. Harper, no. 3.",
        "Dijo: «No sé… tal vez» y calló.",
        "“Is it true?” he asked.",
        "Nadie vino [...] y nadie habló.",
    ],
)
def test_abbreviations_and_quotes_do_not_end_a_sentence(sentence: str) -> None:
    assert audit_article(f"{sentence}\n").sentences == 1


def test_sentences_without_a_note_are_listed_with_their_lines() -> None:
    audit = audit_article(
        "# A heading is no sentence\n\nOne here.[^1] «Dos aquí». ¿Tres aquí?\nFour\nhere.\n\n"
        "Five here[^1]. Six here.[^1][^1] “Seven here.” [^1] Eight here…\n\n| a | table |\n\n- Nine here.\n"
    )

    assert [(found.line, found.text) for found in audit.sentences_without_note] == [
        (3, "«Dos aquí»."),
        (3, "¿Tres aquí?"),
        (4, "Four here."),
        (7, "Eight here…"),
        (11, "Nine here."),
    ]
    assert audit.sentences == 9


# Files


def run(path: Path, *options: str) -> tuple[int, str]:
    """The exit status and the report of the command."""
    out = StringIO()
    try:
        call_command("audit-citations", str(path), *options, stdout=out)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_the_command_fails_when_anything_dangles() -> None:
    status, report = run(ARTICLES / "house.md")

    assert status == 1
    assert "Dangling (4)" in report
    assert "  ^17  line 13: pointed to and never defined" in report
    assert "  [^20]  line 14: unresolvable: it follows a note that is never defined" in report
    assert report.endswith("4 notes led nowhere.\n")


def test_the_command_succeeds_when_nothing_dangles(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(article(f"{SERVICE}, p. 3.", "Ibid."), encoding="utf-8")

    status, report = run(path)

    assert status == 0
    assert report == (
        f"{path}: 2 notes, 2 references, 1 source, 2 sentences\n"
        "\n"
        "Notes\n"
        "  [^1]  RESOLVED  used at line 1, defined at line 3\n"
        "      full entry → [s1] Robert Service, *Trotsky: A Biography*"
        " (Cambridge: Harvard University Press, 2009), p. 3\n"
        "  [^2]  RESOLVED  used at line 1, defined at line 4\n"
        "      ibid. → note 1 → [s1] Robert Service, *Trotsky: A Biography*"
        " (Cambridge: Harvard University Press, 2009)\n"
        "\n"
        "Nothing dangles.\n"
    )


def test_the_json_report_has_a_stable_shape(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("One.[^1] Two.\n\n[^1]: Patenaude, p. 3.\n", encoding="utf-8")

    status, report = run(path, "--format", "json")

    assert status == 1
    assert json.loads(report) == {
        "version": 1,
        "file": str(path),
        "dangles": True,
        "counts": {
            "notes": 1,
            "references": 1,
            "sources": 0,
            "sentences": 2,
            "sentences_without_note": 1,
        },
        "notes": [
            {
                "label": "1",
                "form": "bracketed",
                "used_at": [1],
                "defined_at": [3],
                "status": "unresolvable",
                "reason": "no-entry",
                "text": "Patenaude, p. 3.",
                "citations": [
                    {
                        "as_written": "Patenaude, p. 3",
                        "kind": "short",
                        "status": "unresolvable",
                        "source": None,
                        "locator": "p. 3",
                        "via": None,
                        "steps": 0,
                        "candidates": [],
                        "more_candidates": 0,
                        "reason": "no-entry",
                    }
                ],
            }
        ],
        "sources": [],
        "dangling": [],
        "unresolvable": ["1"],
        "ambiguous": [],
        "unused": [],
        "duplicates": [],
        "spellings": [],
        "sentences_without_note": [{"line": 1, "text": "Two."}],
        "remarks": [],
    }


def test_every_field_of_the_json_report_is_documented() -> None:
    report = as_json(audit_article(read_article(ARTICLES / "house.md")), name="house.md")
    docs = Path(__file__).parents[2] / "docs"
    fields = set(report) | {key for part in ("notes", "sources") for key in report[part][0]}
    fields |= set(report["notes"][0]["citations"][0]) | {"differs", "first", "second", "code"}

    for language in ("en", "es"):
        text = (docs / language / "audit-citations.md").read_text(encoding="utf-8")
        assert [field for field in sorted(fields) if f"`{field}`" not in text] == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text: byte 8 is zero. A binary file?"),
        ("Año".encode("latin-1"), "is not UTF-8: byte 1 (line 1) is 0xf1. Save the file as UTF-8."),
        (b"One.\n\nTwo \xff", "is not UTF-8: byte 10 (line 3) is 0xff. Save the file as UTF-8."),
        ("One.".encode("utf-16"), "is in UTF-16; save it as UTF-8."),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(content)

    assert run(path) == (2, f"{path} {says}")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert run(tmp_path) == (2, f"{tmp_path} is a folder; a Markdown file is expected.")
    assert run(tmp_path / "no.md") == (2, f"{tmp_path / 'no.md'} does not exist.")


def test_a_path_that_no_system_allows_is_refused() -> None:
    with pytest.raises(UnreadableArticleError, match="cannot be read"):
        read_article(Path("a\0b"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty: there is nothing to audit."),
        (b"\xef\xbb\xbf\r\n \r\n", "The file is empty: there is nothing to audit."),
        (b"One sentence.\n", "The article has no notes at all."),
    ],
)
def test_an_empty_file_and_one_without_notes_say_so(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(content)

    status, report = run(path)

    assert status == 0
    assert f"  {says}\n" in report


def test_a_byte_order_mark_and_foreign_line_ends_change_nothing() -> None:
    text = read_article(ARTICLES / "house.md")
    for ends in ("\r\n", "\r"):
        assert audit_article("\ufeff" + text.replace("\n", ends)) == audit_article(text)


def test_a_bibliography_file_that_the_article_names_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\nbibliography: b.bib\n---\nOne [@ser09, p. 3].[^1]\n\n[^1]: Service, p. 4.\n"
    )
    (tmp_path / "b.bib").write_text(
        "@book{ser09, author = {Service, Robert}, title = {Trotsky: {A} Biography}, year = 2009}\n"
    )

    status, report = run(path, "--format", "json")

    assert status == 0
    assert [note["citations"][0]["source"] for note in json.loads(report)["notes"]] == ["s1", "s1"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("b.yaml", "a: [", "The bibliography b.yaml cannot be read: it is not YAML at line 1."),
        ("b.json", "{", "The bibliography b.json cannot be read: it is not JSON: "),
        ("b.bib", "nothing", "The bibliography b.bib cannot be read: it has no BibTeX entry."),
        ("b.yaml", "just words", "The bibliography b.yaml cannot be read: a list of CSL items is"),
        ("b.docx", "", "The bibliography b.docx is neither BibTeX nor CSL."),
    ],
)
def test_a_broken_bibliography_is_refused(
    tmp_path: Path, name: str, content: str, says: str
) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\nbibliography: {name}\n---\nOne [@a].\n")
    (tmp_path / name).write_text(content)

    status, report = run(path)

    assert status == 2
    assert report.startswith(says)


def test_broken_front_matter_is_remarked_on_and_the_notes_are_read_all_the_same() -> None:
    audit = audit_article("---\na: [\n---\nOne.[^1]\n")

    assert [(remark.code, remark.line) for remark in audit.remarks] == [("front-matter", 1)]
    assert audit.dangles


def test_the_demonstration_house_s_own_sources_can_be_cited() -> None:
    path = Path(__file__).parents[2] / "houses" / "trotsky" / "sources.yaml"
    listed = parse_bibliography(path.read_text(encoding="utf-8"), suffix=".yaml")
    audit = audit_article("One [@patenaude, p. 145].\n", bibliography=listed)

    assert [note.status for note in audit.notes] == [Status.RESOLVED]


# Any text at all

PIECES = """
    [^1] | [^2] | ^1 | ^17 | ^[ | [@a, p. 3] | @a | ] | [ | [^1]: | [^2]: | ^3 | 1. | # Notes | Ibid.
    | ## Bibliografía | Íd. | Idem, | op. cit. | Patenaude, p. 145 | véase | see note 1 | ; | ``` | <!--
    | --> | ` | $ | « | » | “ | ” | * | _ | ( | ) | … | . | Dr. | Una frase. | --- | references: [{id: a}]
    | &a [*a] | > | - | 1940 | Interview with X | Visit, 2020 | ———. | Archivo, caja 3 | \\ | ٣ | ²
"""
FRAGMENTS = st.sampled_from(
    [piece.strip() for piece in PIECES.split("|")]
    + [
        "\n",
        "\n\n",
        "    ",
        "\r\n",
        "\t",
        " ",
        "|",
        "\ufeff",
        "\0",
        "\ue000",
        "\ud800",
        f"{SERVICE}, p. 3",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(FRAGMENTS, max_size=30).map("".join) | st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    audit = audit_article(text)

    assert as_text(audit, name="a.md").endswith(".\n")
    assert json.loads(json.dumps(as_json(audit, name="a.md")))["dangles"] == audit.dangles


def steps_of(work: Callable[[], object]) -> int:
    """How many lines of Python a piece of work runs through."""
    steps = 0

    def count(frame: FrameType, event: str, argument: object) -> Callable[..., object]:
        nonlocal steps
        steps += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


def long_article(*, notes: int) -> str:
    """Full entries, chains of ibid., short forms and cross-references in turn."""
    kinds = [
        "Robert Service{0}, *Trotsky: A Biography {0}* (Cambridge: Harvard, 2009), p. {0}.",
        "Ibid., p. {0}.",
        "Deutscher, *Armed*, p. {0}; Patenaude, p. {0}.",
        "Véase nota 1; John Service, *Book {0}* (London, 1974), p. 3.",
    ]
    return article(*(kinds[number % 4].format(number) for number in range(notes)))


def test_a_ten_times_longer_article_takes_about_ten_times_the_steps() -> None:
    short, long = long_article(notes=40), long_article(notes=400)
    audit_article(short)

    few = steps_of(lambda: as_text(audit_article(short), name="a.md"))
    many = steps_of(lambda: as_text(audit_article(long), name="a.md"))

    assert many < 12 * few


@pytest.mark.parametrize(
    "text",
    [
        "^[" * 30_000,
        "[" * 60_000,
        "`" * 60_000,
        "." * 60_000 + "x",
        "a." + " " * 60_000 + "x",
        "a[^1]\n\n[^1]: " + "(" * 60_000,
        "a[^1]\n\n[^1]: [a](" + "b" * 60_000,
        "a[^1]\n\n[^1]: p. " + "1," * 30_000 + "x",
        "a[^1]\n\n[^1]: see" + ", " * 30_000,
        "a[^1]\n\n[^1]: [" + "@a " * 2_000,
        "<!-- `" * 10_000,
    ],
    ids=range(11),
)
def test_no_pattern_runs_away(text: str) -> None:
    # A pattern that backtracks would take hours for one of these, not a moment.
    assert audit_article(text).sentences <= 1
