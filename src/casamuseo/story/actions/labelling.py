"""What is done with labels: printed, hung, replaced, removed. Each copy is a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing
from casamuseo.sources.models import Passage
from casamuseo.story.errors_labels import AlreadyRemoved, NoLanguageChosen, NotPublished
from casamuseo.story.labels import NOBODY, Outdated, label_of, subjects_of
from casamuseo.story.models import PrintedLabel


@dataclass(frozen=True, slots=True)
class Where:
    """Where a copy is to hang."""

    place: Place | None = None
    wall: str = ""
    museum_object: MuseumObject | None = None


def print_label(
    passage: Passage,
    *,
    size: PrintedLabel.Size,
    languages: Sequence[str],
    where: Where | None = None,
    by: str,
    at: datetime,
) -> PrintedLabel:
    """Record a copy with what it says. Refuses with NotPublished or NoLanguageChosen."""
    if not languages:
        raise NoLanguageChosen
    with writing():
        passage = Passage.objects.get(pk=passage.pk)
        subject = subjects_of([passage]).get(passage.pk) or NOBODY
        label = label_of(passage, subject, languages=languages)
        if label.is_draft or not label.sentences:
            raise NotPublished(passage.key)
        where = where or Where(subject.place, "", subject.museum_object)
        copy = PrintedLabel.objects.create(
            passage=passage,
            place=where.place,
            museum_object=where.museum_object or subject.museum_object,
            wall=where.wall,
            size=size,
            languages=list(languages),
            said=label.said,
            digest=label.digest,
            printed_at=at,
            printed_by=by,
        )
        _note("print-label", copy, by=by, at=at)
    return copy


def hang_label(copy: PrintedLabel, *, wall: str, on: date, by: str, at: datetime) -> PrintedLabel:
    """Say that a copy hangs, where and since when. Refuses with AlreadyRemoved."""
    with writing():
        _still(copy, hung_on=on, wall=wall)
        copy.refresh_from_db()
        _note("hang-label", copy, by=by, at=at)
    return copy


def remove_label(copy: PrintedLabel, *, on: date, by: str, at: datetime) -> PrintedLabel:
    """Say that a copy is off the wall, or was thrown away unhung. Refuses with AlreadyRemoved."""
    with writing():
        _still(copy, removed_on=on, removed_by=by)
        copy.refresh_from_db()
        _note("remove-label", copy, by=by, at=at)
    return copy


def print_replacements(stale: Sequence[Outdated], *, by: str, at: datetime) -> list[PrintedLabel]:
    """Print today's wording for each of these copies, for the same wall, in the same size.

    What is no longer published gets no new copy: it is only taken down.
    """
    with writing():
        return [
            print_label(
                each.printed.passage,
                size=PrintedLabel.Size(each.printed.size),
                languages=each.printed.languages,
                where=Where(each.printed.place, each.printed.wall, each.printed.museum_object),
                by=by,
                at=at,
            )
            for each in stale
            if not each.is_withdrawn and each.today.sentences
        ]


def replace_labels(
    old: Sequence[PrintedLabel], new: Sequence[PrintedLabel], *, on: date, by: str, at: datetime
) -> None:
    """Say that the old copies are down and the new ones hang in their places, all or none."""
    with writing():
        for copy in old:
            remove_label(copy, on=on, by=by, at=at)
        for copy in new:
            hang_label(copy, wall=copy.wall, on=on, by=by, at=at)


def _still(copy: PrintedLabel, **fields: object) -> None:
    # The condition is the lock: whoever comes second is told that it is gone.
    if not PrintedLabel.objects.filter(pk=copy.pk, removed_on=None).update(**fields):
        raise AlreadyRemoved


def _note(action: str, copy: PrintedLabel, *, by: str, at: datetime) -> None:
    Change.objects.create(
        at=at,
        actor=by,
        action=action,
        kind="story.printedlabel",
        key=str(copy.pk),
        facts={"passage": copy.passage.key, "wall": copy.wall},
    )
