"""A language of the house: prepared, made public with its consequences seen, removed while empty."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import Settings

from casamuseo.house.actions.languages import (
    Consequences,
    Missing,
    consequences,
    move_language_up,
    multilingual_fields,
    prepare_language,
    publish_language,
    remove_language,
    written_in,
)
from casamuseo.house.errors_languages import (
    ConsequencesChanged,
    LanguageIsThere,
    LanguageIsWritten,
    NoSuchLanguage,
    NotALanguage,
    OriginalsLanguage,
)
from casamuseo.house.models import House
from casamuseo.kernel.models import Change
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage, Statement, StatementRevision
from casamuseo.sources.publishing import settle
from tests.cast import BERTA, NOON, a_house, a_passage, a_source, a_statement, an_object
from tests.media.showing import a_photograph

pytestmark = pytest.mark.django_db


def prepared(language: str = "nah") -> House:
    return prepare_language(House.objects.get(), language, by=BERTA, at=NOON)


def public(language: str = "nah", *, missing: Missing = "declare") -> House:
    return publish_language(
        House.objects.get(),
        language,
        missing=missing,
        seen=consequences(language),
        by=BERTA,
        at=NOON,
    )


def two_passages() -> None:
    """One that is wholly in Nahuatl, one with a sentence that is and two that are not."""
    source = a_source()
    whole = a_passage("places/garden")
    a_statement(whole, text=Text.of(es="Jardín.", en="Garden.", nah="Xochimilli."), source=source)
    part = a_passage("places/study")
    a_statement(part, text=Text.of(es="Mesa.", en="Desk.", nah=None), source=source)
    a_statement(part, source=source)
    contested = Text.of(es="No.", en="No.")
    a_statement(
        part,
        text=Text.of(es="Sí.", en="Yes.", nah="Quema."),
        counter_text=contested,
        certainty=Certainty.CONTESTED,
        source=source,
    )


def published() -> tuple[list[str], list[str]]:
    passages = Passage.objects.published().order_by("key")
    return (
        [each.key for each in passages],
        [str(each.pk) for each in Statement.objects.published().order_by("pk")],
    )


def test_a_prepared_language_changes_nothing_for_the_public() -> None:
    a_house()
    two_passages()
    before = published()

    house = prepared()

    assert (house.languages, house.prepared_languages) == (["es", "en"], ["nah"])
    assert published() == before
    change = Change.objects.get()
    assert (change.action, change.key, change.facts["language"]) == (
        "prepare-language",
        "casa",
        "nah",
    )


@pytest.mark.parametrize("code", ["Nahuatl", "n", "fr_FR", "fr'--", "", "EN", "es-mx"])
def test_what_is_no_code_is_refused(code: str) -> None:
    a_house()

    with pytest.raises(NotALanguage):
        prepared(code)


def test_a_language_is_prepared_once() -> None:
    a_house()
    prepared("pt-BR")

    for code in ("pt-BR", "en"):
        with pytest.raises(LanguageIsThere):
            prepared(code)


def test_its_consequences_are_counted_before_it_becomes_public() -> None:
    a_house()
    two_passages()

    assert consequences("nah") == Consequences("nah", statements=2, passages=1)
    assert consequences("en") == Consequences("en", statements=0, passages=0)


def test_made_public_with_what_is_missing_declared_nothing_leaves_the_website() -> None:
    a_house()
    two_passages()
    prepared()
    before = published()

    house = public()

    assert (house.languages, house.prepared_languages) == (["es", "en", "nah"], [])
    assert published() == before
    assert settle(Passage.objects.all(), house.languages) == []
    assert published() == before
    assert Statement.objects.get(passage__key="places/study", key="s2").text.is_declared_missing(
        "nah"
    )


def test_made_public_with_what_is_missing_held_back_the_rule_finds_nothing_to_change() -> None:
    a_house()
    two_passages()
    prepared()

    house = public(missing="hold-back")

    kept = published()
    assert kept[0] == ["places/garden"]
    states = list(Statement.objects.order_by("pk").values_list("pk", "is_published"))
    assert settle(Passage.objects.all(), house.languages) == []
    assert published() == kept
    assert list(Statement.objects.order_by("pk").values_list("pk", "is_published")) == states


def test_a_language_is_not_made_public_on_an_old_view_of_what_follows() -> None:
    a_house()
    two_passages()
    prepared()
    seen = consequences("nah")
    a_statement(Passage.objects.get(key="places/garden"))

    with pytest.raises(ConsequencesChanged):
        publish_language(
            House.objects.get(), "nah", missing="declare", seen=seen, by=BERTA, at=NOON
        )

    assert House.objects.get().languages == ["es", "en"]


def test_a_language_in_which_nothing_is_written_is_removed() -> None:
    a_house()
    an_object(name=Text.of(es='Dice "nah": nada', fr=None))
    prepared()
    public()

    house = remove_language(House.objects.get(), "nah", by=BERTA, at=NOON)

    assert (house.languages, house.prepared_languages) == (["es", "en"], [])


def test_a_language_with_words_in_it_stays() -> None:
    a_house()
    prepared()
    an_object(name=Text.of(es="Mesa", nah="Tlapechtli"))
    an_object("other", number="D-2", name=Text.of(nah="Calli"))

    assert written_in("nah") == 2
    with translation.override("en"), pytest.raises(LanguageIsWritten) as refused:
        remove_language(House.objects.get(), "nah", by=BERTA, at=NOON)
    assert str(refused.value) == "The language cannot be removed: 2 texts are written in “nah”."


def test_the_language_of_the_originals_stays_and_stays_first() -> None:
    a_house(languages=["es", "en", "fr"])

    for code in ("es", "en"):
        with pytest.raises(OriginalsLanguage):
            move_language_up(House.objects.get(), code, by=BERTA, at=NOON)
    with pytest.raises(OriginalsLanguage):
        remove_language(House.objects.get(), "es", by=BERTA, at=NOON)
    with pytest.raises(NoSuchLanguage):
        remove_language(House.objects.get(), "de", by=BERTA, at=NOON)
    house = move_language_up(House.objects.get(), "fr", by=BERTA, at=NOON)
    assert house.languages == ["es", "fr", "en"]


def test_every_multilingual_field_is_looked_through_but_history() -> None:
    fields = set(multilingual_fields())

    assert (Statement, "counter_text") in fields
    assert (House, "motto") in fields
    assert not [model for model, _ in fields if model is StatementRevision]


def test_a_photograph_without_words_in_a_new_language_leaves_the_website(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    house = a_house(prepared_languages=["nah"])
    picture = a_photograph()
    assert picture.is_public

    found = consequences("nah")
    publish_language(house, "nah", missing="declare", seen=found, by=BERTA, at=NOON)

    picture.refresh_from_db()
    assert (found.photographs, picture.is_public) == (1, False)
