"""Bibliographies come in as CSL-JSON, BibTeX and RIS, and go out again; what is broken says its line."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.utils import translation

from casamuseo.sources.bibliography.keys import free_key
from casamuseo.sources.bibliography.naming import short_form
from casamuseo.sources.bibliography.reading import read_bibliography
from casamuseo.sources.bibliography.writing import written
from casamuseo.sources.errors_sources import UnreadableBibliography
from casamuseo.sources.models import Source


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


ZOTERO = """[
  {
    "id": "http://zotero.org/users/1/items/ABC",
    "type": "book",
    "title": "<i>Trotsky</i>: Downfall of a Revolutionary",
    "author": [{"family": "Patenaude", "given": "Bertrand M."}],
    "issued": {"date-parts": [["2009", 9, 15]]},
    "ISBN": "978-0-06-082068-8",
    "unheard-of": "kept"
  },
  {"type": "book"},
  "nothing"
]"""


def test_zotero_s_json_keeps_what_csl_knows_and_notes_the_rest() -> None:
    first, second, third = read_bibliography(ZOTERO)

    assert first.csl == {
        "type": "book",
        "title": "Trotsky: Downfall of a Revolutionary",
        "author": [{"family": "Patenaude", "given": "Bertrand M."}],
        "issued": {"date-parts": [[2009, 9, 15]]},
        "ISBN": "978-0-06-082068-8",
        "note": "unheard-of: kept",
    }
    assert (first.line, second.line) == (2, 11)
    assert second.problem == "it has neither a title nor an author"
    assert third.problem == "an entry with fields was expected"


def test_json_that_breaks_off_says_in_which_line() -> None:
    with pytest.raises(UnreadableBibliography) as refused:
        read_bibliography('[\n{"type": "book",\n')

    assert refused.value.facts == {"line": 3}


BIBTEX = r"""
@string{faber = {Faber \& Faber}}
@comment{not an entry}
@book{pat09,
  author = {Patenaude, Bertrand M. and {Museo Casa de Le\'on Trotsky}},
  title = {{Stalin's} Nemesis: \'{E}xile},
  publisher = faber, address = {London}, year = 2009, month = sep,
  isbn = {978-0-571-22876-1},
}
@book{broken,
  title = {No end
  year = 1940
@article{x,
  author = {van Heijenoort, Jean}, title = {With Trotsky}, journaltitle = {Review},
  date = {1978-03/1978-04}, pages = {1--20}, number = 4, volume = 3
}
"""


def test_bibtex_is_read_entry_by_entry() -> None:
    book, broken, article = read_bibliography(BIBTEX)

    assert (book.line, book.key) == (4, "pat09")
    assert book.csl == {
        "type": "book",
        "title": "Stalin's Nemesis: Éxile",
        "author": [
            {"family": "Patenaude", "given": "Bertrand M."},
            {"literal": "Museo Casa de León Trotsky"},
        ],
        "publisher": "Faber & Faber",
        "publisher-place": "London",
        "issued": {"date-parts": [[2009, 9]]},
        "ISBN": "978-0-571-22876-1",
    }
    assert (broken.line, broken.csl) == (10, {})
    assert broken.problem == "a brace or a comma is missing, or stands where none should"
    assert article.csl == {
        "type": "article-journal",
        "title": "With Trotsky",
        "author": [{"family": "Heijenoort", "given": "Jean", "non-dropping-particle": "van"}],
        "container-title": "Review",
        "issued": {"date-parts": [[1978, 3], [1978, 4]]},
        "page": "1–20",
        "issue": "4",
        "volume": "3",
    }


RIS = """TY  - CHAP
AU  - Deutscher, Isaac
AU  - Museo Casa
TI  - The Prophet
T2  - Trilogy
PY  - 1963
DA  - 1963/05/01/
SP  - 10
EP  - 20
SN  - 978-1-85984-441-0
UR  - https://example.org/a
ID  - d63
ER  -

TY  - BOOK
TI  - Without an end
"""


def test_ris_is_read_entry_by_entry() -> None:
    chapter, broken = read_bibliography(RIS.replace("\n", "\r\n").encode("utf-8-sig"))

    assert (chapter.line, chapter.key) == (1, "d63")
    assert chapter.csl == {
        "type": "chapter",
        "title": "The Prophet",
        "container-title": "Trilogy",
        "author": [{"family": "Deutscher", "given": "Isaac"}, {"literal": "Museo Casa"}],
        "issued": {"date-parts": [[1963, 5, 1]]},
        "page": "10–20",
        "ISBN": "978-1-85984-441-0",
        "URL": "https://example.org/a",
    }
    assert (broken.line, broken.problem) == (15, "its end, ER, is missing")


@pytest.mark.parametrize("content", ["", "just words", "{}", "[]", "\x00\x01"])
def test_what_is_no_bibliography_is_refused(content: str) -> None:
    if content == "{}":
        assert read_bibliography(content)[0].problem != ""
        return
    with pytest.raises(UnreadableBibliography):
        read_bibliography(content)


def a_shelf() -> list[Source]:
    entries = [*read_bibliography(ZOTERO)[:1], *read_bibliography(BIBTEX)[::2]]
    return [Source(key=f"key-{place}", csl=entry.csl) for place, entry in enumerate(entries)]


@pytest.mark.parametrize("form", ["json", "bib", "ris"])
def test_what_goes_out_comes_in_again(form: str) -> None:
    again = read_bibliography(written(a_shelf(), form=form))

    assert [entry.problem for entry in again] == ["", "", ""]
    assert [entry.key for entry in again] == ["key-0", "key-1", "key-2"]
    for source, entry in zip(a_shelf(), again, strict=True):
        for name in ("type", "title", "page", "volume", "container-title"):
            assert entry.csl.get(name) == source.csl.get(name)
        assert entry.csl["author"][0]["given"] == source.csl["author"][0]["given"]
        assert entry.csl["issued"]["date-parts"][0] == source.csl["issued"]["date-parts"][0]


def test_csl_json_goes_out_whole() -> None:
    assert json.loads(written(a_shelf(), form="json")) == [each.as_csl() for each in a_shelf()]


def test_bibtex_escapes_what_would_act_in_it() -> None:
    source = Source(key="x", csl={"type": "book", "title": "100 % {a\\b} & _c_ #1"})

    again = read_bibliography(written([source], form="bib"))[0]

    assert again.csl["title"] == "100 % (a/b) & _c_ #1"


def test_a_short_form_says_who_what_and_when() -> None:
    assert short_form(read_bibliography(ZOTERO)[0].csl) == (
        "Bertrand M. Patenaude, Trotsky: Downfall of a Revolutionary (2009)"
    )


def test_keys_are_made_of_author_and_year_and_never_twice() -> None:
    csl = read_bibliography(ZOTERO)[0].csl

    assert free_key(csl, taken=()) == "patenaude-2009"
    assert free_key(csl, taken={"patenaude-2009"}) == "patenaude-2009-2"
    assert free_key(csl, wanted="pat09", taken=()) == "pat09"
    assert free_key(csl, wanted="http://zotero.org/users/1", taken=()) == "patenaude-2009"
    assert free_key({"title": "¿?"}, taken=()) == "source"


def test_strings_made_of_strings_grow_to_nothing() -> None:
    lines = ['@string{a = "xxxxxxxxxx"}']
    lines += [
        f"@string{{{new} = {' # '.join([old] * 10)}}}"
        for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    ]
    bomb = "\n".join([*lines, "@book{k, title = {Whole}, publisher = j}", "@book{l, title = a}"])

    broken, whole = read_bibliography(bomb)

    assert broken.problem == "a brace or a comma is missing, or stands where none should"
    assert whole.csl["title"] == "xxxxxxxxxx"


@pytest.mark.parametrize(
    "text",
    [
        "@book{k, title = {" + "x" * 100_000 + "}}",
        "@book{k, title = " + " # ".join(["a"] * 200) + "}",
        "TY  - BOOK\nTI  - " + "x" * 100_000 + "\nER  - \n",
    ],
)
def test_an_entry_without_end_is_told_of_and_not_read(text: str) -> None:
    (entry,) = read_bibliography(text)

    assert entry.problem == "it is far too long"


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "9" * 5000])
def test_a_number_that_json_does_not_have_is_refused(number: str) -> None:
    with pytest.raises(UnreadableBibliography):
        read_bibliography(f'[{{"type": "book", "title": "Life", "volume": {number}}}]')


def test_a_year_beyond_all_numbers_goes_into_the_note() -> None:
    (entry,) = read_bibliography('[{"title": "Life", "issued": {"date-parts": [[1e400]]}}]')

    assert entry.csl["note"] == "issued: {'date-parts': [[inf]]}"


def test_too_many_entries_are_refused_before_they_are_looked_at() -> None:
    with pytest.raises(UnreadableBibliography, match="more than 5000 entries"):
        read_bibliography("[" + ",".join(["{}"] * 5001) + "]")
