"""Fixity: masters are read again, and their checksums compared with those of the day they came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from casamuseo.kernel.writing import writing
from casamuseo.media.masters import digest_of, master_path, move_to_masters
from casamuseo.media.models import FixityCheck, Picture

CHECKED_EVERY = timedelta(days=30)
MOST_AT_ONCE = 50
MOST_BYTES = 500_000_000
"""Read in one run at most, so that the disk has time for others."""

Outcome = FixityCheck.Outcome


def check_next(*, at: datetime) -> int:
    """Check the masters whose last check is oldest, up to the bounds of a run; how many were checked.

    Those never checked come first; what was checked in the last `CHECKED_EVERY` is left alone.
    """
    checks: list[FixityCheck] = []
    read = 0
    for picture in _due(at=at)[:MOST_AT_ONCE]:
        if read > MOST_BYTES:
            break
        read += picture.size
        checks.append(FixityCheck(picture=picture, checked_at=at, outcome=look_at(picture)))
    if checks:
        with writing():
            FixityCheck.objects.bulk_create(checks)
    return len(checks)


def look_at(picture: Picture) -> FixityCheck.Outcome:
    """How a photograph's master is found to be, read to its last byte."""
    move_to_masters(picture)
    try:
        found = digest_of(master_path(picture))
    except FileNotFoundError:
        return Outcome.MISSING
    return Outcome.INTACT if found == picture.digest else Outcome.CHANGED


def _due(*, at: datetime) -> QuerySet[Picture]:
    checked_at = Max("fixity_checks__checked_at")
    is_due = Q(checked_at=None) | Q(checked_at__lte=at - CHECKED_EVERY)
    return (
        Picture.objects.filter(kind=Picture.Kind.PHOTOGRAPH)
        .exclude(digest="")
        .annotate(checked_at=checked_at)
        .filter(is_due)
        .order_by(F("checked_at").asc(nulls_first=True), "pk")
    )


def not_intact() -> list[tuple[Picture, FixityCheck.Outcome]]:
    """Photographs whose master was missing or changed when it was last read, and which of the two."""
    # First those few that ever were not: to look up the last check of each of many takes long.
    ever = FixityCheck.objects.exclude(outcome=Outcome.INTACT).order_by().values("picture")
    last = FixityCheck.objects.filter(picture=OuterRef("pk")).order_by("-checked_at", "-pk")
    outcomes = dict(
        Picture.objects.filter(pk__in=ever)
        .annotate(outcome=Subquery(last.values("outcome")[:1]))
        .filter(outcome__in=[Outcome.CHANGED, Outcome.MISSING])
        .values_list("pk", "outcome")
    )
    found = Picture.objects.filter(pk__in=outcomes).order_by("key")
    return [(picture, Outcome(outcomes[picture.pk])) for picture in found]


def orphans(names: Iterable[str]) -> list[str]:
    """Those of these file names in the folder of masters of which no picture knows."""
    wanted = sorted(names)
    known = {
        picture.stored_name
        for picture in Picture.objects.filter(
            digest__in=[name.partition(".")[0] for name in wanted]
        ).only("digest", "file")
    }
    return [name for name in wanted if name not in known]
