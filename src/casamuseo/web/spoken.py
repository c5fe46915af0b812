"""Sentences found away from their page: each with the name and the address of the page that says it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casamuseo.kernel.editions import per_edition
from casamuseo.kernel.terms import Certainty
from casamuseo.sources.models import Citation, Source, Statement
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


def statements_with(certainty: Certainty, *, limit: int) -> list[Statement]:
    """Published sentences of this certainty, in the order of the house."""
    found = Statement.objects.published().filter(certainty=certainty).select_related("passage")
    return list(found.order_by("passage__order", "position")[:limit])


def resting_on(
    source: Source, *, language: str, notes: Notes, first: int, size: int
) -> list[Spoken]:
    """Published sentences that cite this source, for or against, in the order of the house."""
    wanted = _resting_on(source.pk)[first : first + size]
    by_pk = Statement.objects.select_related("passage").in_bulk(wanted)
    found = [by_pk[pk] for pk in wanted if pk in by_pk]
    return spoken(found, language=language, notes=notes)


def count_resting_on(source: Source) -> int:
    """How many published sentences cite this source."""
    return len(_resting_on(source.pk))


@per_edition
def _resting_on(source: int) -> Sequence[int]:
    # A house may rest a hundred thousand sentences on one source: in order once, not for every page.
    citing = Citation.objects.filter(source=source).order_by().values("statement")
    found = Statement.objects.published().filter(pk__in=citing)
    return array("q", found.order_by("passage__order", "position").values_list("pk", flat=True))


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
