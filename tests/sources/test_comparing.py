"""Two editions held against each other."""

from __future__ import annotations

import pytest

from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.comparing import Piece, compare_statements, compare_words
from casamuseo.sources.drafting import WrittenStatement


def a_sentence(key: str, **words: str) -> WrittenStatement:
    return WrittenStatement(key, Text.of(**(words or {"es": f"Frase {key}."})))


def test_words_that_went_and_came_are_marked() -> None:
    assert compare_words("La mesa está aquí.", "La mesa grande está allí.") == [
        Piece("same", "La mesa "),
        Piece("new", "grande "),
        Piece("same", "está "),
        Piece("gone", "aquí"),
        Piece("new", "allí"),
        Piece("same", "."),
    ]


@pytest.mark.parametrize(
    ("before", "after"), [("", "Todo."), ("Todo.", ""), ("a b", "b a"), ("", "")]
)
def test_the_pieces_make_up_both_wordings(before: str, after: str) -> None:
    pieces = compare_words(before, after)

    assert "".join(piece.words for piece in pieces if piece.mark != "new") == before
    assert "".join(piece.words for piece in pieces if piece.mark != "gone") == after


def test_a_statement_that_is_gone_stands_where_it_stood() -> None:
    one, two, three = a_sentence("s1"), a_sentence("s2"), a_sentence("s3")

    compared = compare_statements([one, two, three], [one, three, a_sentence("s4")])

    assert [(each.key, bool(each.before), bool(each.after)) for each in compared] == [
        ("s1", True, True),
        ("s2", True, False),
        ("s3", True, True),
        ("s4", False, True),
    ]
    assert [each.is_changed for each in compared] == [False, True, False, True]


def test_a_statement_that_was_carried_elsewhere_is_marked_and_the_others_are_not() -> None:
    one, two, three = a_sentence("s1"), a_sentence("s2"), a_sentence("s3")

    compared = compare_statements([one, two, three], [three, one, two])

    assert [(each.key, each.is_moved) for each in compared] == [
        ("s3", True),
        ("s1", False),
        ("s2", False),
    ]


def test_each_language_is_compared_for_itself() -> None:
    (compared,) = compare_statements(
        [a_sentence("s1", es="Una mesa.", en="A table.")],
        [a_sentence("s1", es="Una mesa.", fr="Une table.")],
    )

    assert compared.texts == {
        "es": [Piece("same", "Una mesa.")],
        "fr": [Piece("new", "Une table.")],
        "en": [Piece("gone", "A table.")],
    }


def test_another_certainty_is_a_change_without_other_words() -> None:
    before = WrittenStatement("s1", Text.of(es="Una mesa."))
    after = WrittenStatement("s1", Text.of(es="Una mesa."), certainty=Certainty.INFERRED)

    (compared,) = compare_statements([before], [after])

    assert (compared.is_changed, compared.is_reworded) == (True, False)
