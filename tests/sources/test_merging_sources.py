"""Sources are added, changed, brought in, merged and taken back in; nothing that cites them is lost."""

from __future__ import annotations

import pytest

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.sources.actions import withdraw_source
from casamuseo.sources.actions_passages import begin_draft
from casamuseo.sources.actions_sources import (
    Chosen,
    add_source,
    change_source,
    consequences_of_withdrawing,
    digest_of,
    filled_up,
    import_entries,
    merge_sources,
    take_back,
)
from casamuseo.sources.drafting import WrittenCitation, WrittenStatement
from casamuseo.sources.errors_sources import (
    CannotMerge,
    SourceChanged,
    SourceKeyTaken,
    SourceStands,
    UnfitSource,
)
from casamuseo.sources.models import Citation, PassageDraft, Source
from tests.cast import BERTA, NOON, a_passage, a_source, a_statement

pytestmark = pytest.mark.django_db

LANGUAGES = ("es", "en")
BOOK = {"type": "book", "title": "A life", "author": [{"family": "Service", "given": "Robert"}]}


def test_a_source_is_added_under_a_key_of_its_own() -> None:
    first = add_source(BOOK, by=BERTA, at=NOON)
    second = add_source(BOOK, by=BERTA, at=NOON)

    assert (first.key, second.key) == ("service", "service-2")
    assert first.csl == BOOK
    assert list(Change.objects.values_list("action", "key")) == [
        ("add", "service"),
        ("add", "service-2"),
    ]
    assert Edition.current() > 0


def test_a_key_is_taken_once_and_must_be_one() -> None:
    add_source(BOOK, key="service", by=BERTA, at=NOON)

    with pytest.raises(SourceKeyTaken):
        add_source(BOOK, key="service", by=BERTA, at=NOON)
    with pytest.raises(UnfitSource):
        add_source(BOOK, key="Service!", by=BERTA, at=NOON)
    with pytest.raises(UnfitSource):
        add_source({"type": "book"}, by=BERTA, at=NOON)


def test_of_two_who_change_a_source_the_second_is_told() -> None:
    source = a_source("service", **BOOK)
    seen = digest_of(source)
    change_source(source, csl={**BOOK, "edition": "2"}, seen=seen, by=BERTA, at=NOON)

    with pytest.raises(SourceChanged):
        change_source(source, csl={**BOOK, "edition": "3"}, seen=seen, by=BERTA, at=NOON)

    source.refresh_from_db()
    assert source.csl["edition"] == "2"
    assert Change.objects.get().facts == {"before": BOOK}


def test_entries_are_added_merged_and_passed_over_as_chosen() -> None:
    a_source("service", **BOOK)
    chosen = [
        Chosen({**BOOK, "title": "Another", "publisher": "Faber"}, "merge", "service"),
        Chosen({"type": "book", "title": "New"}, "add", "service"),
        Chosen({"type": "book", "title": "Not wanted"}, "skip"),
    ]

    added, merged = import_entries(chosen, by=BERTA, at=NOON)

    assert [each.key for each in added] == ["new"]
    assert [each.key for each in merged] == ["service"]
    assert Source.objects.get(key="service").csl == {**BOOK, "publisher": "Faber"}


def test_filling_up_alters_nothing_and_joins_notes() -> None:
    assert filled_up({"title": "A", "note": "x"}, {"title": "B", "note": "y", "page": "3"}) == {
        "title": "A",
        "note": "x; y",
        "page": "3",
    }


def two_that_are_cited() -> tuple[Source, Source]:
    kept, gone = a_source("kept"), a_source("gone")
    both = a_statement(a_passage(), source=kept)
    Citation.objects.create(statement=both, source=gone)
    Citation.objects.create(statement=both, source=gone, locator="p. 3")
    a_statement(a_passage("stories/x"), source=gone)
    return kept, gone


