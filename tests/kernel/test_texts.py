"""Multilingual text: fallbacks that say so, and translations that know what they were made from."""

import pytest

from casamuseo.kernel.texts import Said, Text


def test_a_text_is_read_and_written_in_its_shortest_shape() -> None:
    shape = {
        "es": {"text": "Despacho", "revision": 3},
        "en": {"text": "Study", "from": 2, "by": "machine", "reviewed": False},
        "fr": None,
    }

    assert Text.from_json(shape).to_json() == shape
    assert Text.of(es="Despacho", en="Study").to_json() == {"es": "Despacho", "en": "Study"}


def test_a_missing_language_falls_back_and_says_so() -> None:
    text = Text.of(es="Despacho", en=None)

    assert text.said("en") == Said("Despacho", "es", is_fallback=True)
    assert text.is_declared_missing("en")
    assert not text.is_declared_missing("fr")
    assert Text().said("en") == Said("", "en")


def test_revising_the_original_makes_its_translation_stale() -> None:
    before = Text.of(es="Despacho", en="Study")

    after = before.revised_to(Text.of(es="Estudio", en="Study"))

    assert after.revision == 2
    assert after.is_stale("en")
    assert after.said("en").is_stale
    assert after.to_json() == {
        "es": {"text": "Estudio", "revision": 2},
        "en": {"text": "Study", "from": 1},
    }


def test_translating_anew_makes_the_translation_current() -> None:
    stale = Text.of(es="Despacho", en="Study").revised_to(Text.of(es="Estudio", en="Study"))

    current = stale.revised_to(Text.of(es="Estudio", en="Studio"))

    assert not current.is_stale("en")
    assert current.to_json() == {"es": {"text": "Estudio", "revision": 2}, "en": "Studio"}


def test_writing_the_same_again_changes_nothing() -> None:
    stale = Text.of(es="Despacho", en="Study").revised_to(Text.of(es="Estudio", en="Study"))

    assert stale.revised_to(Text.of(es="Estudio", en="Study")) == stale
    assert stale.revised_to(stale) == stale


@pytest.mark.parametrize(
    "shape",
    [
        {"es": 5},
        {"es": {"words": "Despacho"}},
        {"es": {"text": "Despacho", "revision": 0}},
        {"es": {"text": "Despacho", "by": "nobody"}},
        {"es": {"text": ["Despacho"]}},
    ],
)
def test_another_shape_is_refused_with_what_was_expected(shape: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^es: expected"):
        Text.from_json(shape)
