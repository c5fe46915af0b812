"""What a passage said when: an edition for every version, kept whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from casamuseo.kernel.models import Change
from casamuseo.sources.drafting import (
    WrittenStatement,
    shapes_of,
    statements_from,
    statements_of,
    statements_of_many,
)
from casamuseo.sources.models import Passage, PassageEdition


def keep_standing(passages: Collection[int], *, at: datetime) -> None:
    """Keep what these passages say before they change, where no edition does so yet.

    That is what a house folder brought; it is dated by the last load. Call inside a transaction;
    the number of queries does not grow with the passages.
    """
    versions = _without_edition(passages)
    told = statements_of_many(versions) if versions else {}
    began_at = (_last_load() or at) if any(told.values()) else at
    PassageEdition.objects.bulk_create(
        PassageEdition(
            passage_id=pk,
            version=versions[pk],
            statements=shapes_of(statements),
            began_at=began_at,
            written_by="",
        )
        for pk, statements in told.items()
        if statements
    )


def raise_version(
    passages: Collection[int], *, written_by: str, at: datetime, reviewed_by: str = ""
) -> list[PassageEdition]:
    """Give what these passages say now their next version, and keep it. Call inside a transaction.

    The number of queries does not grow with the passages.
    """
    Passage.objects.filter(pk__in=passages).update(version=F("version") + 1)
    versions = dict(Passage.objects.filter(pk__in=passages).values_list("pk", "version"))
    told = statements_of_many(versions)
    return PassageEdition.objects.bulk_create(
        PassageEdition(
            passage_id=pk,
            version=version,
            statements=shapes_of(told[pk]),
            began_at=at,
            written_by=written_by[:200],
            reviewed_by=reviewed_by,
        )
        for pk, version in versions.items()
    )


def outgrown(passages: Collection[int]) -> list[int]:
    """Those of these passages that say something else than their present version's edition."""
    rows = PassageEdition.objects.filter(passage__in=passages, passage__version=F("version"))
    kept = dict(rows.values_list("passage", "statements"))
    told = statements_of_many(kept)
    return [
        pk for pk, shapes in kept.items() if _digests(statements_from(shapes)) != _digests(told[pk])
    ]


def _digests(statements: Iterable[WrittenStatement]) -> list[tuple[str, str]]:
    return [(one.key, one.digest) for one in statements]


def _without_edition(passages: Collection[int]) -> dict[int, int]:
    """The version of each of these passages of which no edition is kept."""
    kept = PassageEdition.objects.filter(passage=OuterRef("pk"), version=OuterRef("version"))
    rows = Passage.objects.filter(~Exists(kept), pk__in=passages)
    return dict(rows.values_list("pk", "version"))


def edition_at(passage: Passage, moment: datetime) -> PassageEdition | None:
    """The edition that stood at a moment; None where the house did not yet say anything."""
    return passage.editions.filter(began_at__lte=moment).order_by("-version").first()


def statements_at(passage: Passage, version: int) -> list[WrittenStatement]:
    """What the passage said in this version; what it says now for the one that stands."""
    edition = passage.editions.filter(version=version).first()
    if edition is None:
        return statements_of(passage)
    return statements_from(edition.statements)


def _last_load() -> datetime | None:
    loads = Change.objects.filter(kind="*", key="*", action="load")
    return loads.order_by("-pk").values_list("at", flat=True).first()
