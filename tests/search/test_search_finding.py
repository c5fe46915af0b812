"""What is found, in which order, and how it is marked."""

from __future__ import annotations

import pytest

from casamuseo.search.filters import Filters
from casamuseo.search.index import Index
from casamuseo.search.marking import Marked
from casamuseo.search.query import Results, find
from tests.search.conftest import build
from tests.search.factories import (
    a_house,
    a_passage,
    a_place,
    a_source,
    a_story,
    an_object,
    trotsky,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(index: Index) -> Index:
    """A small house, indexed."""
    a_house()
    leon = trotsky()
    site = a_place("site", "Predio", "Property", kind="site")
    a_place(
        "study",
        "Despacho",
        "Study",
        ("Aquí escribía por la mañana.", "Here he wrote in the morning."),
        ("El baúl estaba junto al jardín.", "The trunk stood by the garden."),
        parent=site,
        kind="room",
    )
    a_place(
        "garden",
        "Jardín",
        "Garden",
        ("Tiene cactus y conejos.", "It has cacti and rabbits."),
        parent=site,
    )
    an_object(
        "desk",
        "Escritorio",
        "Desk",
        (
            "El escritorio del despacho es de madera oscura.",
            "The desk of the study is of dark wood.",
        ),
        persons=(leon,),
        object_number="D-001",
    )
    an_object(
        "papers",
        "Papeles del despacho",
        "Papers in the study",
        ("Son *cartas*.", "They are *letters*."),
    )
    a_story(
        "garden-of-exile",
        "El jardín del exilio",
        "The garden of exile",
        ("Cuidaba un conejo cada mañana.", "He fed a rabbit every morning."),
        persons=(leon,),
    )
    a_source(
        "patenaude",
        "Trotsky: Downfall of a Revolutionary",
        author=[{"family": "Patenaude", "given": "Bertrand"}],
    )
    return build(index)


def keys(results: Results) -> list[str]:
    return [f"{hit.section}/{hit.key}" for hit in results.hits]


def as_text(text: Marked) -> str:
    return "".join(f"[{piece.words}]" if piece.is_found else piece.words for piece in text)


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("typed", ["jardín", "JARDIN", "jardi\u0301n", "  jardín!? "])
def test_accents_and_case_do_not_matter_and_marks_keep_them(typed: str) -> None:
    results = find(typed, language="es")

    assert keys(results)[:2] == ["place/garden", "story/garden-of-exile"]
    assert [as_text(hit.title) for hit in results.hits[:2]] == [
        "[Jardín]",
        "El [jardín] del exilio",
    ]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("typed", ["Троцкий", "троцкий", "Trotski", "Bronstein", "trotsky"])
def test_the_same_man_is_found_by_any_of_his_names(typed: str) -> None:
    results = find(typed, language="es")

    found = set(keys(results))
    assert {"person/trotsky", "object/desk", "story/garden-of-exile"} <= found
    assert keys(results)[0] in {"person/trotsky", "source/patenaude"}
    assert results.corrected_from == ""


@pytest.mark.usefixtures("house")
def test_another_name_of_a_person_is_shown_where_it_is_what_was_found() -> None:
    hit = find("Bronstein", language="en").hits[0]

    assert as_text(hit.title) == "Leon Trotsky"
    assert as_text(hit.also) == "Lev Davídovich [Bronstein]"


@pytest.mark.usefixtures("house")
def test_an_exact_title_comes_first() -> None:
    assert keys(find("despacho", language="es"))[0] == "place/study"
    assert keys(find("Papeles del despacho", language="es"))[0] == "object/papers"
    assert keys(find("d-001", language="es"))[0] == "object/desk"


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("escritrio", "escritorio"),
        ("escritroio", "escritorio"),
        ("jardjn", "jardín"),
        ("exxilio", "exilio"),
    ],
)
def test_one_wrong_letter_is_forgiven_and_said(typed: str, better: str) -> None:
    results = find(typed, language="es")

    assert results.total >= 1
    assert (results.corrected_from, results.corrected_to.lower()) == (typed, better)


@pytest.mark.usefixtures("house")
def test_a_correction_keeps_the_words_around_it() -> None:
    results = find("madera oscvra", language="es")

    assert (results.corrected_from, results.corrected_to) == ("madera oscvra", "madera oscura")


