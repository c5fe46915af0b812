"""Words and sentence lengths, against the rules for labels."""

from __future__ import annotations

import pytest

from casamuseo.kernel.texts import Text
from casamuseo.sources.counting import (
    LABEL,
    LONG_READ,
    Length,
    length_of,
    lengths_of,
    rule_for,
    sentences_in,
)
from casamuseo.sources.drafting import WrittenStatement
from casamuseo.sources.models import Passage
from casamuseo.sources.terms import Register


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("", ()),
        ("La mesa está junto a la ventana.", (7,)),
        ("A well-known, 1.5-metre desk: Trotsky’s.", (5,)),
        ("*Mi vida* se escribió en Büyükada.", (6,)),
        ("Ardió. ¿Quién lo hizo? «Nadie lo sabe», dijo.", (1, 3, 4)),
        ("El Sr. Hansen y J. Hansen son uno.", (8,)),
        ("Он жил здесь. Потом уехал.", (3, 2)),
        ("— … —", ()),
    ],
)
def test_words_and_sentences_are_counted(words: str, sentences: tuple[int, ...]) -> None:
    assert length_of(words) == Length(sum(sentences), sentences)


def test_a_sentence_keeps_the_marks_that_close_it() -> None:
    assert sentences_in("«Ardió.» Nadie vino. (¿Quién?)") == [
        "«Ardió.»",
        "Nadie vino.",
        "(¿Quién?)",
    ]


def test_a_text_is_counted_in_each_language_with_its_other_versions() -> None:
    statements = [
        WrittenStatement("s1", Text.of(es="Uno dos tres.", en="One two.")),
        WrittenStatement("s2", Text.of(es="Cuatro."), counter_text=Text.of(es="Cinco seis.")),
    ]

    assert lengths_of(statements, ["es", "en", "fr"]) == {
        "es": Length(6, (3, 1, 2)),
        "en": Length(2, (2,)),
        "fr": Length(0, ()),
    }


def test_sentences_over_the_rule_are_counted() -> None:
    length = Length(60, (25, 26, 9))

    assert (length.longest, length.too_long(LABEL)) == (26, 1)


@pytest.mark.parametrize(
    ("key", "register", "least", "most"),
    [
        ("places/study", Register.FULL, 75, 100),
        ("stories/attack", Register.FULL, 0, 0),
        ("easy-read/places/study", Register.EASY_READ, 0, 75),
        ("audio-script/guide/7", Register.AUDIO_SCRIPT, 0, 200),
    ],
)
def test_what_hangs_on_a_wall_has_the_length_of_a_label(
    key: str, register: Register, least: int, most: int
) -> None:
    rule = rule_for(Passage(key=key, register=register))

    assert (rule.least, rule.most) == (least, most)
    assert LONG_READ.sentence_most == LABEL.sentence_most == 25
