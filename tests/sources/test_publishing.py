"""The publishing rule: what keeps a statement or a passage from the public."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Citation, Statement
from casamuseo.sources.publishing import (
    Reason,
    reasons_against_passage,
    reasons_against_statement,
    settle,
)
from casamuseo.sources.terms import Stance
from tests.cast import a_passage, a_signatory, a_source, a_statement

pytestmark = pytest.mark.django_db

LANGUAGES = ["es", "en"]


def codes(statement: Statement) -> list[str]:
    return [reason.code for reason in reasons_against_statement(statement, LANGUAGES)]


def withdrawn(key: str) -> Any:
    source = a_source(key)
    source.withdrawn_on = date(2026, 1, 1)
    source.save()
    return source


def test_a_statement_with_a_source_is_published() -> None:
    assert codes(a_statement(a_passage(), source=a_source())) == []


def test_a_statement_without_a_source_is_held_back() -> None:
    assert codes(a_statement(a_passage())) == ["unsupported"]


def test_a_signature_takes_the_place_of_a_source() -> None:
    signed = a_statement(a_passage(), signed_by=a_signatory(), signed_on=date(2026, 11, 23))

    assert codes(signed) == []


def test_a_withdrawn_source_supports_nothing() -> None:
    statement = a_statement(a_passage(), source=withdrawn("hoax"))

    (reason,) = reasons_against_statement(statement, LANGUAGES)

    assert reason == Reason("source-withdrawn", {"sources": "hoax"})
    with translation.override("en"):
        assert str(reason) == "The only sources it rests on have been withdrawn: hoax."


def test_a_second_source_still_supports_it() -> None:
    statement = a_statement(a_passage(), source=withdrawn("hoax"))
    Citation.objects.create(statement=statement, source=a_source("levine"))

    assert codes(statement) == []


def test_a_source_that_contradicts_does_not_support() -> None:
    statement = a_statement(a_passage())
    Citation.objects.create(
        statement=statement, source=a_source("levine"), stance=Stance.CONTRADICTS
    )

    assert codes(statement) == ["unsupported"]


def test_a_contested_statement_needs_its_other_version() -> None:
    statement = a_statement(a_passage(), certainty=Certainty.CONTESTED, source=a_source())

    assert codes(statement) == ["one-sided"]


def test_the_other_version_may_be_without_a_source() -> None:
    statement = a_statement(
        a_passage(),
        certainty=Certainty.CONTESTED,
        source=a_source(),
        counter_text=Text.of(es="Otra versión.", en="Another version."),
    )

    assert codes(statement) == []


def test_a_language_that_is_passed_over_is_a_reason_and_a_missing_one_is_not() -> None:
    passage = a_passage()
    source = a_source()
    silent = a_statement(passage, source=source, text=Text.of(es="Una."))
    missing = a_statement(passage, source=source, text=Text.of(es="Una.", en=None))

    assert codes(silent) == ["language-missing"]
    assert codes(missing) == []


def test_the_other_version_needs_the_languages_too() -> None:
    statement = a_statement(
        a_passage(),
        certainty=Certainty.CONTESTED,
        source=a_source(),
        counter_text=Text.of(es="Otra versión."),
    )

    assert codes(statement) == ["other-language-missing"]


def test_a_draft_is_held_back() -> None:
    passage = a_passage()
    passage.is_draft = True
    a_statement(passage, source=a_source())

    assert [one.code for one in reasons_against_passage(passage, LANGUAGES)] == ["draft"]


def test_a_passage_lacks_a_language_that_one_sentence_lacks() -> None:
    passage = a_passage()
    a_statement(passage, position=0, source=a_source())
    a_statement(passage, text=Text.of(es="Una."), position=1, key="s2", is_published=False)

    (reason,) = reasons_against_passage(passage, LANGUAGES)

    assert reason == Reason(
        "statement-lacks-language", {"statement": "s2", "number": 2, "language": "en"}
    )


def test_a_passage_without_a_publishable_sentence_says_nothing() -> None:
    passage = a_passage()
    a_statement(passage, is_published=False)

    assert [one.code for one in reasons_against_passage(passage, LANGUAGES)] == [
        "nothing-published"
    ]


def test_settling_returns_what_the_public_no_longer_sees() -> None:
    passage = a_passage()
    kept = a_statement(passage, source=a_source())
    lost = a_statement(passage)

    assert settle([passage], LANGUAGES) == [lost]
    kept.refresh_from_db()
    lost.refresh_from_db()
    assert (kept.is_published, lost.is_published) == (True, False)


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_reason_has_its_sentence(language: str) -> None:
    facts = {"sources": "hoax", "language": "en", "statement": "s2", "number": 2}
    codes = "unsupported source-withdrawn one-sided language-missing other-language-missing draft"
    with translation.override(language):
        for code in (*codes.split(), "nothing-published", "statement-lacks-language"):
            assert str(Reason(code, facts)).endswith(".")
