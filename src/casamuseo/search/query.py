"""Answers a search: exact before forgiving, the page's language before the others."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import tantivy

from casamuseo.search.asking import Asked, read
from casamuseo.search.entries import Card, Line, card_of, exact
from casamuseo.search.errors import IndexUnavailable
from casamuseo.search.filters import Counts, Filters, count
from casamuseo.search.index import Index, answering, installed
from casamuseo.search.marking import Marked, best_line, marked, snippet
from casamuseo.search.schema import FACETS, WORD_FIELDS, folded_words, schema, words_of
from casamuseo.search.spelling import Meant, corrected, known_as

DEEPEST = 1_000
"""How many results one can leaf through: nobody reads on, and each page costs those before it."""

EXACT = 20.0
"""What a title weighs that is just what was typed."""

PHRASE = 2.0

Query = tantivy.Query
MUST, SHOULD = tantivy.Occur.Must, tantivy.Occur.Should


@dataclass(frozen=True, slots=True)
class Hit:
    """One result."""

    section: str
    key: str
    title: Marked
    title_language: str
    snippet: Marked
    snippet_language: str
    statement: str
    """The key of the statement that the snippet shows, or else of the record's first; "" without any."""
    also: Marked = ()
    """Another name of the record, where that is what was found."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a search."""

    hits: list[Hit]
    total: int
    facets: Counts
    corrected_from: str = ""
    """The words as typed, where others were looked for in their stead."""
    corrected_to: str = ""
    language: str = ""
    """The language that the results are found in: another than the page's where that has none."""
    asked: Asked = field(default_factory=lambda: read(""))
    is_partial: bool = False
    """Whether no record has all the words, and these have some of them."""
    pages: int = 1
    """The number of the last page that can be leafed to."""
    took: float = 0.0
    """Milliseconds."""


def find(
    words: str,
    *,
    language: str,
    filters: Filters | None = None,
    page: int = 1,
    size: int = 20,
    index: Index | None = None,
) -> Results:
    """Find published records by what somebody typed, whatever it was.

    Exact titles come first. Where no record of this language has all the words, those of the house's
    other languages are looked through; then spellings one letter away, in the same order; then records
    that have some of the words. Without words, filters alone list what they let through.
    Raises IndexUnavailable where there is no index to ask: an outage is not an empty list.
    """
    began = time.perf_counter()
    asked = read(words)
    filters = filters or Filters()
    is_asked = bool(asked or filters) and filters.can_be_met
    if not is_asked:
        return Results([], 0, {}, language=language, asked=asked)
    used = index or installed()
    searchers = used.reading().searchers
    first = (max(page, 1) - 1) * size
    for attempt in _attempts(asked, language, searchers):
        try:
            results = attempt.answer(filters, first=first, size=size)
        except IndexUnavailable:
            used.distrust()
            raise
        if results.total:
            return _timed(results, began)
    return _timed(Results([], 0, {}, language=language, asked=asked), began)


def _attempts(
    asked: Asked, language: str, searchers: Mapping[str, tantivy.Searcher]
) -> Iterator[_Attempt]:
    """Ways of understanding the question, from the strictest on."""
    codes = sorted(searchers, key=lambda code: code != language)
    if not asked:
        yield from (_Attempt(asked, code, searchers[code], ()) for code in codes[:1])
        return
    understood: dict[str, list[Meant | None]] = {}
    for code in codes:
        understood[code] = _known(asked, code, searchers[code])
        if _are_all(understood[code]):
            yield _Attempt(asked, code, searchers[code], _those(understood[code]))
    for code in codes:
        if not _are_all(understood[code]):
            understood[code] = _corrected(asked, code, searchers[code], understood[code])
            if _are_all(understood[code]):
                yield _Attempt(asked, code, searchers[code], _those(understood[code]))
    for code in codes:
        some = _those(understood[code])
        if some and len(understood[code]) + len(asked.phrases) > 1:
            yield _Attempt(asked, code, searchers[code], some, is_partial=True)


def _known(asked: Asked, language: str, searcher: tantivy.Searcher) -> list[Meant | None]:
    last = asked.words[-1] if asked.words else ""
    words = asked.telling_words(language)
    return [known_as(word, searcher, is_last=word == last) for word in words]


def _corrected(
    asked: Asked, language: str, searcher: tantivy.Searcher, known: list[Meant | None]
) -> list[Meant | None]:
    words = asked.telling_words(language)
    return [meant or corrected(word, searcher) for word, meant in zip(words, known, strict=True)]


def _are_all(meant: list[Meant | None]) -> bool:
    return None not in meant


