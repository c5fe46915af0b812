"""Sentences found away from their page: each with the name and the address of the page that says it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from casamuseo.kernel.editions import per_edition
from casamuseo.kernel.terms import Certainty
from casamuseo.sources.models import Citation, Source, Statement
from casamuseo.web.kept import untold_passages
from casamuseo.web.reading import Notes, Sentence, cited, read_statement
from casamuseo.web.said_on import pages_of


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence, and where it is said."""

    sentence: Sentence
    page_name: str
    page_address: str

    @property
    def address(self) -> str:
        return f"{self.page_address}#{self.sentence.anchor}"


@per_edition
def in_doubt() -> Sequence[int]:
    """All published sentences that are contested, then all that are unknown, in the order of the house."""
    return array("q", [*_with(Certainty.CONTESTED), *_with(Certainty.UNKNOWN)])


def _with(certainty: Certainty) -> Iterable[int]:
    return _in_order(Statement.objects.filter(certainty=certainty))


@per_edition
def resting_on(source: Source) -> Sequence[int]:
    """All published sentences that cite this source, for or against, in the order of the house."""
    citing = Citation.objects.filter(source=source).order_by().values("statement")
    return array("q", _in_order(Statement.objects.filter(pk__in=citing)))


def _in_order(statements: QuerySet[Statement]) -> Iterable[int]:
    published = statements.filter(is_published=True, passage__is_published=True)
    in_order = published.order_by("passage__order", "position").values_list("pk", "passage")
    untold = untold_passages()
    return (pk for pk, passage in in_order if passage not in untold)


def spoken_by_pk(pks: Sequence[int], *, language: str, notes: Notes) -> list[Spoken]:
    """These sentences, in this order: some of the above, which may be a hundred thousand."""
    by_pk = Statement.objects.select_related("passage").in_bulk(pks)
    found = [by_pk[pk] for pk in pks if pk in by_pk]
    return spoken(found, language=language, notes=notes)


def spoken(statements: Iterable[Statement], *, language: str, notes: Notes) -> list[Spoken]:
    """Each statement with its page; a statement on no page is left out."""
    listed = cited(statements)
    pages = pages_of({it.statement.passage_id for it in listed}, language=language)
    return [
        Spoken(
            read_statement(it, it.statement.passage, language=language, notes=notes),
            *pages[it.statement.passage_id],
        )
        for it in listed
        if it.statement.passage_id in pages
    ]
