"""What becomes of each draft: a new object, a change of one that is here, nothing, or a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casamuseo.collection.importing.drafting import KIND, MATERIAL, Draft, Options
from casamuseo.collection.importing.knowledge import Knowledge
from casamuseo.collection.importing.remarks import Remark
from casamuseo.collection.models import MuseumObject
from casamuseo.collection.terms import RowFate
from casamuseo.kernel.texts import Text, Version


@dataclass(slots=True)
class Difference:
    """What a draft says otherwise than the object that is here."""

    fields: dict[str, Any] = field(default_factory=dict)
    materials: list[str] = field(default_factory=list)
    persons: list[tuple[int, str]] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)
    is_placed: bool = False
    """Whether the table says where an object is of which the ledger knows nothing."""

    def __bool__(self) -> bool:
        found = self.fields or self.materials or self.persons or self.numbers
        return bool(found) or self.is_placed


@dataclass(slots=True)
class Judged:
    """A draft with its fate; the object is the one that is here, or none yet."""

    draft: Draft
    fate: RowFate
    thing: MuseumObject | None = None
    difference: Difference | None = None


def judge(
    drafts: Sequence[Draft], *, known: Knowledge, options: Options, seen: dict[str, int]
) -> list[Judged]:
    """The fate of each draft, in order.

    `seen` has the rows in which the table named a number before, and takes those of these drafts.
    """
    here = _objects_here(drafts, known)
    return [_judge(draft, here, known=known, options=options, seen=seen) for draft in drafts]


def texts_of(draft: Draft, languages: Sequence[str]) -> dict[str, Text]:
    """The multilingual fields, the house's first language as the original."""
    return {
        name: Text.of(**{code: words[code] for code in languages if code in words})
        for name, words in draft.texts.items()
    }


def _judge(
    draft: Draft,
    here: Mapping[str, MuseumObject],
    *,
    known: Knowledge,
    options: Options,
    seen: dict[str, int],
) -> Judged:
    if draft.is_refused:
        return Judged(draft, RowFate.REFUSED)
    folded = draft.object_number.casefold()
    first = seen.setdefault(folded, draft.line.number)
    if first != draft.line.number:
        return _refused(draft, "number-twice", str(first))
    spelled = known.numbers.get(folded)
    if spelled is None:
        return Judged(draft, RowFate.CREATED)
    thing = here.get(draft.object_number)
    if thing is None:
        return _refused(draft, "number-differs", spelled)
    difference = _difference(thing, draft, known=known, languages=options.languages)
    difference.is_placed = _says_where(thing, draft)
    if not difference:
        return Judged(draft, RowFate.SAME, thing)
    if not options.changes_objects:
        return _refused(draft, "number-taken", draft.object_number)
    return Judged(draft, RowFate.CHANGED, thing, difference)


def _refused(draft: Draft, code: str, words: str) -> Judged:
    draft.refuse(code, "", words)
    return Judged(draft, RowFate.REFUSED)


def _objects_here(drafts: Iterable[Draft], known: Knowledge) -> dict[str, MuseumObject]:
    numbers = [
        draft.object_number
        for draft in drafts
        if not draft.is_refused and draft.object_number.casefold() in known.numbers
    ]
    if not numbers:
        return {}
    rows = MuseumObject.objects.filter(object_number__in=numbers).order_by()
    related = rows.prefetch_related("materials", "person_links", "other_numbers", "whereabouts")
    return {thing.object_number: thing for thing in related}


def _difference(
    thing: MuseumObject, draft: Draft, *, known: Knowledge, languages: Sequence[str]
) -> Difference:
    found = Difference()
    for name, words in draft.texts.items():
        before: Text = getattr(thing, name)
        if any(not before.has(code) or before[code].words != said for code, said in words.items()):
            found.fields[name] = _rewritten(before, words, languages)
    for name, value in draft.plain.items():
        if not _is_same(getattr(thing, name), value):
            found.fields[name] = value
    kind = known.terms.get((KIND, draft.kind), 0) if draft.kind else thing.kind_id
    if kind != thing.kind_id:
        found.fields["kind_id"] = kind
    missing = [note for note in draft.notes if note not in thing.catalogue_note]
    if missing:
        found.fields["catalogue_note"] = "\n".join(filter(None, [thing.catalogue_note, *missing]))
    materials = {term.pk for term in thing.materials.all()}
    found.materials = [
        term for term in draft.materials if known.terms.get((MATERIAL, term)) not in materials
    ]
    persons = {(link.person_id, link.role) for link in thing.person_links.all()}
    found.persons = [pair for pair in draft.persons if pair not in persons]
    numbers = {(other.number, other.kind) for other in thing.other_numbers.all()}
    found.numbers = [pair for pair in draft.numbers if pair not in numbers]
    return found


def _rewritten(before: Text, words: Mapping[str, str], languages: Sequence[str]) -> Text:
    """The text with these words; what it says in other languages stays, and turns stale by its rule."""
    if not before:
        return Text.of(**{code: words[code] for code in languages if code in words})
    versions = dict(before.versions)
    for code, said in words.items():
        is_original = code == before.original
        versions[code] = (
            Version(said, revision=before.revision)
            if is_original
            else Version(said, made_from=before.revision)
        )
    return before.revised_to(Text(versions))


def _is_same(before: Any, value: Any) -> bool:
    if isinstance(value, float) and before is not None:
        return abs(float(before) - value) < 1e-6
    return bool(before == value)


def _says_where(thing: MuseumObject, draft: Draft) -> bool:
    """Whether the table gives an object its first location; one that has a location keeps it.

    Where things are is for the ledger to say: what the table says otherwise is remarked on.
    """
    if not draft.place_said:
        return False
    whereabouts = getattr(thing, "whereabouts", None)
    if whereabouts is None:
        return draft.place is not None
    if whereabouts.place_id != draft.place:
        draft.remarks.append(Remark("place-stays", *draft.place_said))
    return False
