"""Translating: what is missing or stale, who may review, and two translators at once."""

from __future__ import annotations

import pytest
from django.utils import translation

from casamuseo.collection.models import MuseumObject
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text, Version
from casamuseo.sources.actions import revise_statement
from casamuseo.sources.actions_translating import (
    Brought,
    Seen,
    bring_in,
    review_translation,
    translate,
    translate_statement,
)
from casamuseo.sources.errors_translating import (
    NothingToReview,
    NothingToTranslate,
    NothingTranslated,
    OriginalChanged,
    OwnTranslation,
    TranslatedMeanwhile,
    UnfitTranslation,
)
from casamuseo.sources.models import Passage, Statement, StatementRevision
from casamuseo.sources.translating import (
    Piece,
    Standing,
    Strand,
    counts,
    fingerprint,
    original_then,
    pieces,
    standing_of,
    with_standing,
)
from tests.cast import BERTA, NOON, a_passage, a_source, a_statement, an_object

pytestmark = pytest.mark.django_db

HOUSE = ["es", "en"]
TOMAS = "Tomás"


def an_untranslated() -> Statement:
    passage = a_passage(is_published=False)
    return a_statement(
        passage, text=Text.of(es="La mesa es *roja*."), source=a_source(), is_published=False
    )


def seen_of(statement: Statement, language: str = "en") -> Seen:
    return Seen.now(statement.text, language)


def translated(
    statement: Statement, words: str | None = "The table is *red*.", *, by: str = TOMAS
) -> Text:
    statement.refresh_from_db()
    return translate_statement(
        statement,
        language="en",
        words=words,
        seen=seen_of(statement),
        languages=HOUSE,
        by=by,
        at=NOON,
    )


STANDINGS: list[tuple[Text, Standing | None]] = [
    (Text(), None),
    (Text.of(en="Desk"), None),
    (Text.of(en="Desk", es="Mesa"), None),
    (Text.of(es="Mesa"), Standing.MISSING),
    (Text.of(es="Mesa", en=""), Standing.MISSING),
    (Text.of(es='Una "en": null', de="x"), Standing.MISSING),
    (Text.of(es="Mesa", en=None), Standing.DECLARED),
    (Text.of(es="Mesa", en="Desk"), Standing.REVIEWED),
    (Text.from_json({"es": "M", "en": {"text": None, "by": "machine"}}), Standing.DECLARED),
    (Text.from_json({"es": {"text": "M", "revision": 3}, "en": {"text": "D", "from": 2}}), Standing.STALE),
    (Text.from_json({"es": {"text": "M", "revision": 3}, "en": "D"}), Standing.REVIEWED),
    (
        Text.from_json({"es": "M", "en": {"text": "D", "by": "machine", "reviewed": False}}),
        Standing.MACHINE,
    ),
    (Text.from_json({"es": "M", "en": {"text": "D", "by": "machine"}}), Standing.REVIEWED),
    (Text.from_json({"es": "M", "en": {"text": "D", "reviewed": False}}), Standing.WAITING),
    (
        Text.from_json(
            {"es": {"text": "M", "revision": 2}, "en": {"text": "D", "from": 1, "reviewed": False}}
        ),
        Standing.STALE,
    ),
]  # fmt: skip


def test_every_shape_of_a_text_stands_alike_in_python_and_in_the_database() -> None:
    for number, (text, _expected) in enumerate(STANDINGS):
        an_object(f"o{number}", number=f"O-{number}", name=text)

    rows = MuseumObject.objects.order_by("pk")
    found = {row.key: row.standing for row in with_standing(rows, "name", "en")}

    assert [standing_of(text, "en") for text, _ in STANDINGS] == [each for _, each in STANDINGS]
    assert [found.get(f"o{number}") for number in range(len(STANDINGS))] == [
        each for _, each in STANDINGS
    ]
    assert counts(rows, "name", "en") == {
        "missing": 3, "declared": 2, "reviewed": 3, "stale": 2, "machine": 1, "waiting": 1,
    }  # fmt: skip


