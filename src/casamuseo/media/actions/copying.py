"""Photographs that wait for their copies: the next one is done, and anybody may ask to try again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.writing import writing
from casamuseo.media.copying import Attempt, clear_leftovers, copies_of, make_copies, one_at_a_time
from casamuseo.media.models import Picture
from casamuseo.media.publishing import settle_picture

WORKER = "worker"


def copy_next(*, languages: Sequence[str], at: datetime) -> bool:
    """Make the copies of the photograph that has waited longest; whether there was one to do.

    One that fails is marked so and does not come again by itself.
    """
    with one_at_a_time() as is_our_turn:
        if not is_our_turn:
            return False
        waiting = Picture.objects.filter(
            kind=Picture.Kind.PHOTOGRAPH, state=Picture.State.WAITING
        ).order_by("pk")
        picture = waiting.first()
        if picture is None:
            return False
        clear_leftovers()
        _note(picture, make_copies(picture), languages=languages, at=at)
    return True


def _note(picture: Picture, attempt: Attempt, *, languages: Sequence[str], at: datetime) -> None:
    # Somebody may have set another limit, or brought another file, meanwhile: then nothing is noted.
    same = Picture.objects.filter(
        pk=picture.pk,
        state=Picture.State.WAITING,
        digest=picture.digest,
        longest_side=picture.longest_side,
    )
    with writing():
        if attempt.copies is None:
            same.update(state=Picture.State.FAILED, problem=attempt.problem)
            return
        is_noted = same.update(
            state=Picture.State.READY,
            problem="",
            width=attempt.copies.width,
            height=attempt.copies.height,
        )
        if is_noted:
            settle_picture(picture, languages=languages, by=WORKER, at=at)


def try_again(picture: Picture, *, by: str, at: datetime) -> None:
    """Put a photograph whose copies failed back in line."""
    with writing():
        failed = Picture.objects.filter(pk=picture.pk, state=Picture.State.FAILED)
        if failed.update(state=Picture.State.WAITING, problem=""):
            Change.objects.create(
                at=at, actor=by, action="try_copies_again", kind="media.picture", key=picture.key
            )


def queue_what_lacks_copies() -> int:
    """Put in line each photograph that passes for ready without copies; how many those are.

    An older version knew no copies, and whoever restores a backup may have left them out.
    """
    ready = Picture.objects.filter(kind=Picture.Kind.PHOTOGRAPH, state=Picture.State.READY)
    lacking = [picture.pk for picture in ready.iterator() if copies_of(picture) is None]
    if not lacking:
        return 0
    with writing():
        count = ready.filter(pk__in=lacking).update(state=Picture.State.WAITING, is_public=False)
        Edition.rise()
    return count
