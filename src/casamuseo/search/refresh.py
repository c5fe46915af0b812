"""Keeps the index up to date: applies the changes of the house that it has not seen, or builds it anew."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from django.db.models import Q

from casamuseo.kernel.models import Change, Edition
from casamuseo.search.dependents import NotToBeTraced, records_of
from casamuseo.search.errors import IndexBusy, IndexUnavailable
from casamuseo.search.gathering import everything, languages_of_house, some
from casamuseo.search.index import Index, Mark, installed

MOST_CORRECTIONS = 2_000
"""Changes, or records that they touch; with more, building anew is as quick."""

OPEN_AT_MOST = 3600.0
"""Seconds that a transaction may have been open whose changes are still waited for."""

GAPS_LOOKED_FOR = 500
"""How many numbers below the newest change are searched for ones that nobody has seen yet."""


def keep_installed_index() -> None:
    """The worker's duty."""
    # Where another process is writing the same index, the next turn finds it done.
    with suppress(IndexBusy):
        refresh(installed())


def refresh(index: Index) -> bool:
    """Bring the index up to date with the database; whether there was anything to do.

    Builds it where it is missing, broken or of another version, and after a load (a change of kind
    `*`); otherwise writes again only the records that the changes touch. Raises IndexBusy where
    another process is writing.
    """
    try:
        mark = index.mark()
    except IndexUnavailable:
        return rebuild(index, wait=False) > 0
    newest = _newest()
    if newest == mark.change and not mark.gaps:
        return False
    if newest < mark.change:
        # The database is older than the index: it was restored, or is another one.
        return rebuild(index, wait=False) > 0
    changes = list(Change.objects.filter(Q(pk__gt=mark.change) | Q(pk__in=list(mark.gaps))))
    if not changes:
        return False
    try:
        _correct(index, changes, mark)
    except (NotToBeTraced, IndexUnavailable):
        rebuild(index, wait=False)
    Edition.rise()
    return True


def rebuild(index: Index, *, wait: bool = True) -> int:
    """Build the index from all that is published; the number of entries, 0 where there is no house.

    Raises IndexBusy where another process is writing and `wait` is false.
    """
    languages = languages_of_house()
    if not languages:
        return 0
    # The mark is taken first: what changes while we read is applied once more afterwards.
    mark = _mark_without_history(_newest())
    count = index.build(everything(languages), languages=languages, mark=mark, wait=wait)
    Edition.rise()
    return count


def _correct(index: Index, changes: Sequence[Change], mark: Mark) -> None:
    if len(changes) > MOST_CORRECTIONS:
        raise NotToBeTraced
    records = records_of(changes, index=index, most=MOST_CORRECTIONS)
    entries = list(some(records, languages=index.languages()))
    ids = [f"{section}/{key}" for section, key in records]
    index.correct(ids, entries, mark=_moved(mark, changes))


def _newest() -> int:
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _moved(mark: Mark, changes: Sequence[Change]) -> Mark:
    """The mark after these changes.

    Numbers are given before a transaction commits, so a lower one can come to be seen after a higher
    one. The numbers passed over are remembered until they come, or are too old to come any more.
    """
    seen = {change.pk for change in changes}
    now = max(change.at.timestamp() for change in changes)
    newest = max(mark.change, *seen)
    waited_for = {pk: since for pk, since in mark.gaps.items() if now - since < OPEN_AT_MOST}
    passed_over = range(max(mark.change, newest - GAPS_LOOKED_FOR) + 1, newest)
    waited_for.update(dict.fromkeys(passed_over, now))
    return Mark(newest, {pk: since for pk, since in waited_for.items() if pk not in seen})


def _mark_without_history(newest: int) -> Mark:
    recent = Change.objects.filter(pk__gt=newest - GAPS_LOOKED_FOR, pk__lte=newest)
    changes = list(recent.only("pk", "at"))
    return _moved(Mark(max(newest - GAPS_LOOKED_FOR, 0)), changes) if changes else Mark(newest)
