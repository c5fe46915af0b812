"""Full entries, by the CSL processor in the house's style."""

from casamuseo.sources.formatting import full_entry

SERGE = {
    "type": "book",
    "title": "The Life and Death of Leon Trotsky",
    "author": [
        {"family": "Serge", "given": "Victor"},
        {"family": "Sedova Trotsky", "given": "Natalia"},
    ],
    "publisher": "Basic Books",
    "publisher-place": "New York",
    "issued": {"date-parts": [[1975]]},
}


def test_an_entry_has_given_names_whole_and_joins_them_in_the_language() -> None:
    rest = "<i>The Life and Death of Leon Trotsky</i>, New York: Basic Books, 1975"

    assert full_entry(SERGE, language="en") == f"Victor Serge and Natalia Sedova Trotsky, {rest}"
    assert full_entry(SERGE, language="es") == f"Victor Serge y Natalia Sedova Trotsky, {rest}"


def test_a_newspaper_article_has_its_full_date() -> None:
    article = {
        "type": "article-newspaper",
        "title": "Inauguration",
        "publisher": "Associated Press",
        "issued": {"date-parts": [[1990, 8, 21]]},
    }

    assert full_entry(article, language="en") == "‘Inauguration’, Associated Press, 21 August 1990"
    assert full_entry(article, language="es").endswith("21 de agosto de 1990")


def test_markup_in_an_item_is_shown_and_not_obeyed() -> None:
    hostile = {"type": "book", "title": "<script>alert(1)</script> & sons"}

    entry = full_entry(hostile, language="en")

    assert "<script" not in entry
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; sons" in entry


def test_an_item_that_is_no_csl_is_given_by_its_title() -> None:
    assert full_entry({"type": "book", "title": "Diary", "author": "me"}, language="en") == "Diary"
