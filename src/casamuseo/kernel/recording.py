"""Writing plain records: as they were seen, as they become, and who still needs them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing

M = TypeVar("M", bound=models.Model)

NAMED = 5
"""How many of those who need a record are named."""

_NAMES = ("title", "name", "label", "sort_name", "object_number", "loan_number")
_OWNERS = ("museum_object", "display_state", "journey", "place", "fixture", "house", "passage")
_LONGEST_KEY = 80


class ChangedMeanwhile(Refusal):
    """Somebody else saved the record after it was opened here."""

    code = "changed-meanwhile"

    def __init__(self, record: models.Model) -> None:
        super().__init__(
            _(
                "Somebody saved this while you were writing. What you typed is kept below, beside "
                "what stands now: save again to put yours in its place."
            ),
            kind=record._meta.label_lower,
            key=str(record.pk),
        )


class StillNeeded(Refusal):
    """What others name cannot be deleted."""

    code = "still-needed"

    def __init__(self, record: models.Model, needs: Sequence[str]) -> None:
        first, rest = needs[:NAMED], len(needs) - NAMED
        named = ", ".join(f"“{one}”" for one in first)
        if rest > 0:
            more = ngettext("%(count)d more", "%(count)d more", rest) % {"count": rest}
            named = f"{named}, {more}"
        super().__init__(
            _("“%(name)s” cannot be deleted, for others need it: %(named)s.")
            % {"name": name_of(record), "named": named},
            needs=list(needs),
        )
        self.needs = list(needs)


def seen_of(record: models.Model, *more: object) -> str:
    """What the record says, as a short digest: another one tomorrow means that it was changed.

    Its passage is left out: that has a version of its own. `more` is what belongs to the record
    without standing in its row, in a shape that JSON has.
    """
    fields = {
        field.attname: field.value_to_string(record)
        for field in record._meta.concrete_fields
        if field.name != "passage"
    }
    links = {
        link.name: sorted(getattr(record, link.name).order_by().values_list("pk", flat=True))
        for link in record._meta.many_to_many
    }
    return digest_of([fields, links, more])


def digest_of(said: object) -> str:
    """A short digest of something in a shape that JSON has."""
    # 4 and 4.0 are one length, whichever of them was typed, and whichever a database gives back.
    shape = json.loads(json.dumps(said, default=str), parse_int=float)
    shape = json.dumps(shape, sort_keys=True)
    return hashlib.sha256(shape.encode()).hexdigest()[:20]


def locked(record: M) -> M:
    """The record as it stands at this moment, kept from others until the transaction ends."""
    return type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)


def refuse_if_changed(record: models.Model, *more: object, seen: str) -> None:
    """Refuse with ChangedMeanwhile where the record no longer is what was seen."""
    if seen_of(record, *more) != seen:
        raise ChangedMeanwhile(record)


def add_record(
    record: M,
    *,
    links: Mapping[str, Iterable[models.Model]] | None = None,
    key: str = "",
    by: str,
    at: datetime,
) -> M:
    """Write a record that is new, with what it names. Call inside `writing()`."""
    record.save(force_insert=True)
    _link(record, links or {})
    note("add", record, key=key, by=by, at=at)
    return record


def rewrite(
    record: M,
    *,
    fields: Mapping[str, Any],
    links: Mapping[str, Iterable[models.Model]] | None = None,
    seen: str,
    key: str = "",
    by: str,
    at: datetime,
) -> M:
    """Write a record anew; its texts keep their history. Refuses with ChangedMeanwhile."""
    with writing():
        row = locked(record)
        refuse_if_changed(row, seen=seen)
        for name, value in fields.items():
            old = getattr(row, name)
            has_history = isinstance(value, Text) and name != "slug"
            setattr(row, name, old.revised_to(value) if has_history else value)
        row.save(update_fields=list(fields))
        _link(row, links or {})
        note("change", row, key=key, by=by, at=at)
        Edition.rise()
    return row


def needed_by(record: models.Model, *, own: Sequence[str] = ()) -> list[str]:
    """The names of what points at a record, apart from its own parts: `house.opening.place`."""
    found: list[str] = []
    for relation in _relations(record):
        if f"{relation.related_model._meta.label_lower}.{relation.field.name}" in own:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: record})
        found += [name_of(row) for row in rows[: NAMED + 1]]
    return list(dict.fromkeys(found))


def refuse_if_needed(record: models.Model, *, own: Sequence[str] = ()) -> None:
    """Refuse with StillNeeded, naming who points at the record."""
    needs = needed_by(record, own=own)
    if needs:
        raise StillNeeded(record, needs)


def name_of(record: models.Model) -> str:
    """What people call a record; what belongs to others is called by their names."""
    for attribute in _NAMES:
        words = str(getattr(record, attribute, "") or "")
        if words:
            return words
    owners = [getattr(record, attribute, None) for attribute in _OWNERS]
    named = [name_of(owner) for owner in owners if isinstance(owner, models.Model)]
    return ", ".join(named) or str(record)


def free_key(model: type[models.Model], words: str, *, otherwise: str, **within: object) -> str:
    """A key made of these words that no other record has; `within` narrows who the others are."""
    stem = slugify(words)[: _LONGEST_KEY - 5].strip("-") or otherwise
    rows = model._base_manager.filter(key__startswith=stem, **within)
    taken = set(rows.values_list("key", flat=True))
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def note(
    action: str, record: models.Model, *, key: str = "", by: str, at: datetime, **facts: object
) -> None:
    """Write down who did what to the record."""
    Change.objects.create(
        at=at,
        actor=by,
        action=action,
        kind=record._meta.label_lower,
        key=key or str(getattr(record, "key", record.pk)),
        facts=facts,
    )


def _link(record: models.Model, links: Mapping[str, Iterable[models.Model]]) -> None:
    for name, rows in links.items():
        getattr(record, name).set(rows)


def _relations(record: models.Model) -> Iterator[Any]:
    for field in record._meta.get_fields(include_hidden=True):
        is_from_others = field.auto_created and not field.concrete and field.is_relation
        # A table between two others is seen through the link itself.
        if is_from_others and not field.related_model._meta.auto_created:  # type: ignore[union-attr]
            yield field
