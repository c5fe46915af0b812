"""When a photograph is public: ready, described in every language of the house, and not withheld."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.writing import writing
from casamuseo.media.models import Picture


def languages_lacking(picture: Picture, *, languages: Sequence[str]) -> list[str]:
    """The languages of the house in which nobody has said what is to be seen."""
    return [code for code in languages if not picture.description.has(code)]


def may_be_public(picture: Picture, *, languages: Sequence[str]) -> bool:
    """The rule. A drawing is always ready, and came with its description."""
    if picture.is_withheld:
        return False
    if picture.kind == Picture.Kind.DRAWING:
        return True
    return picture.state == Picture.State.READY and not languages_lacking(
        picture, languages=languages
    )


def settle_picture(picture: Picture, *, languages: Sequence[str], by: str, at: datetime) -> bool:
    """Make a picture public, or no longer, as the rule says; whether that changed."""
    with writing():
        now = Picture.objects.select_for_update().get(pk=picture.pk)
        should = may_be_public(now, languages=languages)
        picture.is_public = should
        if not Picture.objects.filter(pk=now.pk, is_public=not should).update(is_public=should):
            return False
        Change.objects.create(
            at=at,
            actor=by,
            action="publish_picture" if should else "unpublish_picture",
            kind="media.picture",
            key=now.key,
        )
        Edition.rise()
    return True


def settle_all(*, languages: Sequence[str], by: str, at: datetime) -> int:
    """The rule for every picture, as after a language was added; how many changed."""
    changed = 0
    for picture in Picture.objects.order_by("pk").iterator(chunk_size=500):
        if may_be_public(picture, languages=languages) != picture.is_public:
            changed += settle_picture(picture, languages=languages, by=by, at=at)
    return changed