def test_a_code_that_is_none_never_reaches_the_database() -> None:
    with pytest.raises(ValueError, match="not the code of a language"):
        counts(MuseumObject.objects.all(), "name", "en' OR 1=1 --")


def test_pieces_come_with_ids_that_stay_the_same() -> None:
    statement = an_untranslated()
    an_object(name=Text.of(es="Mesa"))
    strands = [
        Strand(MuseumObject, "name", "Name", lambda: MuseumObject.objects.order_by("pk")),
        Strand(Statement, "text", "", lambda: Statement.objects.select_related("passage")),
    ]

    found = list(pieces(strands, "en", only=[Standing.MISSING]))

    assert [piece.id for piece in found] == [
        "collection.museumobject:desk#name",
        "places/study#s1",
    ]
    assert Piece(statement, "counter_text").id == "places/study#s1!other"
    assert list(pieces(strands, "en", only=[Standing.STALE])) == []


def test_a_translation_waits_for_review_keeps_what_stood_and_publishes_what_only_lacked_it() -> (
    None
):
    statement = an_untranslated()
    edition = Edition.current()

    text = translated(statement)

    assert text["en"] == Version("The table is *red*.", made_from=1, is_reviewed=False)
    statement.refresh_from_db()
    assert (statement.text, statement.is_published) == (text, True)
    passage = Passage.objects.get()
    assert (passage.version, passage.is_published) == (2, True)
    kept = StatementRevision.objects.get()
    assert (kept.text, kept.replaced_by, kept.replaced_at) == (
        Text.of(es="La mesa es *roja*."),
        TOMAS,
        NOON,
    )
    change = Change.objects.get()
    assert (change.actor, change.action, change.kind, change.key, change.facts) == (
        TOMAS,
        "translate",
        "sources.statement",
        "places/study#s1",
        {"field": "text", "language": "en", "revision": 1},
    )
    assert Edition.current() == edition + 1


def test_a_language_declared_missing_is_no_longer_asked_for() -> None:
    statement = an_untranslated()

    text = translated(statement, None)

    assert standing_of(text, "en") == Standing.DECLARED
    assert Change.objects.get().action == "declare-missing"
    statement.refresh_from_db()
    assert statement.is_published


def test_saving_the_same_words_says_that_a_stale_translation_holds() -> None:
    statement = an_untranslated()
    translated(statement)
    statement.refresh_from_db()
    revise_statement(
        statement,
        text=Text.of(es="La mesa es muy *roja*.", en="The table is *red*."),
        languages=HOUSE,
        by=BERTA,
        at=NOON,
    )
    statement.refresh_from_db()
    assert standing_of(statement.text, "en") == Standing.STALE
    assert original_then(statement, "text", revision=1) == "La mesa es *roja*."

    text = translated(statement)

    assert standing_of(text, "en") == Standing.WAITING
    assert text["en"].made_from == 2
    with pytest.raises(NothingTranslated):
        translated(statement)


def test_an_original_that_changed_meanwhile_is_shown_and_nothing_is_written() -> None:
    statement = an_untranslated()
    seen = seen_of(statement)
    revise_statement(
        statement, text=Text.of(es="La mesa es azul."), languages=HOUSE, by=BERTA, at=NOON
    )

    with pytest.raises(OriginalChanged) as refused:
        translate_statement(
            statement, language="en", words="Red.", seen=seen, languages=HOUSE, by=TOMAS, at=NOON
        )

    assert refused.value.facts == {"original": "La mesa es azul.", "revision": 2}
    statement.refresh_from_db()
    assert "en" not in statement.text


