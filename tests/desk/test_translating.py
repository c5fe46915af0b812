"""The translation desk: lists, the sentence with its change, conflicts, files, languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.collection.models import MuseumObject
from casamuseo.desk.translation_strands import FIELD_NAMES, LEFT_OUT, RECORDS, fields_of
from casamuseo.house.actions.languages import multilingual_fields
from casamuseo.house.models import House
from casamuseo.kernel import clock, editions
from casamuseo.kernel.texts import Text
from casamuseo.sources.actions import revise_statement
from casamuseo.sources.models import Passage, Statement
from casamuseo.sources.terms import Register
from casamuseo.sources.translating import Standing, standing_of
from tests.cast import BERTA, NOON, a_house, a_passage, a_place, a_source, a_statement, an_object
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db

HOME = "/desk/translation/"
INTO_ENGLISH = "/desk/translation/in/en/"


@pytest.fixture(autouse=True)
def _noon(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.CASAMUSEO_HOME = tmp_path
    with clock.stopped(NOON):
        yield


def translator(login: str = "translator") -> Client:
    return signed_in(a_member("translator", login=login))


def a_study() -> list[Statement]:
    """A room with a text of three sentences: one missing, one stale, one translated."""
    a_house()
    passage = a_passage(is_published=False)
    a_place(passage=passage)
    source = a_source()
    a_statement(passage, text=Text.of(es="Falta."), source=source)
    stale = a_statement(passage, text=Text.of(es="Es de pino.", en="It is of pine."), source=source)
    a_statement(passage, text=Text.of(es="Está.", en="It is here."), source=source)
    revise_statement(
        stale,
        text=Text.of(es="Es de cedro.", en="It is of pine."),
        languages=["es", "en"],
        by=BERTA,
        at=NOON,
    )
    return list(Statement.objects.order_by("position"))


def address_of(statement: Statement, *, language: str = "en") -> str:
    return f"/desk/translation/in/{language}/sources.statement/{statement.pk}/text/"


def form_of(browser: Client, address: str) -> dict[str, str]:
    return hidden_in(browser.get(address))


def hidden_in(response: Any) -> dict[str, str]:
    found = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode())
    )
    found.pop("csrfmiddlewaretoken", None)
    return found


def typed_in(response: Any) -> str:
    (words,) = re.findall(r"<textarea[^>]*>\s*(.*?)</textarea>", response.content.decode(), re.S)
    return unescape(words)


def leading(response: Any) -> dict[str, str]:
    found = re.findall(r'rel="(prev|next)" href="([^"]*)"', response.content.decode())
    return {way: unescape(address) for way, address in found}


def test_the_first_page_counts_what_waits_by_kind_and_language() -> None:
    a_study()

    words = words_of(translator().get(HOME))

    assert "Rooms and places – 2 to translate Missing 1, Stale 1, Reviewed 2" in words
    assert "All together" in words


def test_a_kind_lists_its_texts_with_their_registers() -> None:
    first, *_ = a_study()
    easy = Passage.objects.create(
        key="easy-read/places/study", of=first.passage, register=Register.EASY_READ
    )
    a_statement(easy, text=Text.of(es="Fácil."))

    words = words_of(translator().get("/desk/translation/texts/places/"))

    assert "Study not published – Missing 1, Stale 1, Reviewed 1" in words
    assert "Study Easy read not published – Missing 1" in words


def test_the_worklist_leads_to_each_sentence_and_on_to_the_next() -> None:
    missing, stale, _done = a_study()
    an_object(name=Text.of(es="Mesa"))
    browser = translator()

    response = browser.get(INTO_ENGLISH)

    assert "Falta. places/study The sentence Missing" in words_of(response)
    assert "Mesa D-001 Name Missing" in words_of(response)
    assert leading(browser.get(address_of(missing))) == {"next": address_of(stale)}
    thing = f"/desk/translation/in/en/collection.museumobject/{MuseumObject.objects.get().pk}/name/"
    assert leading(browser.get(address_of(stale))) == {
        "prev": address_of(missing),
        "next": thing,
    }
    assert leading(browser.get(thing)) == {"prev": address_of(stale)}
    only = browser.get(address_of(stale) + "?kind=places&standing=stale")
    assert leading(only) == {}


def test_a_stale_sentence_shows_what_changed_since_with_its_sources() -> None:
    _missing, stale, _done = a_study()

    response = translator().get(address_of(stale))

    content = response.content.decode()
    assert "Es de <del>pino</del><ins>cedro</ins>." in content
    assert "Book patenaude" in content
    assert typed_in(response) == "It is of pine."


def test_a_translation_is_saved_and_the_next_one_opens() -> None:
    missing, stale, _done = a_study()
    browser = translator()
    address = address_of(missing)

    response = browser.post(
        address, {**form_of(browser, address), "words": "It lacks.", "act": "save"}
    )

    assert response.headers["Location"] == address_of(stale)
    missing.refresh_from_db()
    assert missing.text["en"].words == "It lacks."
    assert standing_of(missing.text, "en") == Standing.WAITING


def test_the_end_of_the_work_leads_back_to_the_list() -> None:
    missing, *_ = a_study()
    browser = translator()
    address = address_of(missing) + "?standing=missing"

    response = browser.post(address, {**form_of(browser, address), "words": "", "act": "declare"})

    assert response.headers["Location"] == f"{INTO_ENGLISH}?standing=missing"
    missing.refresh_from_db()
    assert missing.text.is_declared_missing("en")


def test_an_original_changed_meanwhile_is_shown_with_what_was_typed_kept() -> None:
    missing, *_ = a_study()
    browser = translator()
    address = address_of(missing)
    form = form_of(browser, address)
    revise_statement(
        missing, text=Text.of(es="Ya no falta."), languages=["es", "en"], by=BERTA, at=NOON
    )

    response = browser.post(address, {**form, "words": "It lacks.", "act": "save"})

    assert response.status_code == 422
    words = words_of(response)
    assert "The original was changed while you were translating." in words
    assert "Ya no falta." in words
    assert "It lacks." in words
    again = hidden_in(response)
    assert (again["revision"], typed_in(response)) == ("2", "It lacks.")
    assert browser.post(address, {**again, "words": "OK.", "act": "save"}).status_code == 302


def test_somebody_elses_translation_is_shown_and_not_overwritten() -> None:
    missing, *_ = a_study()
    mine, theirs = translator(), translator("other")
    address = address_of(missing)
    form = form_of(mine, address)
    theirs.post(address, {**form, "words": "Theirs.", "act": "save"})

    response = mine.post(address, {**form, "words": "Mine.", "act": "save"})

    assert response.status_code == 422
    words = words_of(response)
    assert "Somebody else has changed this translation meanwhile." in words
    assert "It stands like this now: Theirs." in words
    assert typed_in(response) == "Mine."
    missing.refresh_from_db()
    assert missing.text["en"].words == "Theirs."


def test_words_that_are_no_sentence_are_refused_and_kept() -> None:
    missing, *_ = a_study()
    browser = translator()
    address = address_of(missing)

    response = browser.post(
        address, {**form_of(browser, address), "words": "An *odd one", "act": "save"}
    )

    assert response.status_code == 422
    assert "en: italics open and close with an asterisk: *words*" in words_of(response)
    assert typed_in(response) == "An *odd one"


def test_another_translator_reviews_and_the_first_is_not_offered_to() -> None:
    missing, *_ = a_study()
    first, second = translator(), translator("second")
    address = address_of(missing)
    first.post(address, {**form_of(first, address), "words": "It lacks.", "act": "save"})

    assert "It is right: reviewed" not in words_of(first.get(address))
    refused = first.post(address, {**form_of(first, address), "words": "x", "act": "review"})
    assert "You translated this yourself." in words_of(refused)
    assert "It is right: reviewed" in words_of(second.get(address))
    second.post(address, {**form_of(second, address), "words": "ignored", "act": "review"})

    missing.refresh_from_db()
    assert missing.text["en"].words == "It lacks."
    assert standing_of(missing.text, "en") == Standing.REVIEWED


@pytest.mark.parametrize(
    "address",
    [
        "/desk/translation/in/fr/",
        "/desk/translation/in/en/sources.statement/999/text/",
        "/desk/translation/in/en/staff.member/1/login/",
        "/desk/translation/in/en/collection.museumobject/1/slug/",
        "/desk/translation/in/en/collection.museumobject/1/handling_note/",
        "/desk/translation/texts/nothing/",
    ],
)
def test_what_is_not_translated_has_no_address(address: str) -> None:
    a_house()
    MuseumObject.objects.create(pk=1, key="x", object_number="X", name=Text.of(es="X"))

    assert translator().get(address).status_code == 404


def test_the_lists_take_the_same_queries_for_one_and_for_many() -> None:
    def asked(address: str) -> int:
        editions.forget_all()
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    missing, *_ = a_study()
    browser = translator()
    addresses = [HOME, INTO_ENGLISH, "/desk/translation/texts/places/", address_of(missing)]
    before = [asked(address) for address in addresses]
    for number in range(3):
        other = a_passage(f"places/room-{number}")
        a_statement(other, text=Text.of(es="Otra."))
        a_place(f"room-{number}", number=20 + number, passage=other)
        an_object(f"o{number}", number=f"O-{number}", name=Text.of(es="Cosa"))

    assert [asked(address) for address in addresses] == before


def test_every_multilingual_field_is_translated_or_left_out_for_a_reason() -> None:
    covered = {(each.model, field) for each in RECORDS for field in fields_of(each.model)}
    for model, field in multilingual_fields():
        left_out = LEFT_OUT["*"] + LEFT_OUT.get(model._meta.label_lower, ())
        assert (model is Statement) or (model, field) in covered or field in left_out, (
            model,
            field,
        )
    assert {field for _model, field in covered} <= set(FIELD_NAMES)


# Files


def exported(browser: Client, **asked: str) -> bytes:
    query = {"language": "en", "only": "to-do", "format": "xliff-2.0", **asked}
    response = browser.get("/desk/translation/files/export/", query)
    assert response.status_code == 200
    return bytes(response.content)


def brought(browser: Client, content: bytes, name: str = "work.xlf") -> Any:
    return browser.post(
        "/desk/translation/files/bring/", {"file": SimpleUploadedFile(name, content)}
    )


@pytest.mark.parametrize("kind", ["xliff-2.0", "xliff-1.2", "po"])
def test_a_file_goes_out_is_looked_at_and_comes_in_when_agreed_to(kind: str) -> None:
    missing, *_ = a_study()
    browser = translator()
    content = exported(browser, format=kind, kind="places")
    if kind == "po":
        filled = content.replace(
            b'msgid "Falta."\nmsgstr ""', b'msgid "Falta."\nmsgstr "It lacks."'
        )
    else:
        source = b"Falta.</source>"
        target = b"<target>It lacks.</target>"
        filled = content.replace(source, source + target)

    looked = brought(browser, filled, "work.po" if kind == "po" else "work.xlf")

    assert looked.status_code == 200
    assert "Will be written 1" in words_of(looked)
    missing.refresh_from_db()
    assert "en" not in missing.text
    done = browser.post("/desk/translation/files/agree/", hidden_in(looked))
    assert done.headers["Location"] == HOME
    missing.refresh_from_db()
    assert missing.text["en"].words == "It lacks."
    assert said(browser.get(HOME)) == ["1 translation was written. Somebody else must review it."]


def test_a_file_is_named_for_the_house_and_the_language() -> None:
    a_study()
    browser = translator()

    response = browser.get(
        "/desk/translation/files/export/",
        {"language": "en", "kind": "places", "only": "all", "format": "po"},
    )

    assert response.headers["Content-Disposition"] == 'attachment; filename="casa-en-places.po"'
    assert b'msgctxt "places/study#s3"' in response.content
    assert b"# Test house" in response.content
    assert b"#. Book patenaude" in response.content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE x><x/>", "Line 1: There is a document type in it"),
        (b"<x>\n<y>\n</x>", "Line 3: This is not well-formed XML."),
        (b"<" * 9_000_000, "The file is too large."),
    ],
)
def test_what_is_no_file_of_translations_is_refused_at_the_field(
    content: bytes, words: str
) -> None:
    a_study()

    response = brought(translator(), content)

    assert response.status_code == 422
    assert words in words_of(response)


def test_a_file_from_another_house_is_refused() -> None:
    a_study()
    browser = translator()
    content = exported(browser).replace(b'original="casa"', b'original="casa-azul"')

    assert "This file belongs to the house “casa-azul”" in words_of(brought(browser, content))


@pytest.mark.parametrize("kept", ["", "../../etc/passwd", "0" * 64 + ".xlf"])
def test_a_file_that_is_not_kept_is_asked_for_again(kept: str) -> None:
    a_study()
    browser = translator()

    response = browser.post("/desk/translation/files/agree/", {"kept": kept})

    assert response.headers["Location"] == "/desk/translation/files/"
    assert said(browser.get("/desk/translation/files/")) == [
        "The file is no longer here: please choose it again."
    ]


# Languages


def director() -> Client:
    return signed_in(a_member("director"))


def test_a_language_is_prepared_translated_into_and_then_made_public() -> None:
    missing, *_ = a_study()
    Statement.objects.filter(pk=missing.pk).update(
        text=Text.of(es="Falta.", en="It lacks."), is_published=True
    )
    Passage.objects.update(is_published=True)
    browser = director()

    browser.post("/desk/translation/languages/add/", {"code": "nah"})
    assert House.objects.get().prepared_languages == ["nah"]
    assert browser.get("/nah/").status_code == 404
    address = address_of(missing, language="nah")
    browser.post(address, {**form_of(browser, address), "words": "Polihui.", "act": "save"})
    assert Passage.objects.published().count() == 1
    asking = browser.get("/desk/translation/languages/nah/publish/")
    assert "2 sentences have no translation into it." in words_of(asking)
    assert "1 text would leave the website." in words_of(asking)

    browser.post(
        "/desk/translation/languages/nah/publish/",
        {"statements": 2, "passages": 1, "photographs": 0, "missing": "declare"},
    )

    assert House.objects.get().languages == ["es", "en", "nah"]
    assert Passage.objects.published().count() == 1
    page = browser.get("/nah/house/study/")
    assert page.status_code == 200
    content = page.content.decode()
    assert "Polihui." in content
    assert '<html lang="nah">' in content
    assert '<header class="site-header" lang="en">' in content
    assert "Skip to the content" in content
    assert re.search(r'lang="es"[^>]*>\s*Está\.', content)


def test_consequences_that_changed_are_shown_again() -> None:
    a_study()
    House.objects.update(prepared_languages=["nah"])
    browser = director()

    response = browser.post(
        "/desk/translation/languages/nah/publish/",
        {"statements": 0, "passages": 0, "photographs": 0, "missing": "declare"},
    )

    assert response.headers["Location"] == "/desk/translation/languages/nah/publish/"
    assert House.objects.get().languages == ["es", "en"]


def test_a_code_that_is_none_is_refused_at_its_field() -> None:
    a_house()

    response = director().post("/desk/translation/languages/add/", {"code": "Náhuatl"})

    assert response.status_code == 422
    assert "is not the code of a language" in words_of(response)


def test_a_language_with_words_in_it_is_not_removed() -> None:
    a_study()
    browser = director()

    browser.post("/desk/translation/languages/en/remove/")

    assert House.objects.get().languages == ["es", "en"]
    assert "The language cannot be removed" in said(browser.get("/desk/translation/languages/"))[0]
