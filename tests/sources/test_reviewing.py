"""A passage from its draft to the public: written by several, reviewed by another, kept in editions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.actions import revise_statement
from casamuseo.sources.actions_passages import (
    begin_draft,
    begin_passage,
    begin_register,
    discard_draft,
    save_draft,
)
from casamuseo.sources.actions_reviewing import publish_draft, send_back, submit_draft
from casamuseo.sources.actions_translating import Brought, Seen, bring_in, translate_statement
from casamuseo.sources.drafting import (
    WrittenCitation,
    WrittenStatement,
    rewritten,
    statements_from,
    statements_of,
)
from casamuseo.sources.editions import edition_at
from casamuseo.sources.errors_passages import (
    DraftChanged,
    DraftExists,
    DraftIsBehind,
    InReview,
    NothingWritten,
    NotInReview,
    ReviewedByItsWriter,
    SameStatementWritten,
    UnfitStatements,
    WouldDisappear,
)
from casamuseo.sources.merging import Choice, digests_of
from casamuseo.sources.models import (
    Citation,
    Passage,
    PassageDraft,
    PassageEdition,
    Statement,
    StatementRevision,
)
from casamuseo.sources.opening import open_passage
from casamuseo.sources.terms import DraftStage, Register, Stance
from casamuseo.sources.translating import fingerprint
from tests.cast import BERTA, CHUCHO, NOON, a_passage, a_source, a_statement
from tests.staffing import a_member
from tests.visit.racing import race

pytestmark = pytest.mark.django_db

LANGUAGES = ["es", "en"]
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def a_room(sentences: int = 2) -> Passage:
    """A published passage whose sentences rest on a book."""
    passage, source = a_passage(), a_source()
    for number in range(sentences):
        a_statement(passage, es=f"Frase {number + 1}.", en=f"Sentence {number + 1}.", source=source)
    return passage


def worded(statement: WrittenStatement, **words: str) -> WrittenStatement:
    """The statement with other words, as the editor writes them."""
    kept = {code: statement.text[code].words or "" for code in statement.text}
    return WrittenStatement(
        key=statement.key,
        text=rewritten(statement.text, {**kept, **words}),
        certainty=statement.certainty,
        citations=statement.citations,
    )


def write(passage: Passage, number: int = 0, *, by: str = BERTA, **words: str) -> PassageDraft:
    """Open the passage, change one sentence, save."""
    opened = open_passage(passage)
    statements = list(opened.statements)
    statements[number] = worded(statements[number], **words)
    return save_draft(passage, statements=statements, seen=opened.digests, by=by, at=NOON)


def publish(passage: Passage, *, by: str = CHUCHO, **more: bool) -> PassageEdition:
    opened = open_passage(passage)
    return publish_draft(
        passage,
        seen=opened.draft_version,
        seen_passage=opened.passage_version,
        languages=LANGUAGES,
        by=by,
        at=LATER,
        **more,
    )


def test_a_draft_changes_nothing_that_the_public_sees() -> None:
    passage = a_room()
    edition = Edition.current()

    draft = write(passage, es="Otra frase.")

    assert statements_of(passage)[0].text.words("es") == "Frase 1."
    assert (draft.version, draft.base_version, draft.writers) == (1, 1, [BERTA])
    assert Edition.current() == edition


def test_each_who_writes_is_a_writer_once() -> None:
    passage = a_room()
    write(passage, es="Una.")
    write(passage, es="Dos.", by=CHUCHO)

    draft = write(passage, es="Tres.")

    assert (draft.version, draft.writers, draft.written_by) == (3, [BERTA, CHUCHO], BERTA)


def test_saving_what_stands_begins_no_draft() -> None:
    passage = a_room()
    opened = open_passage(passage)

    with pytest.raises(NothingWritten):
        save_draft(passage, statements=opened.statements, seen=opened.digests, by=BERTA, at=NOON)

    assert not PassageDraft.objects.exists()


def test_two_who_write_in_other_sentences_both_keep_their_work() -> None:
    passage = a_room()
    opened = open_passage(passage)
    one, two = opened.statements
    write(passage, 0, es="De Berta.")

    draft = save_draft(
        passage,
        statements=[one, worded(two, es="De Chucho.")],
        seen=opened.digests,
        by=CHUCHO,
        at=NOON,
    )

    words = [str(each.text) for each in statements_from(draft.statements)]
    assert words == ["De Berta.", "De Chucho."]


def test_two_who_write_in_the_same_sentence_are_shown_both_wordings_and_one_chooses() -> None:
    passage = a_room()
    opened = open_passage(passage)
    mine = [worded(opened.statements[0], es="De Chucho."), opened.statements[1]]
    write(passage, 0, es="De Berta.")

    with pytest.raises(SameStatementWritten) as refused:
        save_draft(passage, statements=mine, seen=opened.digests, by=CHUCHO, at=NOON)

    (conflict,) = refused.value.merged.conflicts
    assert (str(conflict.mine.text), str(conflict.theirs.text)) == ("De Chucho.", "De Berta.")  # type: ignore[union-attr]
    assert statements_from(PassageDraft.objects.get().statements)[0].text.words("es") == "De Berta."
    choice = {"s1": Choice("mine", conflict.digest)}
    draft = save_draft(
        passage, statements=mine, seen=opened.digests, choices=choice, by=CHUCHO, at=NOON
    )
    assert statements_from(draft.statements)[0].text.words("es") == "De Chucho."


def test_a_choice_made_before_a_third_wording_is_asked_again() -> None:
    passage = a_room()
    opened = open_passage(passage)
    mine = [worded(opened.statements[0], es="De Chucho."), opened.statements[1]]
    write(passage, 0, es="De Berta.")
    seen_then = open_passage(passage).statements[0].digest
    write(passage, 0, es="De Berta, otra vez.")

    with pytest.raises(SameStatementWritten):
        save_draft(
            passage,
            statements=mine,
            seen=opened.digests,
            choices={"s1": Choice("mine", seen_then)},
            by=CHUCHO,
            at=NOON,
        )


def test_a_sentence_that_a_translator_revised_meanwhile_follows_into_the_draft() -> None:
    passage = a_room()
    write(passage, 0, es="Frase nueva.")
    second = passage.statements.get(key="s2")
    text = Text.of(es="Frase 2.", en="Second sentence.")
    revise_statement(second, text=text, languages=LANGUAGES, by="translator", at=NOON)
    passage.refresh_from_db()

    opened = open_passage(passage)

    assert passage.version == 2
    assert [one.text.words("en") for one in opened.statements] == [
        "Sentence 1.",
        "Second sentence.",
    ]
    assert opened.conflicts == ()


def test_a_sentence_that_changed_in_the_passage_and_in_the_draft_is_chosen_before_it_is_saved() -> (
    None
):
    passage = a_room()
    write(passage, 0, es="Del borrador.")
    first = passage.statements.get(key="s1")
    text = Text.of(es="Primera frase.", en="First sentence.")
    revise_statement(first, text=text, languages=LANGUAGES, by="translator", at=NOON)
    passage.refresh_from_db()
    opened = open_passage(passage)
    (conflict,) = opened.conflicts

    with pytest.raises(SameStatementWritten):
        save_draft(passage, statements=opened.statements, seen=opened.digests, by=BERTA, at=NOON)
    draft = save_draft(
        passage,
        statements=opened.statements,
        seen=opened.digests,
        choices={"s1": Choice("theirs", conflict.digest)},
        by=BERTA,
        at=NOON,
    )

    assert draft.base_version == 2
    assert statements_from(draft.statements)[0].text == Statement.objects.get(key="s1").text
    assert open_passage(passage).conflicts == ()


def test_what_cannot_stand_is_refused_by_its_place_and_nothing_is_saved() -> None:
    passage = a_room()
    opened = open_passage(passage)
    bad = WrittenStatement(
        key="", text=Text.of(es="Dos\nlíneas."), citations=(WrittenCitation("nobody", "p. 1; 2"),)
    )

    with pytest.raises(UnfitStatements) as refused:
        save_draft(
            passage, statements=[*opened.statements, bad], seen=opened.digests, by=BERTA, at=NOON
        )

    assert refused.value.problems == {
        2: [
            "es: a sentence is one line, without tabs and without spaces around it",
            "There is no source “nobody”.",
            "A place in a source is short and without ; @ [ ] { }: p. 34",
        ]
    }
    assert not PassageDraft.objects.exists()


def test_a_new_sentence_gets_a_key_that_none_ever_had() -> None:
    passage = a_room()
    opened = open_passage(passage)
    PassageEdition.objects.create(
        passage=passage,
        version=0,
        statements=[{"key": "s7", "text": [["es", "Quitada."]]}],
        began_at=NOON,
        written_by="",
    )

    new = WrittenStatement("", Text.of(es="Nueva."))
    draft = save_draft(
        passage, statements=[*opened.statements, new], seen=opened.digests, by=BERTA, at=NOON
    )

    assert [one.key for one in statements_from(draft.statements)] == ["s1", "s2", "s8"]


def test_an_import_puts_a_draft_beside_a_passage_once() -> None:
    passage = begin_passage("stories/article")
    sentence = WrittenStatement("", Text.of(es="Una frase."), unresolved_notes=("Nota 3.",))

    draft = begin_draft(passage, statements=[sentence], by=BERTA, at=NOON)

    assert statements_from(draft.statements)[0].unresolved_notes == ("Nota 3.",)
    with pytest.raises(DraftExists):
        begin_draft(passage, statements=[sentence], by=CHUCHO, at=NOON)


def test_a_second_person_publishes_and_the_old_wording_is_kept() -> None:
    passage, source = a_room(), a_source("volkov")
    opened = open_passage(passage)
    one, _two = opened.statements
    written = [
        WrittenStatement(
            "",
            Text.of(es="Al principio.", en="At the beginning."),
            citations=(WrittenCitation("volkov", "p. 9"),),
            unresolved_notes=("¿?",),
        ),
        WrittenStatement(
            one.key,
            rewritten(one.text, {"es": "Reescrita.", "en": "Sentence 1."}),
            citations=(WrittenCitation("volkov"), WrittenCitation("patenaude", "p. 3")),
            starts_paragraph=True,
        ),
    ]
    save_draft(passage, statements=written, seen=opened.digests, by=BERTA, at=NOON)
    submit_draft(passage, seen=1, by=BERTA, at=NOON)

    edition = publish(passage)

    rows = list(passage.statements.order_by("position"))
    assert [(row.key, str(row.text), row.is_published) for row in rows] == [
        ("s3", "Al principio.", True),
        ("s1", "Reescrita.", True),
    ]
    assert (rows[1].text.revision, rows[1].text.is_stale("en")) == (2, True)
    assert rows[0].unresolved_notes == ["¿?"]
    cited = Citation.objects.filter(statement=rows[1]).order_by("position")
    assert [(one.source.key, one.locator) for one in cited] == [
        ("volkov", ""),
        ("patenaude", "p. 3"),
    ]
    kept = StatementRevision.objects.get()
    assert (kept.text.words("es"), kept.revision, kept.replaced_by) == ("Frase 1.", 1, CHUCHO)
    assert (edition.version, edition.written_by, edition.reviewed_by) == (2, BERTA, CHUCHO)
    assert not PassageDraft.objects.exists()
    assert Change.objects.filter(action="publish").get().facts == {
        "version": 2,
        "writers": [BERTA],
        "removed": ["s2"],
    }
    assert source.citations.count() == 2


def test_however_often_a_draft_is_written_anew_it_is_one_revision() -> None:
    passage = a_room(1)
    for words in ("Una.", "Dos.", "Tres."):
        write(passage, es=words)
    submit_draft(passage, seen=3, by=BERTA, at=NOON)

    publish(passage)

    text = Statement.objects.get().text
    assert (text.revision, text["en"].made_from) == (2, 1)


def test_a_translation_that_the_draft_brought_and_then_left_behind_is_stale() -> None:
    passage = a_room(1)
    write(passage, es="Una.", en="One.")
    write(passage, es="Dos.")
    submit_draft(passage, seen=2, by=BERTA, at=NOON)

    publish(passage)

    assert Statement.objects.get().text.is_stale("en")


def test_what_was_written_and_then_taken_back_is_as_it_was() -> None:
    passage = a_room(1)
    before = Statement.objects.get().text
    write(passage, es="Otra.")
    opened = open_passage(passage)
    back = worded(opened.statements[0], es="Frase 1.")
    cited = WrittenStatement(back.key, back.text, citations=(WrittenCitation("patenaude", "p. 1"),))
    save_draft(passage, statements=[cited], seen=opened.digests, by=BERTA, at=NOON)
    submit_draft(passage, seen=2, by=BERTA, at=NOON)

    publish(passage)

    assert Statement.objects.get().text == before
    assert not StatementRevision.objects.exists()


def test_a_sentence_that_is_no_longer_contested_loses_its_other_version_when_published() -> None:
    passage, source = a_passage(), a_source()
    statement = a_statement(
        passage,
        source=source,
        certainty=Certainty.CONTESTED,
        counter_text=Text.of(es="No.", en="No."),
    )
    Citation.objects.create(statement=statement, source=source, stance=Stance.CONTRADICTS)
    opened = open_passage(passage)
    (one,) = opened.statements
    settled = WrittenStatement(
        one.key, one.text, counter_text=one.counter_text, citations=one.citations
    )
    save_draft(passage, statements=[settled], seen=opened.digests, by=BERTA, at=NOON)
    submit_draft(passage, seen=1, by=BERTA, at=NOON)

    publish(passage)

    statement.refresh_from_db()
    assert (statement.certainty, statement.counter_text) == (Certainty.DOCUMENTED, Text())
    assert [one.stance for one in Citation.objects.all()] == [Stance.SUPPORTS]


def test_whoever_wrote_does_not_publish_and_is_told_who_can() -> None:
    a_member("editor", login="marina", full_name="Marina León")
    a_member("curator", login=BERTA.lower(), full_name="Berta Solís")
    passage = a_room()
    write(passage, es="Otra.", by="berta")
    submit_draft(passage, seen=1, by="berta", at=NOON)

    with pytest.raises(ReviewedByItsWriter) as refused:
        publish(passage, by="berta")

    assert str(refused.value) == (
        "Whoever wrote in a draft does not publish it. These can: Marina León."
    )
    assert PassageDraft.objects.get().stage == DraftStage.IN_REVIEW


def test_a_house_with_a_single_editor_is_told_how_to_get_a_second() -> None:
    passage = a_room()
    write(passage, es="Otra.")
    submit_draft(passage, seen=1, by=BERTA, at=NOON)

    with pytest.raises(ReviewedByItsWriter, match="nobody else here may"):
        publish(passage, by=BERTA)


def test_only_what_was_sent_for_review_is_published() -> None:
    passage = a_room()
    write(passage, es="Otra.")

    with pytest.raises(NotInReview):
        publish(passage)


def test_a_draft_written_in_while_it_is_reviewed_is_sent_for_review_again() -> None:
    passage = a_room()
    write(passage, es="Otra.")
    submit_draft(passage, seen=1, by=BERTA, at=NOON)
    with pytest.raises(InReview):
        submit_draft(passage, seen=1, by=BERTA, at=NOON)

    write(passage, es="Otra más.")

    with pytest.raises(DraftChanged):
        publish_draft(passage, seen=1, seen_passage=1, languages=LANGUAGES, by=CHUCHO, at=LATER)
    with pytest.raises(NotInReview):
        publish(passage)


def test_a_draft_is_sent_back_with_a_remark_and_written_on() -> None:
    passage = a_room()
    write(passage, es="Otra.")
    with pytest.raises(NotInReview):
        send_back(passage, seen=1, remark="¿De dónde?", by=CHUCHO, at=NOON)
    submit_draft(passage, seen=1, by=BERTA, at=NOON)

    send_back(passage, seen=1, remark="¿De dónde?", by=CHUCHO, at=NOON)

    draft = PassageDraft.objects.get()
    assert (draft.stage, draft.remark) == (DraftStage.SENT_BACK, "¿De dónde?")
    submit_draft(passage, seen=1, by=BERTA, at=NOON)
    assert publish(passage).version == 2


def test_a_draft_behind_the_passage_in_a_sentence_of_its_own_is_not_published() -> None:
    passage = a_room()
    write(passage, es="Otra.")
    submit_draft(passage, seen=1, by=BERTA, at=NOON)
    first = passage.statements.get(key="s1")
    text = Text.of(es="Primera frase.", en="First sentence.")
    revise_statement(first, text=text, languages=LANGUAGES, by="translator", at=NOON)
    passage.refresh_from_db()

    with pytest.raises(DraftIsBehind):
        publish(passage)


def translate(passage: Passage, key: str, words: str) -> None:
    """What the translation desk does, beside any draft."""
    statement = passage.statements.get(key=key)
    translate_statement(
        statement,
        language="en",
        words=words,
        seen=Seen.now(statement.text, "en"),
        languages=LANGUAGES,
        by="translator",
        at=NOON,
    )
    passage.refresh_from_db()


def test_a_translation_made_beside_a_draft_is_published_with_it() -> None:
    passage = a_room()
    write(passage, 0, es="Del borrador.", en="Of the draft.")
    translate(passage, "s2", "Second sentence.")
    submit_draft(passage, seen=1, by=BERTA, at=NOON)

    edition = publish(passage)

    first, second = passage.statements.order_by("position")
    assert (passage.version, edition.version) == (2, 3)
    assert [first.text.words("es"), first.text.words("en")] == ["Del borrador.", "Of the draft."]
    assert second.text.words("en") == "Second sentence."


def test_a_draft_that_left_a_language_alone_takes_its_new_translation_which_is_then_stale() -> None:
    passage = a_room()
    write(passage, 0, es="Del borrador.")
    translate(passage, "s1", "First sentence.")

    opened = open_passage(passage)

    text = opened.statements[0].text
    assert opened.conflicts == ()
    assert (text.words("es"), text.words("en")) == ("Del borrador.", "First sentence.")
    assert text.is_stale("en")
    submit_draft(passage, seen=1, by=BERTA, at=NOON)
    publish(passage)
    published = passage.statements.get(key="s1").text
    assert (published.words("es"), published.words("en")) == ("Del borrador.", "First sentence.")
    assert published.is_stale("en")


def test_two_translations_of_a_sentence_are_chosen_between() -> None:
    passage = a_room()
    write(passage, 0, en="The draft's.")
    translate(passage, "s1", "The translator's.")

    (conflict,) = open_passage(passage).conflicts

    wordings = (conflict.mine, conflict.theirs)
    assert [one and one.text.words("en") for one in wordings] == [
        "The draft's.",
        "The translator's.",
    ]


@pytest.mark.parametrize("has_draft", [True, False])
def test_whoever_is_writing_while_it_is_translated_saves_both(has_draft: bool) -> None:
    passage = a_room()
    if has_draft:
        write(passage, 1, es="Otra segunda.")
    opened = open_passage(passage)
    mine = [worded(opened.statements[0], es="Escrita."), *opened.statements[1:]]
    translate(passage, "s1", "First sentence.")
    translate(passage, "s1", "The first sentence.")

    draft = save_draft(passage, statements=mine, seen=opened.digests, by=BERTA, at=NOON)

    text = statements_from(draft.statements)[0].text
    assert (text.words("es"), text.words("en")) == ("Escrita.", "The first sentence.")
    assert open_passage(passage).conflicts == ()


def test_a_file_of_translations_leaves_an_edition_of_each_text() -> None:
    passage = a_room()
    write(passage, 0, es="Del borrador.")
    brought = [
        Brought(row, "text", f"Sentence, {row.key}.", 1, fingerprint(row.text, "en"))
        for row in passage.statements.all()
    ]

    bring_in(
        brought, language="en", languages=LANGUAGES, source="work.po", by="translator", at=NOON
    )
    passage.refresh_from_db()

    assert list(passage.editions.values_list("version", "written_by")) == [
        (2, "translator"),
        (1, ""),
    ]
    opened = open_passage(passage)
    assert [one.text.words("es") for one in opened.statements] == ["Del borrador.", "Frase 2."]
    assert [one.text.words("en") for one in opened.statements] == ["Sentence, s1.", "Sentence, s2."]


def test_what_a_translator_did_meanwhile_is_published_with_the_draft() -> None:
    passage = a_room()
    write(passage, es="Otra.", en="Another.")
    submit_draft(passage, seen=1, by=BERTA, at=NOON)
    second = passage.statements.get(key="s2")
    text = Text.of(es="Frase 2.", en="Second sentence.")
    revise_statement(second, text=text, languages=LANGUAGES, by="translator", at=NOON)
    passage.refresh_from_db()

    assert publish(passage).version == 3

    words = [row.text.words("en") for row in passage.statements.order_by("position")]
    assert words == ["Another.", "Second sentence."]


def test_publishing_does_not_take_the_text_from_the_public_unless_that_is_meant() -> None:
    passage = a_room(1)
    opened = open_passage(passage)
    new = WrittenStatement("", Text.of(es="Sin inglés."))
    save_draft(
        passage, statements=[*opened.statements, new], seen=opened.digests, by=BERTA, at=NOON
    )
    submit_draft(passage, seen=1, by=BERTA, at=NOON)

    with pytest.raises(WouldDisappear) as refused:
        publish(passage)
    assert "Sentence 2 (“s2”) lacks a language of the house: en." in str(refused.value)

    publish(passage, though_held_back=True)
    passage.refresh_from_db()
    assert not passage.is_published


def test_a_draft_that_cites_a_source_that_is_gone_is_not_published() -> None:
    passage, source = a_room(), a_source("volkov")
    opened = open_passage(passage)
    cited = WrittenStatement(
        "", Text.of(es="Una.", en="One."), citations=(WrittenCitation("volkov"),)
    )
    statements = [*opened.statements, cited]
    save_draft(passage, statements=statements, seen=opened.digests, by=BERTA, at=NOON)
    submit_draft(passage, seen=1, by=BERTA, at=NOON)
    source.delete()

    with pytest.raises(UnfitStatements) as refused:
        publish(passage)

    assert refused.value.problems == {2: ["There is no source “volkov”."]}


def test_a_discarded_draft_stays_in_the_history() -> None:
    passage = a_room()
    write(passage, es="Otra.")
    with pytest.raises(DraftChanged):
        discard_draft(passage, seen=9, by=BERTA, at=NOON)

    discard_draft(passage, seen=1, by=BERTA, at=NOON)

    kept = Change.objects.get(action="discard").facts
    assert statements_from(kept["statements"])[0].text.words("es") == "Otra."
    assert not PassageDraft.objects.exists()


def test_what_it_said_on_a_day() -> None:
    passage = a_room(1)
    Change.objects.create(
        at=NOON - timedelta(days=9), actor="load", action="load", kind="*", key="*"
    )
    write(passage, es="Otra.")
    submit_draft(passage, seen=1, by=BERTA, at=NOON)
    publish(passage)

    def said(moment: timedelta) -> list[str]:
        edition = edition_at(passage, NOON + moment)
        return [str(one.text) for one in statements_from(edition.statements)] if edition else []

    assert said(timedelta(days=-10)) == []
    assert said(timedelta(0)) == ["Frase 1."]
    assert said(timedelta(hours=2)) == ["Otra."]


def test_another_register_is_begun_from_the_full_text() -> None:
    passage = a_room()

    easy = begin_register(passage, register=Register.EASY_READ, by=BERTA, at=NOON)

    assert (easy.key, easy.of, easy.is_published) == ("easy-read/places/study", passage, False)
    words = [str(one.text) for one in open_passage(easy).statements]
    assert words == ["Frase 1.", "Frase 2."]


@pytest.mark.django_db(transaction=True)
def test_six_who_write_at_once_in_six_sentences_all_keep_their_work() -> None:
    passage = a_room(6)
    opened = open_passage(passage)

    def act(number: int) -> int:
        statements = list(opened.statements)
        statements[number] = worded(statements[number], es=f"De {number}.")
        return save_draft(
            passage, statements=statements, seen=opened.digests, by=f"writer-{number}", at=NOON
        ).version

    versions = race(act, processes=6)

    draft = PassageDraft.objects.get()
    assert sorted(versions) == [1, 2, 3, 4, 5, 6]
    assert [str(one.text) for one in statements_from(draft.statements)] == [
        f"De {number}." for number in range(6)
    ]
    assert sorted(draft.writers) == [f"writer-{number}" for number in range(6)]


@pytest.mark.django_db(transaction=True)
def test_of_six_who_write_the_same_sentence_at_once_one_is_saved_and_five_choose() -> None:
    passage = a_room(1)
    opened = open_passage(passage)

    def act(number: int) -> str:
        statements = [worded(opened.statements[0], es=f"De {number}.")]
        seen = digests_of(opened.statements)
        save_draft(passage, statements=statements, seen=seen, by=f"writer-{number}", at=NOON)
        return "saved"

    said = race(act, processes=6)

    assert sorted(said) == ["SameStatementWritten"] * 5 + ["saved"]
    assert PassageDraft.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_published_or_written_in_but_never_both() -> None:
    passage = a_room(1)
    write(passage, es="Otra.")
    submit_draft(passage, seen=1, by=BERTA, at=NOON)
    opened = open_passage(passage)

    def act(number: int) -> str:
        if number:
            publish_draft(passage, seen=1, seen_passage=1, languages=LANGUAGES, by=CHUCHO, at=LATER)
            return "published"
        statements = [worded(opened.statements[0], es="Escrita a la vez.")]
        save_draft(passage, statements=statements, seen=opened.digests, by=BERTA, at=NOON)
        return "written"

    said = race(act, processes=2)

    # Whoever saves after the publication begins a new draft from what was published.
    assert said in (["written", "published"], ["written", "DraftChanged"])
    draft = PassageDraft.objects.get()
    assert statements_from(draft.statements)[0].text.words("es") == "Escrita a la vez."
