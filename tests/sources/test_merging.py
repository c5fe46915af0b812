"""Two people write in the same passage: what is brought together, and where they must choose."""

from __future__ import annotations

from casamuseo.kernel.texts import Text
from casamuseo.sources.drafting import WrittenStatement
from casamuseo.sources.merging import Choice, Conflict, digests_of, merge, resolve


def a_sentence(key: str, words: str = "") -> WrittenStatement:
    return WrittenStatement(key, Text.of(es=words or f"Frase {key}."))


ONE, TWO, THREE = a_sentence("s1"), a_sentence("s2"), a_sentence("s3")
SEEN = digests_of([ONE, TWO, THREE])


def test_what_each_changed_stands() -> None:
    mine, theirs = a_sentence("s1", "Mía."), a_sentence("s3", "Suya.")

    merged = merge(SEEN, mine=[mine, TWO, THREE], theirs=[ONE, TWO, theirs])

    assert merged.statements == (mine, TWO, theirs)
    assert merged.conflicts == ()


def test_the_same_change_by_both_is_no_conflict() -> None:
    same = a_sentence("s1", "La misma.")

    assert merge(SEEN, mine=[same, TWO, THREE], theirs=[same, TWO, THREE]).conflicts == ()


def test_a_statement_that_both_wrote_anew_is_a_conflict_in_which_mine_stands() -> None:
    mine, theirs = a_sentence("s2", "Mía."), a_sentence("s2", "Suya.")

    merged = merge(SEEN, mine=[ONE, mine, THREE], theirs=[ONE, theirs, THREE])

    assert merged.statements == (ONE, mine, THREE)
    assert merged.conflicts == (Conflict("s2", mine, theirs),)


def test_what_either_removed_is_removed() -> None:
    assert merge(SEEN, mine=[ONE, THREE], theirs=[ONE, TWO]).statements == (ONE,)


def test_removing_what_the_other_wrote_anew_is_a_conflict_and_it_stands_for_now() -> None:
    theirs = a_sentence("s2", "Suya.")

    merged = merge(SEEN, mine=[ONE, THREE], theirs=[ONE, theirs, THREE])

    assert merged.statements == (ONE, theirs, THREE)
    assert merged.conflicts == (Conflict("s2", None, theirs),)


def test_writing_anew_what_the_other_removed_is_a_conflict() -> None:
    mine = a_sentence("s2", "Mía.")

    merged = merge(SEEN, mine=[ONE, mine, THREE], theirs=[ONE, THREE])

    assert merged.statements == (ONE, mine, THREE)
    assert merged.conflicts == (Conflict("s2", mine, None),)


def test_two_who_add_a_sentence_at_once_both_have_it() -> None:
    mine, theirs = a_sentence("s4", "Mía."), a_sentence("s4", "Suya.")

    merged = merge(SEEN, mine=[ONE, TWO, THREE, mine], theirs=[ONE, theirs, TWO, THREE])

    assert [(one.key, str(one.text)) for one in merged.statements] == [
        ("s1", "Frase s1."),
        ("s4", "Suya."),
        ("s2", "Frase s2."),
        ("s3", "Frase s3."),
        ("s5", "Mía."),
    ]
    assert merged.conflicts == ()


def test_the_order_is_that_of_whoever_changed_it() -> None:
    turned = [THREE, ONE, TWO]

    assert merge(SEEN, mine=turned, theirs=[ONE, TWO, THREE]).statements == tuple(turned)
    assert merge(SEEN, mine=[ONE, TWO, THREE], theirs=turned).statements == tuple(turned)


def test_what_the_other_added_follows_the_statement_that_it_followed() -> None:
    added = a_sentence("s9")

    merged = merge(SEEN, mine=[THREE, ONE, TWO], theirs=[ONE, added, TWO, THREE])

    assert [one.key for one in merged.statements] == ["s3", "s1", "s9", "s2"]


def test_a_choice_settles_a_conflict_that_is_as_it_was_seen() -> None:
    mine, theirs = a_sentence("s2", "Mía."), a_sentence("s2", "Suya.")
    merged = merge(SEEN, mine=[ONE, mine, THREE], theirs=[ONE, theirs, THREE])

    taken = resolve(merged, {"s2": Choice("theirs", theirs.digest)})
    kept = resolve(merged, {"s2": Choice("mine", theirs.digest)})
    outdated = resolve(merged, {"s2": Choice("mine", "of another day")})

    assert (taken.statements, taken.conflicts) == ((ONE, theirs, THREE), ())
    assert (kept.statements, kept.conflicts) == ((ONE, mine, THREE), ())
    assert outdated.conflicts == merged.conflicts


def test_choosing_to_remove_removes() -> None:
    theirs = a_sentence("s2", "Suya.")
    merged = merge(SEEN, mine=[ONE, THREE], theirs=[ONE, theirs, THREE])

    assert resolve(merged, {"s2": Choice("mine", theirs.digest)}).statements == (ONE, THREE)