def test_what_cites_either_cites_the_one_that_is_kept() -> None:
    kept, gone = two_that_are_cited()
    draft = WrittenStatement(
        "s9",
        Text.of(es="Uno."),
        citations=(WrittenCitation("gone", "p. 1"), WrittenCitation("kept", "p. 1")),
    )
    begin_draft(a_passage("stories/y"), statements=[draft], by=BERTA, at=NOON)
    seen = (digest_of(kept), digest_of(gone))

    merge_sources(
        kept,
        gone,
        csl={**kept.csl, "edition": "2"},
        seen=seen,
        languages=LANGUAGES,
        by=BERTA,
        at=NOON,
    )

    assert list(Source.objects.values_list("key", flat=True)) == ["kept"]
    assert Source.objects.get().csl["edition"] == "2"
    # The first sentence cited both as a whole: that is said once.
    assert sorted(
        Citation.objects.values_list("statement__passage__key", "source__key", "locator")
    ) == [
        ("places/study", "kept", ""),
        ("places/study", "kept", "p. 3"),
        ("stories/x", "kept", ""),
    ]
    assert PassageDraft.objects.get().statements[0]["citations"] == [
        {"source": "kept", "locator": "p. 1"}
    ]
    merged = Change.objects.get(action="merge")
    assert (merged.facts["other"]["id"], merged.facts["citations"], merged.facts["same"]) == (
        "gone",
        2,
        1,
    )


def test_sources_merge_only_as_they_were_seen_and_not_across_a_withdrawal() -> None:
    kept, gone = two_that_are_cited()
    seen = (digest_of(kept), digest_of(gone))
    change_source(gone, csl={**gone.csl, "edition": "9"}, seen=seen[1], by=BERTA, at=NOON)

    with pytest.raises(SourceChanged):
        merge_sources(kept, gone, csl=kept.csl, seen=seen, languages=LANGUAGES, by=BERTA, at=NOON)
    withdraw_source(
        gone, why=Text.of(es="Falsa"), on=NOON.date(), languages=LANGUAGES, by=BERTA, at=NOON
    )
    gone.refresh_from_db()
    seen = (digest_of(kept), digest_of(gone))
    with pytest.raises(CannotMerge):
        merge_sources(kept, gone, csl=kept.csl, seen=seen, languages=LANGUAGES, by=BERTA, at=NOON)
    with pytest.raises(CannotMerge):
        merge_sources(kept, kept, csl=kept.csl, seen=seen, languages=LANGUAGES, by=BERTA, at=NOON)
    assert Citation.objects.filter(source=gone).count() == 3


def test_the_consequences_of_withdrawing_are_those_that_it_has() -> None:
    kept, gone = two_that_are_cited()
    said = consequences_of_withdrawing(gone, languages=LANGUAGES)

    assert [one.passage.key for one in said.resting] == ["places/study", "stories/x"]
    assert [one.passage.key for one in said.lost] == ["stories/x"]
    assert [passage.key for passage in said.passages] == ["stories/x"]
    withdraw_source(
        gone, why=Text.of(es="Falsa"), on=NOON.date(), languages=LANGUAGES, by=BERTA, at=NOON
    )
    for one in said.resting:
        one.refresh_from_db()
    assert [one.is_published for one in said.resting] == [True, False]
    assert kept.withdrawn_on is None


def test_a_source_is_taken_back_in_with_all_that_rested_on_it() -> None:
    _kept, gone = two_that_are_cited()
    why = Text.of(es="Resultó auténtica", en="It proved genuine")

    with pytest.raises(SourceStands):
        take_back(gone, why=why, languages=LANGUAGES, by=BERTA, at=NOON)
    withdraw_source(
        gone, why=Text.of(es="Falsa"), on=NOON.date(), languages=LANGUAGES, by=BERTA, at=NOON
    )
    resting = take_back(gone, why=why, languages=LANGUAGES, by=BERTA, at=NOON)

    assert [(one.passage.key, one.is_published) for one in resting] == [
        ("places/study", True),
        ("stories/x", True),
    ]
    facts = Change.objects.get(action="take_back").facts
    assert facts["withdrawn_why"] == {"es": "Falsa"}
