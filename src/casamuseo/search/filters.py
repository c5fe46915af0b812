"""What results can be narrowed by, and how it is asked of the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import tantivy

from casamuseo.search.schema import FACETS, counted, schema

MOST_VALUES = 12
"""How many values of a facet are counted out, the commonest first."""

MOST_COMBINATIONS = 5_000
"""How many combinations of keys are counted, the commonest first; what is rarer still is left out."""

YEARS = (-9999, 9999)


@dataclass(frozen=True, slots=True)
class Filters:
    """Keys that a result must have; "" asks nothing. Years count as the record's date can mean them."""

    section: str = ""
    place: str = ""
    kind: str = ""
    person: str = ""
    material: str = ""
    from_year: int | None = None
    until_year: int | None = None

    @classmethod
    def of(cls, keys: Mapping[str, str]) -> Filters:
        """From keys by facet, as an address gives them."""
        asked: dict[str, Any] = {facet: keys.get(facet, "") for facet in FACETS}
        return cls(**asked)

    def __bool__(self) -> bool:
        return self != Filters()

    @property
    def can_be_met(self) -> bool:
        """Whether these can be keys: none has what neither PostgreSQL nor Tantivy would take."""
        return all(getattr(self, facet).isprintable() for facet in FACETS)

    def queries(self) -> list[tantivy.Query]:
        """One query for each thing asked."""
        asked = [(facet, getattr(self, facet)) for facet in FACETS]
        if self.section == "object" and (self.kind or self.material):
            # Nothing else has them, and the commonest section is the slowest thing to look through.
            asked.remove(("section", "object"))
        queries = [
            tantivy.Query.const_score_query(tantivy.Query.term_query(schema(), facet, key), 0.0)
            for facet, key in asked
            if key
        ]
        if self.from_year is not None:
            queries.append(_years("latest", self.from_year, YEARS[1]))
        if self.until_year is not None:
            queries.append(_years("earliest", YEARS[0], self.until_year))
        return queries


Counts = dict[str, list[tuple[str, int]]]
"""For each facet its keys and how many results have them, the commonest first."""


def count(searcher: tantivy.Searcher, query: tantivy.Query, *, facets: tuple[str, ...]) -> Counts:
    """How many of the query's results have each value of these facets."""
    asked = {
        facet: {"terms": {"field": counted(facet), "size": MOST_COMBINATIONS}} for facet in facets
    }
    answer = searcher.aggregate(query, asked)
    return {facet: in_order_of_count(_summed(answer[facet]))[:MOST_VALUES] for facet in facets}


def in_order_of_count(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """The commonest first; of equal ones, in the order of their keys."""
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def _summed(answer: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    """From counts of combinations of keys to counts of keys."""
    numbers: dict[str, int] = {}
    for bucket in answer["buckets"]:
        number = int(bucket["doc_count"])
        for key in bucket["key"].split("\n"):
            numbers[key] = numbers.get(key, 0) + number
    return numbers.items()


def _years(field: str, first: int, last: int) -> tantivy.Query:
    within = tantivy.Query.range_query(schema(), field, tantivy.FieldType.Integer, first, last)
    return tantivy.Query.const_score_query(within, 0.0)
