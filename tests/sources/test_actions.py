"""What is done with sources and statements, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.actions import (
    delete_source,
    revise_statement,
    sign_statement,
    withdraw_source,
)
from casamuseo.sources.errors import (
    NotASentence,
    NothingRevised,
    SourceIsCited,
    SourceIsWithdrawn,
)
from casamuseo.sources.models import Citation, Source, StatementRevision
from tests.cast import BERTA, NOON, a_passage, a_signatory, a_source, a_statement

pytestmark = pytest.mark.django_db

LANGUAGES = ["es", "en"]
WHY = Text.of(es="Es falsa.", en="It is a forgery.")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_revision_keeps_the_old_words_and_makes_the_translation_stale() -> None:
    statement = a_statement(a_passage(), es="Una mesa.", en="A table.", source=a_source())

    revised = revise_statement(
        statement,
        text=Text.of(es="Un escritorio.", en="A table."),
        languages=LANGUAGES,
        by=BERTA,
        at=NOON,
    )

    assert revised.text.revision == 2
    assert revised.text.is_stale("en")
    kept = StatementRevision.objects.get()
    assert (kept.revision, kept.text.words("es"), kept.replaced_by) == (1, "Una mesa.", BERTA)
    assert kept.replaced_at == NOON
    change = Change.objects.get()
    assert (change.action, change.kind, change.key) == (
        "revise",
        "sources.statement",
        "places/study#s1",
    )
    assert change.facts == {"revision": 2}
    assert Edition.current() == 1


def test_a_new_translation_is_current_again() -> None:
    statement = a_statement(a_passage(), es="Una mesa.", en="A table.", source=a_source())
    for text in (
        Text.of(es="Un escritorio.", en="A table."),
        Text.of(es="Un escritorio.", en="A desk."),
    ):
        statement = revise_statement(statement, text=text, languages=LANGUAGES, by=BERTA, at=NOON)

    assert statement.text.revision == 2
    assert not statement.text.is_stale("en")
    assert StatementRevision.objects.count() == 2


def test_a_statement_turned_contested_is_held_back_until_it_has_both_versions() -> None:
    statement = a_statement(a_passage(), source=a_source())

    one_sided = revise_statement(
        statement,
        text=statement.text,
        certainty=Certainty.CONTESTED,
        languages=LANGUAGES,
        by=BERTA,
        at=NOON,
    )
    assert not one_sided.is_published

    both = revise_statement(
        statement,
        text=statement.text,
        counter_text=Text.of(es="Otra.", en="Another."),
        languages=LANGUAGES,
        by=BERTA,
        at=NOON,
    )
    assert both.is_published


def test_a_statement_no_longer_contested_loses_its_other_version() -> None:
    statement = a_statement(
        a_passage(),
        certainty=Certainty.CONTESTED,
        counter_text=Text.of(es="Otra.", en="Another."),
        source=a_source(),
    )

    revised = revise_statement(
        statement,
        text=statement.text,
        certainty=Certainty.DOCUMENTED,
        languages=LANGUAGES,
        by=BERTA,
        at=NOON,
    )

    assert not revised.counter_text
    assert StatementRevision.objects.get().counter_text.words("en") == "Another."


def test_the_same_words_are_no_revision() -> None:
    statement = a_statement(a_passage(), source=a_source())

    with pytest.raises(NothingRevised):
        revise_statement(statement, text=statement.text, languages=LANGUAGES, by=BERTA, at=NOON)

    assert Change.objects.count() == StatementRevision.objects.count() == Edition.current() == 0


@pytest.mark.parametrize(
    "text",
    [
        Text.of(es="", en="A table."),
        Text.of(es=None, en="A table."),
        Text.of(es="Una\nmesa."),
        Text.of(es="Una mesa. [@levine]"),
        Text.of(es="Una {mesa}."),
        Text.of(es="Una *mesa."),
        Text(),
    ],
)
def test_what_a_passage_file_could_not_hold_is_refused(text: Text) -> None:
    statement = a_statement(a_passage(), source=a_source())

    with pytest.raises(NotASentence):
        revise_statement(statement, text=text, languages=LANGUAGES, by=BERTA, at=NOON)


def test_a_signature_publishes_a_statement_without_a_source() -> None:
    passage = a_passage(is_published=False)
    statement = a_statement(passage, is_published=False)

    signed = sign_statement(
        statement,
        signatory=a_signatory(),
        on=date(2026, 11, 24),
        languages=LANGUAGES,
        by=BERTA,
        at=NOON,
    )

    passage.refresh_from_db()
    assert signed.is_published
    assert passage.is_published
    assert Change.objects.get().facts == {"signatory": "editors", "on": "2026-11-24"}
    assert Edition.current() == 1


def test_withdrawing_a_source_lists_every_sentence_that_rests_on_it() -> None:
    hoax, levine = a_source("hoax"), a_source("levine")
    study, stele = a_passage("places/study"), a_passage("places/stele")
    alone = a_statement(study, source=hoax)
    other = a_statement(study, source=levine)
    both = a_statement(stele, source=hoax)
    Citation.objects.create(statement=both, source=levine)

    resting = withdraw_source(
        hoax, why=WHY, on=date(2026, 11, 24), languages=LANGUAGES, by=BERTA, at=NOON
    )

    assert set(resting) == {alone, both}
    for statement in (alone, other, both):
        statement.refresh_from_db()
    assert [one.is_published for one in (alone, other, both)] == [False, True, True]
    hoax.refresh_from_db()
    assert (hoax.withdrawn_on, hoax.withdrawn_why) == (date(2026, 11, 24), WHY)
    change = Change.objects.get()
    assert (change.action, change.key) == ("withdraw", "hoax")
    assert change.facts == {"on": "2026-11-24", "unpublished": ["places/study#s1"]}
    assert Edition.current() == 1


def test_a_source_is_withdrawn_once() -> None:
    hoax = a_source("hoax")
    withdraw_source(hoax, why=WHY, on=date(2026, 11, 24), languages=LANGUAGES, by=BERTA, at=NOON)

    with pytest.raises(SourceIsWithdrawn, match="“Book hoax” has already been withdrawn"):
        withdraw_source(
            hoax, why=WHY, on=date(2026, 11, 25), languages=LANGUAGES, by=BERTA, at=NOON
        )


def test_a_cited_source_cannot_be_deleted() -> None:
    levine = a_source("levine")
    statement = a_statement(a_passage(), source=levine)

    with pytest.raises(SourceIsCited) as refused:
        delete_source(levine, by=BERTA, at=NOON)

    assert refused.value.statements == [statement]
    assert refused.value.facts == {"source": "levine", "statements": ["places/study#s1"]}
    assert Source.objects.count() == 1


def test_a_source_that_nothing_cites_is_deleted() -> None:
    delete_source(a_source("levine"), by=BERTA, at=NOON)

    assert Source.objects.count() == 0
    assert Change.objects.get().action == "delete"
    assert Edition.current() == 1
