"""Objects by place, kind, material, person and date, a page at a time, with counts, from the index."""

from __future__ import annotations

from dataclasses import dataclass

import tantivy

from casamuseo.search.entries import card_of
from casamuseo.search.errors import IndexUnavailable
from casamuseo.search.filters import Counts, Filters, count
from casamuseo.search.index import Index, answering, installed
from casamuseo.search.unindexed import Order, from_database

FACETS = ("place", "kind", "material", "person")

DEEPEST = 100_000
"""How many objects one can leaf through; beyond, filters get there faster."""

ORDERS: dict[Order, tuple[str, tantivy.Order]] = {
    "record": ("order", tantivy.Order.Asc),
    "oldest": ("earliest", tantivy.Order.Asc),
    "newest": ("latest", tantivy.Order.Desc),
}


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of objects."""

    keys: list[str]
    """Keys of the page's objects, in order."""
    total: int
    """How many objects fit the filters, over all pages."""
    facets: Counts
    """`{"place": [("study", 12), …], "kind": …, "material": …, "person": …}`, the commonest first,
    at most 12 each, counted over all pages and under the filters in force. A place counts what
    stands in it in any display state, and what stands in the places within it."""
    pages: int
    """The number of the last page; at least 1."""


def browse_objects(
    language: str,
    *,
    place: str = "",
    kind: str = "",
    material: str = "",
    person: str = "",
    from_year: int | None = None,
    until_year: int | None = None,
    page: int = 1,
    size: int = 24,
    order: Order = "record",
    index: Index | None = None,
) -> Browsed:
    """The objects that fit these keys ("" asks nothing), in the order of the records unless told otherwise.

    A key that no record has gives no object. Years are those that the date of making can mean; an
    object without a date is found only where no year is asked. By date, those without one come last.
    Answers from the index; while there is none, from the database, slower and with the same result.
    """
    filters = Filters("object", place, kind, person, material, from_year, until_year)
    if not filters.can_be_met:
        return Browsed([], 0, {facet: [] for facet in FACETS}, 1)
    first = min((max(page, 1) - 1) * size, DEEPEST)
    try:
        keys, total, facets = _from_index(
            index or installed(), language, filters, order, first=first, size=size
        )
    except IndexUnavailable:
        keys, total, facets = from_database(filters, order, first=first, size=size)
    return Browsed(keys, total, facets, max(1, -(-min(total, DEEPEST) // size)))


def _from_index(
    index: Index, language: str, filters: Filters, order: Order, *, first: int, size: int
) -> tuple[list[str], int, Counts]:
    searchers = index.reading().searchers
    # Which language is asked matters to words only: the same objects are in each.
    searcher = searchers.get(language) or next(iter(searchers.values()), None)
    if searcher is None:
        raise IndexUnavailable("the index has no language")
    query = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in filters.queries()])
    field, direction = ORDERS[order]
    with answering():
        facets = count(searcher, query, facets=("section", *FACETS))
        total = sum(number for _, number in facets.pop("section"))
        found = searcher.search(
            query, size, count=False, order_by_field=field, order=direction, offset=first
        )
        keys = [card_of(searcher.doc(address)).key for _, address in found.hits]
    return keys, total, facets