def _those(meant: list[Meant | None]) -> tuple[Meant, ...]:
    return tuple(one for one in meant if one is not None)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One way of understanding the question, in one language."""

    asked: Asked
    language: str
    searcher: tantivy.Searcher
    meant: tuple[Meant, ...]
    is_partial: bool = False

    def answer(self, filters: Filters, *, first: int, size: int) -> Results:
        query = self.query(filters)
        with answering():
            facets = count(self.searcher, query, facets=FACETS)
            total = sum(number for _, number in facets["section"])
            hits = self.hits(query, first=first, size=size) if total else []
        better = self.corrected(hits)
        return Results(
            hits=hits,
            total=total,
            facets=facets,
            corrected_from=self.asked.text if better else "",
            corrected_to=better,
            language=self.language,
            asked=self.asked,
            is_partial=self.is_partial,
            pages=max(1, -(-min(total, DEEPEST) // size)),
        )

    def query(self, filters: Filters) -> tantivy.Query:
        """What is asked of the index."""
        narrowing = filters.queries()
        words = [_word(meant, self.searcher) for meant in self.meant]
        phrases = [] if self.is_partial else [_phrase(phrase) for phrase in self.asked.phrases]
        parts = words + phrases
        alternatives = self._exact()
        if self.is_partial:
            alternatives += [part for word in words for part in word]
            parts = []
        elif len(parts) == 1:
            # One union of words is what the index can skip through; anything around it hinders that.
            alternatives += parts.pop()
        required = [(MUST, _any(part)) for part in parts] + [(MUST, part) for part in narrowing]
        if not required:
            return _any(alternatives)
        if parts or not alternatives:
            return Query.boolean_query([*required, *((SHOULD, part) for part in alternatives)])
        return Query.boolean_query([*required, (MUST, _any(alternatives))])

    def hits(self, query: tantivy.Query, *, first: int, size: int) -> list[Hit]:
        if first >= DEEPEST:
            return []
        by_record = None if self.meant or self.asked.phrases else "order"
        found = self.searcher.search(
            query,
            min(size, DEEPEST - first),
            count=False,
            offset=first,
            order_by_field=by_record,
            order=tantivy.Order.Asc if by_record else tantivy.Order.Desc,
        )
        terms = {term for meant in self.meant for term, _ in meant.terms}
        terms.update(word for phrase in self.asked.phrases for word in phrase)
        return [_hit(card_of(self.searcher.doc(address)), terms) for _, address in found.hits]

    def corrected(self, hits: list[Hit]) -> str:
        """What was typed with its corrections, spelled as in the results; "" where nothing was corrected."""
        better = {meant.word: meant.terms[0][0] for meant in self.meant if meant.how == "corrected"}
        if not better:
            return ""
        spelled = {
            folded: piece.words
            for hit in reversed(hits)
            for piece in (*hit.snippet, *hit.title)
            if piece.is_found
            for folded in folded_words(piece.words)
        }
        text = self.asked.text
        for word in reversed(words_of(text)):
            if word.folded in better:
                term = better[word.folded]
                text = text[: word.start] + spelled.get(term, term) + text[word.end :]
        return text

    def _exact(self) -> list[tantivy.Query]:
        sought = exact(self.asked.text)
        if not self.asked or not self.searcher.doc_freq("exact", sought):
            return []
        return [Query.boost_query(Query.term_query(schema(), "exact", sought), EXACT)]


def _word(meant: Meant, searcher: tantivy.Searcher) -> list[tantivy.Query]:
    """A word as alternatives: each of its terms in each field that has it."""
    return [
        Query.boost_query(Query.term_query(schema(), field_name, term), weight * field_weight)
        for term, weight in meant.terms
        for field_name, field_weight in WORD_FIELDS.items()
        if searcher.doc_freq(field_name, term)
    ]


def _phrase(words: tuple[str, ...]) -> list[tantivy.Query]:
    """A phrase as alternatives: in the title or in the sentences."""
    return [
        Query.boost_query(
            Query.phrase_query(schema(), name, list(words)), PHRASE * WORD_FIELDS[name]
        )
        for name in ("title", "body")
    ]


def _any(alternatives: list[tantivy.Query]) -> tantivy.Query:
    return Query.boolean_query([(SHOULD, part) for part in alternatives])


def _hit(card: Card, terms: set[str]) -> Hit:
    line = best_line(card.lines, terms)
    title = marked(card.title, terms)
    also = [name for name in (marked(name, terms) for name in card.names) if _has_mark(name)]
    return Hit(
        section=card.section,
        key=card.key,
        title=title,
        title_language=card.title_language,
        snippet=snippet(line, terms) if line else (),
        snippet_language=line.language if line else "",
        statement=_first_key([line, *card.lines]) if line else "",
        also=also[0] if also and not _has_mark(title) else (),
    )


def _first_key(lines: list[Line]) -> str:
    return next((line.key for line in lines if line.key), "")


def _has_mark(text: Marked) -> bool:
    return any(piece.is_found for piece in text)


def _timed(results: Results, began: float) -> Results:
    return replace(results, took=(time.perf_counter() - began) * 1000)
