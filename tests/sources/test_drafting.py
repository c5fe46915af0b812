"""The shape in which drafts and editions keep what is written, and how words become texts."""

from __future__ import annotations

import json
from datetime import date

import pytest

from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.actions_passages import begin_passage
from casamuseo.sources.drafting import (
    Signature,
    WrittenCitation,
    WrittenStatement,
    free_key,
    rewritten,
    shapes_of,
    statements_from,
    statements_of,
)
from casamuseo.sources.errors_passages import PassageExists
from casamuseo.sources.models import Citation
from casamuseo.sources.terms import Register, Stance
from tests.cast import a_passage, a_signatory, a_source, a_statement

WHOLE = WrittenStatement(
    key="lamp",
    text=Text.from_json(
        {"es": {"text": "Una lámpara.", "revision": 3}, "en": {"text": "A lamp.", "from": 2}}
    ),
    certainty=Certainty.CONTESTED,
    counter_text=Text.of(es="Una vela.", en=None),
    starts_paragraph=True,
    signature=Signature("editors", date(2026, 11, 24)),
    citations=(
        WrittenCitation("patenaude", "p. 34"),
        WrittenCitation("volkov", stance=Stance.CONTRADICTS),
    ),
    unresolved_notes=("Véase la nota 7.",),
)


def test_a_whole_statement_comes_back_equal() -> None:
    assert statements_from(json.loads(json.dumps(shapes_of([WHOLE])))) == [WHOLE]


def test_a_plain_statement_has_the_shortest_shape() -> None:
    statement = WrittenStatement("s1", Text.of(es="Una mesa."))

    assert statement.to_json() == {
        "key": "s1",
        "text": [["es", "Una mesa."]],
        "certainty": "documented",
    }


def test_the_original_stays_the_original_where_a_column_sorts_the_names() -> None:
    shape = json.loads(json.dumps(WHOLE.to_json(), sort_keys=True))

    assert list(WrittenStatement.from_json(shape).text) == ["es", "en"]


@pytest.mark.parametrize(
    "shape", [{}, {"key": ""}, {"key": "s1", "text": "Una mesa."}, {"key": "s1", "certainty": "?"}]
)
def test_what_is_no_statement_is_refused(shape: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        WrittenStatement.from_json(shape)


def test_the_digest_changes_with_any_part() -> None:
    plain = WrittenStatement("s1", Text.of(es="Una mesa."))
    begun = WrittenStatement("s1", Text.of(es="Una mesa."), starts_paragraph=True)

    assert plain.digest == WrittenStatement("s1", Text.of(es="Una mesa.")).digest
    assert plain.digest != begun.digest


@pytest.mark.django_db
def test_rows_are_read_with_their_sources_and_signature() -> None:
    passage, source = a_passage(), a_source()
    statement = a_statement(
        passage,
        source=source,
        signed_by=a_signatory(),
        signed_on=date(2026, 11, 24),
        unresolved_notes=["¿Dónde?"],
    )
    Citation.objects.create(statement=statement, source=source, stance=Stance.CONTRADICTS)

    (written,) = statements_of(passage)

    assert written.key == "s1"
    assert written.citations == (
        WrittenCitation("patenaude"),
        WrittenCitation("patenaude", stance=Stance.CONTRADICTS),
    )
    assert written.signature == Signature("editors", date(2026, 11, 24))
    assert written.unresolved_notes == ("¿Dónde?",)


def test_a_new_key_is_one_above_the_highest() -> None:
    assert free_key([]) == "s1"
    assert free_key(["s1", "s12", "lamp", "s3b"]) == "s13"


def test_other_words_in_the_original_make_the_translation_stale() -> None:
    text = rewritten(Text.of(es="Una mesa.", en="A table."), {"es": "Dos mesas.", "en": "A table."})

    assert text.revision == 2
    assert text.is_stale("en")


def test_a_translation_that_still_holds_is_not_stale() -> None:
    before = Text.from_json(
        {"es": {"text": "Mesas.", "revision": 2}, "en": {"text": "Tables.", "from": 1}}
    )

    text = rewritten(before, {"es": "Mesas.", "en": "Tables."}, holds=["en"])

    assert not text.is_stale("en")
    assert text.revision == 2


def test_a_machine_s_translation_stays_one_until_a_person_writes_it() -> None:
    before = Text.from_json(
        {"es": "Mesa.", "en": {"text": "Table.", "by": "machine", "reviewed": False}}
    )

    assert rewritten(before, {"es": "Mesa.", "en": "Table."}) == before
    assert rewritten(before, {"es": "Mesa.", "en": "Desk."})["en"].by == "person"


def test_a_language_is_without_words_or_declared_missing() -> None:
    before = Text.of(es="Mesa.", en="Table.")

    assert list(rewritten(before, {"es": "Mesa.", "en": ""})) == ["es"]
    assert rewritten(before, {"es": "Mesa.", "en": None}).is_declared_missing("en")
    assert rewritten(before, {"es": "", "en": ""}) == Text()


def test_the_first_language_that_is_written_becomes_the_original() -> None:
    assert rewritten(Text(), {"es": "", "en": "A table."}).original == "en"


@pytest.mark.django_db
def test_a_passage_is_begun_without_words_and_unseen() -> None:
    passage = begin_passage("places/kitchen")

    assert (passage.register, passage.version, passage.is_published) == (Register.FULL, 1, False)
    assert statements_of(passage) == []


@pytest.mark.django_db
def test_a_register_is_begun_once_of_the_same_passage() -> None:
    full = a_passage()
    easy = begin_passage("easy-read/places/study", register=Register.EASY_READ, of=full)

    assert easy.of == full
    with pytest.raises(PassageExists):
        begin_passage("easy-read/elsewhere", register=Register.EASY_READ, of=full)
    with pytest.raises(PassageExists):
        begin_passage("places/study")