@pytest.mark.usefixtures("house")
def test_two_wrong_letters_and_short_words_are_not_forgiven() -> None:
    assert find("esxritoryo", language="es").total == 0
    assert find("xon", language="es").total == 0


@pytest.mark.usefixtures("house")
def test_the_last_word_may_be_unfinished() -> None:
    results = find("madera oscu", language="es")

    assert keys(results) == ["object/desk"]
    assert results.corrected_from == ""


@pytest.mark.usefixtures("house")
def test_plural_and_singular_find_each_other() -> None:
    assert set(keys(find("conejo", language="es"))) == {"place/garden", "story/garden-of-exile"}
    assert set(keys(find("rabbits", language="en"))) == {"place/garden", "story/garden-of-exile"}


@pytest.mark.usefixtures("house")
def test_the_snippet_is_the_sentence_that_answers() -> None:
    hit = next(hit for hit in find("baul", language="es").hits if hit.key == "study")

    assert as_text(hit.snippet) == "El [baúl] estaba junto al jardín."
    assert hit.statement == "s2"


@pytest.mark.usefixtures("house")
def test_italics_leave_no_asterisks() -> None:
    hit = find("letters", language="en").hits[0]

    assert as_text(hit.snippet) == "They are [letters]."


@pytest.mark.usefixtures("house")
def test_words_of_another_language_are_found_and_said_to_be() -> None:
    results = find("trunk", language="es")

    assert (keys(results), results.language) == (["place/study"], "en")
    assert as_text(results.hits[0].snippet) == "The [trunk] stood by the garden."


@pytest.mark.usefixtures("house")
def test_the_language_of_the_page_comes_before_the_others() -> None:
    assert find("cactus", language="es").language == "es"
    assert find("exile", language="en").language == "en"


@pytest.mark.usefixtures("house")
def test_words_that_no_record_has_together_are_looked_for_apart() -> None:
    results = find("madera cactus", language="es")

    assert results.is_partial
    assert set(keys(results)) == {"object/desk", "place/garden"}


@pytest.mark.usefixtures("house")
def test_a_quoted_phrase_must_stand_as_it_is() -> None:
    assert keys(find('"madera oscura"', language="es")) == ["object/desk"]
    assert keys(find("«oscura madera»", language="es")) == []
    assert keys(find("“del despacho” madera", language="es")) == ["object/desk"]


@pytest.mark.usefixtures("house")
def test_little_words_do_not_decide() -> None:
    assert keys(find("el conejo de la madera oscura", language="es")) == keys(
        find("conejo madera oscura", language="es")
    )
    assert find("de la el", language="es").total > 0


@pytest.mark.usefixtures("house")
def test_facets_count_and_narrow() -> None:
    results = find("mañana", language="es")
    narrowed = find("mañana", language="es", filters=Filters(section="story"))

    assert results.facets["section"] == [("place", 1), ("story", 1)]
    assert results.facets["person"] == [("trotsky", 1)]
    assert results.facets["place"] == [("study", 1)]
    assert keys(narrowed) == ["story/garden-of-exile"]


@pytest.mark.usefixtures("house")
def test_filters_alone_list_what_they_let_through() -> None:
    results = find("", language="es", filters=Filters(person="trotsky"))

    assert set(keys(results)) == {"person/trotsky", "object/desk", "story/garden-of-exile"}
    assert results.total == 3


@pytest.mark.usefixtures("house")
def test_filters_that_no_key_can_have_find_nothing_and_harm_nothing(house: Index) -> None:
    assert find("jardín", language="es", filters=Filters(place="\x00\ud800")).total == 0
    assert find("jardín", language="es").total == 3


@pytest.mark.usefixtures("house")
def test_nothing_asked_finds_nothing() -> None:
    assert find("", language="es").total == 0
    assert not find(" \u200f?! 🪓 ", language="es").asked


