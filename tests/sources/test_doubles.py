"""Doubles: the same number, the same address, or nearly the same title, year and author."""

from __future__ import annotations

from typing import Any

import pytest

from casamuseo.sources.bibliography.doubles import Double, Doubles, isbns_in

BOOK: dict[str, Any] = {
    "type": "book",
    "title": "Trotsky: Downfall of a Revolutionary",
    "author": [{"family": "Patenaude", "given": "Bertrand"}],
    "issued": {"date-parts": [[2009]]},
    "ISBN": "978-0-06-082068-8",
}
SHELF = Doubles.among(
    [
        ("book", BOOK),
        ("page", {"type": "webpage", "title": "House", "URL": "https://www.example.org/house/"}),
        ("article", {"type": "article-journal", "title": "On it", "DOI": "10.1000/AbC"}),
    ]
)


@pytest.mark.parametrize(
    ("csl", "found"),
    [
        ({"type": "book", "title": "X", "ISBN": "0-06-082068-7"}, [Double("book", "ISBN")]),
        (
            {"type": "book", "title": "X", "DOI": "https://doi.org/10.1000/abc"},
            [Double("article", "DOI")],
        ),
        (
            {"type": "webpage", "title": "X", "URL": "http://example.org/house#top"},
            [Double("page", "URL")],
        ),
        (
            {**BOOK, "ISBN": "", "title": "TROTSKY, downfall of a revolutionary"},
            [Double("book", "title")],
        ),
        ({**BOOK, "ISBN": "", "author": [{"family": "Patenaud"}]}, [Double("book", "title")]),
        ({**BOOK, "ISBN": "", "title": "Trotsky"}, [Double("book", "title")]),
        ({**BOOK, "ISBN": "", "author": [{"family": "Service"}]}, []),
        ({**BOOK, "ISBN": "", "issued": {"date-parts": [[1999]]}}, []),
        ({**BOOK, "type": "chapter"}, []),
    ],
)
def test_a_double_is_told_by_what_it_has_in_common(
    csl: dict[str, Any], found: list[Double]
) -> None:
    assert SHELF.of(csl) == found


def test_isbns_of_ten_digits_are_those_of_thirteen() -> None:
    assert isbns_in("0-06-082068-7, 978 0 571 22876 1") == {"9780060820688", "9780571228761"}
    assert isbns_in("12345") == set()


def test_each_pair_is_found_once() -> None:
    shelf = Doubles.among([("a", BOOK), ("b", BOOK), ("c", {"type": "book", "title": "Else"})])

    assert shelf.pairs() == [("a", "b", "ISBN")]
