"""Sources at the desk: found, added, changed, brought in, merged, withdrawn and taken out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.sources.models import Citation, Source
from casamuseo.story.models import PrintedLabel
from tests.cast import NOON, a_house, a_passage, a_place, a_source, a_statement
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def berta() -> Client:
    a_house()
    return signed_in(a_member("curator"))


BOOK = {
    "type": "book",
    "title": "Trotsky: A Biography",
    "author": [{"family": "Service", "given": "Robert"}],
    "issued": {"date-parts": [[2009]]},
}


def test_the_list_finds_by_any_word_and_counts_what_rests_on_a_source(berta: Client) -> None:
    source = a_source("service", **BOOK)
    a_source("deutscher")
    passage = a_passage()
    a_statement(passage, source=source)
    Citation.objects.create(statement=a_statement(passage, source=source), source=source)

    page = berta.get("/desk/sources/?q=biografia").content.decode()
    assert "No source is like that." in page
    page = berta.get("/desk/sources/?q=SERVICE+2009").content.decode()
    assert "Robert Service, Trotsky: A Biography (2009)" in page
    assert '<td class="number wide">2</td>' in page
    assert "Deutscher" not in page


def test_options_have_the_key_and_the_short_form(berta: Client) -> None:
    a_source("service", **BOOK)

    page = berta.get("/desk/sources/find/?q=robert").content.decode()

    assert 'data-key="service"' in page
    assert "Robert Service, Trotsky: A Biography (2009)" in page
    assert "<html" not in page


def test_a_source_is_added_field_by_field(berta: Client) -> None:
    answer = berta.post(
        "/desk/sources/add/",
        {
            "type": "personal_communication",
            "title": "Carta a Frida",
            "author": "Trotsky, León\nPartido Obrero",
            "recipient": "Kahlo, Frida",
            "issued": "1937-07-12",
            "archive": "Museo Casa",
        },
    )

    assert answer.headers["Location"] == "/desk/sources/trotsky-1937-07-12/" or (
        answer.headers["Location"] == "/desk/sources/trotsky-1937/"
    )
    assert Source.objects.get().csl == {
        "type": "personal_communication",
        "title": "Carta a Frida",
        "author": [{"family": "Trotsky", "given": "León"}, {"literal": "Partido Obrero"}],
        "recipient": [{"family": "Kahlo", "given": "Frida"}],
        "issued": {"date-parts": [[1937, 7, 12]]},
        "archive": "Museo Casa",
    }


def typed(client: Client, key: str, **more: str) -> dict[str, str]:
    """The form of a source as its page shows it, with something else typed."""
    source = Source.objects.get(key=key)
    from casamuseo.desk.forms_sources import SourceForm
    from casamuseo.sources.actions_sources import digest_of

    fields = {name: str(value) for name, value in SourceForm(csl=source.csl).initial.items()}
    return {**fields, "type": source.type, "seen": digest_of(source), **more}


def test_what_the_form_does_not_ask_for_stays(berta: Client) -> None:
    odd = {
        "PMID": "77",
        "author": [{"family": "Hei", "given": "J", "non-dropping-particle": "van"}],
    }
    a_source("x", **odd)

    berta.post("/desk/sources/x/change/", typed(berta, "x", publisher="Faber"))

    assert Source.objects.get().csl == {
        "type": "book",
        "title": "Book x",
        **odd,
        "publisher": "Faber",
    }


def test_of_two_who_type_at_once_neither_loses_words(berta: Client) -> None:
    a_source("x")
    first, second = typed(berta, "x", edition="2"), typed(berta, "x", publisher="Faber")
    berta.post("/desk/sources/x/change/", first)

    answer = berta.post("/desk/sources/x/change/", second)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody else has changed this source meanwhile." in page
    assert 'value="Faber"' in page
    assert Source.objects.get().csl["edition"] == "2"


def test_a_record_shows_how_it_is_cited_and_what_rests_on_it(berta: Client) -> None:
    source = a_source("service", **BOOK)
    statement = a_statement(a_passage(), certainty="contested", en="The *Study* is quiet.")
    Citation.objects.create(
        statement=statement, source=source, locator="p. 3", stance="contradicts"
    )

    page = berta.get("/desk/sources/service/").content.decode()

    assert "Robert Service" in page
    assert "The <i>Study</i> is quiet." in page
    assert "Contradicts, p. 3" in page
    assert '<li class="contested">' in page


def brought(client: Client, entries: Any) -> str:
    file = SimpleUploadedFile("zotero.json", json.dumps(entries).encode())
    return str(client.post("/desk/sources/import/", {"file": file}).headers["Location"])


def test_each_entry_of_a_bibliography_has_its_fate_and_a_choice(berta: Client) -> None:
    a_source("service", **BOOK)
    entries = [
        {**BOOK, "publisher": "Macmillan"},
        {"type": "book", "title": "New"},
        {"type": "book"},
    ]
    entries.append({"type": "book", "title": "New"})

    where = brought(berta, entries)
    page = berta.get(where).content.decode()
    assert (
        "Perhaps the same as “Robert Service, Trotsky: A Biography (2009)”, by title and author"
        in page
    )
    assert '<option value="merge service" selected>' in page
    assert "it has neither a title nor an author" in page
    assert "Perhaps the same as entry 2 of this list" in page
    assert Source.objects.count() == 1

    berta.post(f"{where}take/", {"entry-1": "merge service", "entry-2": "add", "entry-4": "skip"})
    assert sorted(Source.objects.values_list("key", flat=True)) == ["new", "service"]
    assert Source.objects.get(key="service").csl == {**BOOK, "publisher": "Macmillan"}
    assert "1 source was added. 1 was merged" in berta.get("/desk/sources/").content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Please choose a file or paste something."),
        ("a letter", "This is neither CSL-JSON nor BibTeX nor RIS."),
        ("[{", "The JSON breaks off in line 1."),
        (json.dumps([{"title": "x"}] * 401), "There are more than 400 entries."),
    ],
)
def test_what_is_no_bibliography_is_said(berta: Client, text: str, said: str) -> None:
    answer = berta.post("/desk/sources/import/", {"text": text})

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_two_sources_are_compared_and_made_one(berta: Client) -> None:
    a_source("service", **BOOK)
    a_source("double", **{**BOOK, "title": "TROTSKY: a biography", "publisher": "Macmillan"})
    a_statement(a_passage(), source=Source.objects.get(key="double"))

    assert (
        "/desk/sources/double/merge/service/"
        in berta.get("/desk/sources/doubles/").content.decode()
    )
    page = berta.get("/desk/sources/service/merge/double/").content.decode()
    seen = {
        name: page.split(f'name="seen_{name}" value="')[1].split('"')[0]
        for name in ("one", "other")
    }
    berta.post(
        "/desk/sources/service/merge/double/",
        {"seen_one": seen["one"], "seen_other": seen["other"], "take-title": "other"},
    )

    source = Source.objects.get()
    assert (source.key, source.title) == ("service", "TROTSKY: a biography")
    assert source.csl["publisher"] == "Macmillan"
    assert Citation.objects.get().source == source


def test_withdrawing_shows_what_would_follow_first(berta: Client) -> None:
    source = a_source("service", **BOOK)
    passage = a_passage()
    a_statement(passage, source=source)
    study = a_place()
    PrintedLabel.objects.create(
        passage=passage,
        place=study,
        wall="north wall",
        size="a4",
        said={
            "title": {"es": "Despacho"},
            "address": "",
            "sentences": [{"key": "s1", "certainty": "documented", "words": {"es": "La mesa."}}],
        },
        digest="x",
        printed_at=NOON,
        printed_by="berta",
    )

    page = berta.get("/desk/sources/service/withdraw/").content.decode()
    assert "1 sentence cites it." in page
    assert "The public would no longer see 1 of them" in page
    assert "1 text would vanish as a whole:" in page
    assert "Study · north wall" in page

    assert berta.post("/desk/sources/service/withdraw/", {}).status_code == 422
    berta.post(
        "/desk/sources/service/withdraw/", {"why_0": "", "why_es": "Falsa", "why_en": "False"}
    )
    source.refresh_from_db()
    assert source.withdrawn_on is not None
    assert source.withdrawn_why["es"].words == "Falsa"
    berta.post("/desk/sources/service/take-back/", {"why_es": "Auténtica", "why_en": "Genuine"})
    source.refresh_from_db()
    assert source.withdrawn_on is None


def test_a_cited_source_is_not_deleted(berta: Client) -> None:
    a_statement(a_passage(), source=a_source("service", **BOOK))
    a_source("free")

    berta.post("/desk/sources/service/delete/")
    berta.post("/desk/sources/free/delete/")

    assert [source.key for source in Source.objects.all()] == ["service"]


def test_sources_are_taken_out_all_or_those_that_were_ticked(berta: Client) -> None:
    a_source("a", note="x")
    a_source("b")

    everything = json.loads(berta.get("/desk/sources/out/sources.json").content)
    assert [item["id"] for item in everything] == ["a", "b"]
    assert b"@book{b," in berta.get("/desk/sources/out/sources.bib?key=b").content
    assert berta.get("/desk/sources/out/sources.ris").content.count(b"TY  - BOOK") == 2
    assert berta.get("/desk/sources/out/sources.exe").status_code == 404


def test_the_list_asks_as_often_for_one_source_as_for_three(berta: Client) -> None:
    def queries() -> int:
        berta.get("/desk/sources/")
        with CaptureQueriesContext(connection) as asked:
            berta.get("/desk/sources/")
        return len(asked)

    a_source("a")
    once = queries()
    a_source("b")
    a_source("c")
    assert queries() == once
