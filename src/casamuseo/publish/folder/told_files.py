"""Writes every passage to its file: one a kind, a story in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Prefetch, QuerySet

from casamuseo.collection.showing import hidden_passages
from casamuseo.publish.folder.passage_writer import passage_lines
from casamuseo.publish.folder.rows import handfuls
from casamuseo.publish.folder.telling import ALONE, FOLDER
from casamuseo.sources.models import Citation, Passage, Statement

MANY = 2000
"""Records of a file; more of them become a folder of files."""


def passage_files(*, first_language: str, is_public: bool) -> Iterator[tuple[str, str]]:
    """Name and text of each passage file."""
    passages = _public_passages() if is_public else Passage.objects.all()
    rows = sorted(passages.values_list("key", "order", "pk"), key=_in_order)
    for kind, group in groupby(rows, key=lambda row: row[0].partition("/")[0]):
        members = [row for _key, _order, row in group]
        size = 1 if kind in ALONE else MANY
        for number, part in enumerate(handfuls(members, size=size), start=1):
            told = list(_told(part, is_public=is_public))
            name = f"{FOLDER}/{kind}.txt"
            if kind in ALONE:
                name = f"{FOLDER}/{told[0][0].key}.txt"
            elif len(members) > MANY:
                name = f"{FOLDER}/{kind}/{number:04}.txt"
            yield name, _text(told, first_language)


def _public_passages() -> QuerySet[Passage]:
    return Passage.objects.published().exclude(pk__in=hidden_passages())


def _in_order(row: tuple[str, int, int]) -> tuple[str, int, str]:
    key, order, _row = row
    return key.partition("/")[0], order, key


def _told(rows: list[int], *, is_public: bool) -> Iterator[tuple[Passage, list[Statement]]]:
    statements: QuerySet[Statement] = Statement.objects.order_by("position", "pk")
    if is_public:
        statements = statements.filter(is_published=True)
    citations = Citation.objects.select_related("source").order_by("-stance", "position", "pk")
    found = Passage.objects.prefetch_related(
        Prefetch("statements", statements.select_related("signed_by")),
        Prefetch("statements__citations", citations),
    ).in_bulk(rows)
    for row in rows:
        yield found[row], list(found[row].statements.all())


def _text(told: list[tuple[Passage, list[Statement]]], first_language: str) -> str:
    passages = (
        "\n".join(passage_lines(passage, statements, first_language=first_language))
        for passage, statements in told
    )
    return "\n\n".join(passages) + "\n"