@pytest.mark.usefixtures("house")
def test_pages_follow_one_another() -> None:
    whole = keys(find("despacho", language="es"))
    pages = [keys(find("despacho", language="es", page=number, size=1)) for number in (1, 2, 3)]

    assert pages == [[key] for key in whole]
    assert find("despacho", language="es", size=1).pages == 3
    assert find("despacho", language="es", page=10**9).hits == []


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    "typed",
    [
        "a" * 10_000,
        "jardín " * 2_000,
        'title:jardín AND (body:"x" OR *) ^3 ~2 [a TO b] {c} \\ + - ! /.*/',
        '"unmatched «jardín',
        "\x00\x01\x1b\ud800 jardín",
        "שלום العربية",
        "🪓🪓🪓",
        "\u202ejardín",
        "de la que el",
        "'; DROP TABLE statement; --",
        "ß" * 300,
        "İ" * 100,
        "𝔧𝔞𝔯𝔡𝔦𝔫",
    ],
)
def test_whatever_is_typed_gets_an_answer(typed: str) -> None:
    results = find(typed, language="es")

    assert len(results.asked.text) <= 200
    assert len(results.asked.words) <= 12
    assert results.total >= len(results.hits)


def test_what_is_not_published_is_not_found(index: Index) -> None:
    a_house()
    a_place("study", "Despacho", "Study", ("Público.", "Public."))
    held_back = a_place("kitchen", "Cocina", "Kitchen", ("Secreto.", "Secret."))
    assert held_back.passage is not None
    held_back.passage.statements.update(is_published=False)
    draft = an_object("letter", "Carta", "Letter", ("Secreto.", "Secret."))
    assert draft.passage is not None
    type(draft.passage).objects.filter(pk=draft.passage.pk).update(
        is_published=False, is_draft=True
    )
    told = a_story("plot", "Conjura secreta", "Secret plot", ("Secreto.", "Secret."))
    type(told.passage).objects.filter(pk=told.passage_id).update(is_published=False)  # type: ignore[union-attr]
    a_passage("stories/alone", ("Secreto.", "Secret."))
    build(index)

    for typed, language in [("secreto", "es"), ("secret", "en"), ("conjura", "es"), ("plot", "en")]:
        assert keys(find(typed, language=language)) == []
    assert keys(find("público", language="es")) == ["place/study"]
    # Their records have pages, so their names are found; their sentences are in no snippet.
    assert [(hit.key, hit.snippet) for hit in find("cocina", language="es").hits] == [
        ("kitchen", ())
    ]


def test_no_file_of_the_index_holds_what_is_not_published(index: Index) -> None:
    a_house()
    place = a_place(
        "study", "Despacho", "Study", ("Público.", "Public."), ("Xyzzyplugh.", "Xyzzyplugh.")
    )
    assert place.passage is not None
    place.passage.statements.filter(key="s2").update(is_published=False)
    build(index)

    kept = b"".join(path.read_bytes().lower() for path in index.path.rglob("*") if path.is_file())
    assert "público".encode() in kept
    assert b"xyzzyplugh" not in kept


def test_a_missing_translation_shows_the_original_with_its_language(index: Index) -> None:
    a_house()
    a_place("study", "Despacho", "Study", ("El timbre sonaba.", ""), ("Otra.", "Another."))
    build(index)

    hit = find("timbre", language="en").hits[0]
    assert (as_text(hit.snippet), hit.snippet_language) == ("El [timbre] sonaba.", "es")


def test_a_long_sentence_is_cut_around_what_was_found(index: Index) -> None:
    a_house()
    long = "palabra " * 60 + "timbre " + "palabra " * 60
    a_place("study", "Despacho", "Study", (long, "Short."))
    build(index)

    text = as_text(find("timbre", language="es").hits[0].snippet)
    assert text.startswith("… palabra")
    assert text.endswith("palabra …")
    assert "[timbre]" in text
    assert len(text) < 260


def test_both_versions_of_a_contested_sentence_are_found(index: Index) -> None:
    from casamuseo.kernel.texts import Text

    a_house()
    place = a_place("study", "Despacho", "Study", ("Nadie fue herido.", "Nobody was hurt."))
    assert place.passage is not None
    place.passage.statements.update(
        counter_text=Text.of(es="El nieto fue herido en un pie.", en="In a foot.")
    )
    build(index)

    hit = find("nieto", language="es").hits[0]
    assert (as_text(hit.snippet), hit.statement) == ("El [nieto] fue herido en un pie.", "s1")