def test_a_translation_written_meanwhile_is_shown_and_not_overwritten() -> None:
    statement = an_untranslated()
    seen = seen_of(statement)
    translated(statement, "Theirs.")

    with pytest.raises(TranslatedMeanwhile) as refused:
        translate_statement(
            statement, language="en", words="Mine.", seen=seen, languages=HOUSE, by=BERTA, at=NOON
        )

    assert refused.value.facts == {"words": "Theirs."}
    statement.refresh_from_db()
    assert statement.text["en"].words == "Theirs."


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("The *table.", "en: italics open and close with an asterisk: *words*"),
        ("One.\nTwo.", "en: a sentence is one line, without tabs and without spaces around it"),
        ("", "en: the sentence has no words"),
        (
            "Red. [@book]",
            "en: citations stand at the end of the sentence and close with “]”: [@source, p. 3; @other]",
        ),
    ],
)
def test_words_that_cannot_be_a_sentence_are_refused_with_the_reason(
    words: str, problem: str
) -> None:
    statement = an_untranslated()

    with translation.override("en"), pytest.raises(UnfitTranslation) as refused:
        translated(statement, words)

    assert str(refused.value) == problem
    assert Change.objects.count() == 0


def test_the_original_is_not_translated_into_itself() -> None:
    statement = an_untranslated()

    with pytest.raises(NothingToTranslate):
        translate_statement(
            statement,
            language="es",
            words="Otra.",
            seen=seen_of(statement, "es"),
            languages=HOUSE,
            by=TOMAS,
            at=NOON,
        )


def reviewed(statement: Statement, *, by: str) -> Text:
    statement.refresh_from_db()
    return review_translation(
        statement,
        "text",
        language="en",
        seen=seen_of(statement),
        languages=HOUSE,
        by=by,
        at=NOON,
    )


def test_a_second_person_reviews_and_the_translator_does_not() -> None:
    statement = an_untranslated()
    translated(statement)

    with pytest.raises(OwnTranslation):
        reviewed(statement, by=TOMAS)
    text = reviewed(statement, by=BERTA)

    assert standing_of(text, "en") == Standing.REVIEWED
    with pytest.raises(NothingToReview):
        reviewed(statement, by=BERTA)


def test_a_machines_translation_may_be_reviewed_by_anybody_and_stays_a_machines() -> None:
    statement = an_untranslated()
    machine = Text.from_json(
        {"es": "La mesa.", "en": {"text": "Table.", "by": "machine", "reviewed": False}}
    )
    Statement.objects.update(text=machine)

    text = reviewed(statement, by=TOMAS)

    assert text["en"] == Version("Table.", made_from=1, by="machine")


def test_a_name_of_a_record_is_translated_and_its_version_rises() -> None:
    thing = an_object(name=Text.of(es="Mesa"))

    text = translate(
        thing,
        "name",
        language="en",
        words="Table",
        seen=Seen.now(thing.name, "en"),
        languages=HOUSE,
        by=TOMAS,
        at=NOON,
    )

    thing.refresh_from_db()
    assert (thing.name, thing.version) == (text, 2)
    assert Change.objects.get().key == "desk"


def test_what_a_file_brings_is_written_in_one_go_and_what_changed_meanwhile_is_left() -> None:
    statement = an_untranslated()
    other = a_statement(statement.passage, text=Text.of(es="Otra."), source=a_source("b"))
    brought = [
        Brought(one, "text", words, made_from=1, fingerprint=fingerprint(one.text, "en"))
        for one, words in ((statement, "Red."), (other, "Another."))
    ]
    translated(other, "Written at the desk.")

    done = bring_in(brought, language="en", languages=HOUSE, source="en.xlf", by=TOMAS, at=NOON)

    assert (done.written, done.left) == (1, ("places/study#s2",))
    statement.refresh_from_db()
    assert standing_of(statement.text, "en") == Standing.WAITING
    assert Statement.objects.get(pk=other.pk).text["en"].words == "Written at the desk."
    with pytest.raises(OwnTranslation):
        reviewed(statement, by=TOMAS)


def test_what_was_made_from_an_older_original_comes_in_as_stale() -> None:
    statement = an_untranslated()
    revise_statement(statement, text=Text.of(es="Azul."), languages=HOUSE, by=BERTA, at=NOON)
    statement.refresh_from_db()

    bring_in(
        [Brought(statement, "text", "Red.", 1, fingerprint(statement.text, "en"))],
        language="en",
        languages=HOUSE,
        source="en.po",
        by=TOMAS,
        at=NOON,
    )

    statement.refresh_from_db()
    assert standing_of(statement.text, "en") == Standing.STALE
