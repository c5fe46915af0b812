"""An article with footnotes becomes draft statements; no source is invented, no note lost."""

from __future__ import annotations

import pytest

from casamuseo.kernel.models import Change
from casamuseo.sources.article import read_article
from casamuseo.sources.models import PassageDraft, Source, Statement
from casamuseo.story.actions.articles import draft_article
from casamuseo.story.models import Story
from tests.cast import BERTA, NOON, a_source

pytestmark = pytest.mark.django_db

ARTICLE = """# The house in Coyoacán

Trotsky moved to Viena street in May 1939.[^1] The *garden* had cacti. Nobody knows who planted
them.[^2]

- He worked at night (see [the plan](http://example.org)).[^3]

The guards slept there.^[A neighbour told it.] **The wall** was raised.[^4]

[^1]: Bertrand Patenaude, *Trotsky: Downfall of a Revolutionary* (New York: Harper, 2009), p. 34.
[^2]: Conversation in the patio, undated.
[^3]: Ibid., p. 40.
[^4]: Isaac Deutscher, *The Prophet Outcast* (London: Verso, 2003), p. 5.
[^9]: Never pointed to.
"""


def a_book_of_the_house() -> Source:
    return a_source(
        "patenaude",
        title="Trotsky: Downfall of a Revolutionary",
        author=[{"family": "Patenaude", "given": "Bertrand"}],
        issued={"date-parts": [[2009]]},
    )


def test_sentences_become_statements_with_the_sources_of_their_notes() -> None:
    a_book_of_the_house()
    article = read_article(ARTICLE, language="en")

    assert article.title == "The house in Coyoacán"
    assert [one.text["en"].words for one in article.statements] == [
        "Trotsky moved to Viena street in May 1939.",
        "The *garden* had cacti.",
        "Nobody knows who planted them.",
        "He worked at night (see the plan).",
        "The guards slept there.",
        "The wall was raised.",
    ]
    first = article.statements[0]
    assert [(one.source, one.locator) for one in first.citations] == [("patenaude", "p. 34")]
    assert [one.starts_paragraph for one in article.statements] == [
        True,
        False,
        False,
        True,
        True,
        False,
    ]


def test_a_note_that_leads_to_no_source_of_the_house_stays_as_it_was_written() -> None:
    a_book_of_the_house()
    article = read_article(ARTICLE, language="en")

    assert [one.unresolved_notes for one in article.statements] == [
        (),
        (),
        ("Conversation in the patio, undated.",),
        ("Ibid., p. 40.",),
        ("A neighbour told it.",),
        ("Isaac Deutscher, *The Prophet Outcast* (London: Verso, 2003), p. 5.",),
    ]
    assert article.aside == ("[^9] Never pointed to.",)


def test_sources_that_the_house_does_not_have_are_proposed_and_never_made() -> None:
    a_book_of_the_house()
    article = read_article(ARTICLE, language="en")

    assert [one.csl for one in article.proposals] == [
        {
            "type": "book",
            "title": "The Prophet Outcast",
            "author": [{"family": "Deutscher", "given": "Isaac"}],
            "issued": {"date-parts": [[2003]]},
        }
    ]
    assert article.proposals[0].notes == ("4",)
    assert Source.objects.count() == 1


def test_where_two_sources_may_be_meant_none_is_taken() -> None:
    first = a_book_of_the_house()
    Source.objects.create(key="patenaude-again", csl=first.csl)

    article = read_article(ARTICLE, language="en")

    assert article.resolved == 0
    assert article.statements[0].unresolved_notes != ()


@pytest.mark.parametrize(
    "text", ["", "\ufeff", "[^1]", "# Only a heading", "{#x} [@a; b] * odd\x00."]
)
def test_any_text_is_answered(text: str) -> None:
    article = read_article(text, language="es")

    assert article.resolved == 0


def test_an_article_becomes_a_story_with_a_draft_and_nothing_is_published() -> None:
    a_book_of_the_house()
    article = read_article(ARTICLE, language="en")

    passage = draft_article(article, title=article.title, language="en", by=BERTA, at=NOON)

    assert Story.objects.get().passage == passage
    draft = PassageDraft.objects.get()
    assert [one["key"] for one in draft.statements] == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert draft.statements[2]["unresolved_notes"] == ["Conversation in the patio, undated."]
    assert (Statement.objects.count(), passage.is_published) == (0, False)
    change = Change.objects.get(action="import")
    assert change.facts == {"unresolved": 4, "aside": ["[^9] Never pointed to."]}
