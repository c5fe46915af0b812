"""What a passage said when: an edition for every version, kept whole."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from casamuseo.kernel.models import Change
from casamuseo.sources.drafting import WrittenStatement, shapes_of, statements_from, statements_of
from casamuseo.sources.models import Passage, PassageEdition


def keep_standing(passage: Passage, *, at: datetime) -> None:
    """Keep what the passage says before it changes, where no edition does so yet.

    That is what a house folder brought; it is dated by the last load. Call inside a transaction.
    """
    if passage.editions.filter(version=passage.version).exists():
        return
    statements = statements_of(passage)
    if statements:
        PassageEdition.objects.create(
            passage=passage,
            version=passage.version,
            statements=shapes_of(statements),
            began_at=_last_load() or at,
            written_by="",
        )


def raise_version(
    passage: Passage, *, written_by: str, at: datetime, reviewed_by: str = ""
) -> PassageEdition:
    """Give what the passage says now the next version, and keep it. Call inside a transaction."""
    Passage.objects.filter(pk=passage.pk).update(version=F("version") + 1)
    passage.refresh_from_db(fields=["version"])
    return PassageEdition.objects.create(
        passage=passage,
        version=passage.version,
        statements=shapes_of(statements_of(passage)),
        began_at=at,
        written_by=written_by[:200],
        reviewed_by=reviewed_by,
    )


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
