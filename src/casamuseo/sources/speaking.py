"""Giving a record its text, and letting go of one that never said anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.recording import delete_record, locked, name_of, note
from casamuseo.kernel.writing import writing
from casamuseo.sources.actions_passages import begin_passage
from casamuseo.sources.errors_passages import PassageExists
from casamuseo.sources.models import Passage


class HasText(Refusal):
    """A record with a text is not deleted: what the museum said stays known."""

    code = "has-text"

    def __init__(self, record: models.Model, *, sentences: int) -> None:
        told = ngettext(
            "its text has %(count)d sentence", "its text has %(count)d sentences", sentences
        ) % {"count": sentences}
        if not sentences:
            told = _("its text was published before")
        super().__init__(
            _("“%(name)s” cannot be deleted: %(told)s.") % {"name": name_of(record), "told": told},
            sentences=sentences,
        )


def give_text(record: models.Model, *, key: str, by: str, at: datetime) -> Passage:
    """The passage that the record speaks, begun where it has none. Refuses with PassageExists."""
    with writing():
        row = locked(record)
        standing: Passage | None = row.passage  # type: ignore[attr-defined]
        if standing is not None:
            return standing
        passage = begin_passage(key)
        type(record)._base_manager.filter(pk=record.pk).update(passage=passage)
        note("begin-text", row, by=by, at=at, passage=key)
    return passage


def delete_speaking(
    record: models.Model, *, own: Sequence[str] = (), by: str, at: datetime
) -> None:
    """Delete a record that nobody needs, and its empty passage. Refuses with StillNeeded or HasText."""
    with writing():
        passage: Passage | None = locked(record).passage  # type: ignore[attr-defined]
        delete_record(record, own=own, by=by, at=at)
        forget_unsaid(record, passage)


def forget_unsaid(record: models.Model, passage: Passage | None) -> None:
    """Delete the record's passage if it never said anything. Refuses with HasText if it did."""
    if passage is None:
        return
    of_it = models.Q(passage=passage) | models.Q(passage__of=passage)
    sentences = passage.statements.model._base_manager.filter(of_it).count()
    has_past = passage.editions.exists()
    draft = getattr(passage, "draft", None)
    if sentences or has_past or (draft and draft.statements):
        raise HasText(record, sentences=sentences or len(draft.statements if draft else ()))
    passage.delete()


def rename_text(passage: Passage, *, key: str) -> None:
    """Let a passage follow the key of its record, in all registers. Call inside `writing()`.

    Refuses with PassageExists.
    """
    old = passage.key
    if key == old:
        return
    if Passage.objects.filter(key=key).exists():
        raise PassageExists(key)
    for each in [passage, *passage.registers.all()]:
        renamed = each.key.removesuffix(old) + key
        Passage.objects.filter(pk=each.pk).update(key=renamed)
