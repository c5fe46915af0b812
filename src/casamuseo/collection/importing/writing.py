"""Judged drafts become rows of the database: a chunk at a time, by few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import F, Max, Model
from django.utils.text import slugify

from casamuseo.authority.models import Term
from casamuseo.collection.actions.moving import Destination, record_first_locations
from casamuseo.collection.importing.deciding import Difference, Judged, texts_of
from casamuseo.collection.importing.drafting import KIND, MATERIAL, Draft, Drafter
from casamuseo.collection.importing.knowledge import Knowledge
from casamuseo.collection.models import ImportRun, MuseumObject, ObjectPerson, OtherNumber
from casamuseo.collection.terms import RowFate
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing

AT_ONCE = 200
"""Rows a statement, where a row has many columns."""


class OverTaken(Exception):  # noqa: N818  named for what is the case
    """Somebody changed one of the objects meanwhile: the chunk is to be judged anew."""


def write(
    judged: Sequence[Judged],
    *,
    run: ImportRun,
    drafter: Drafter,
    known: Knowledge,
    by: str,
    at: datetime,
) -> None:
    """Write what is new and what changes. Call inside a transaction. Raises OverTaken."""
    new = [each for each in judged if each.fate == RowFate.CREATED]
    changed = [each for each in judged if each.fate == RowFate.CHANGED]
    with writing():
        _make_terms(judged, drafter, known, by=by, at=at)
        _create(new, run=run, known=known, languages=drafter.options.languages, by=by, at=at)
        for each in changed:
            _change(each, run=run, known=known, by=by, at=at)
        _link(new, known)
        _place(new, changed, run=run, drafter=drafter, known=known, by=by, at=at)
        if any(each.thing is not None and each.thing.is_public for each in changed):
            Edition.rise()


def _make_terms(
    judged: Iterable[Judged], drafter: Drafter, known: Knowledge, *, by: str, at: datetime
) -> None:
    """Make the terms that a row of this chunk needs and nobody has made yet."""
    wanted = {
        (vocabulary, folded)
        for each in judged
        if each.fate in {RowFate.CREATED, RowFate.CHANGED}
        for vocabulary, folded in _terms_of(each.draft)
        if (vocabulary, folded) not in known.terms
    }
    language = drafter.options.languages[0]
    last = Term.objects.aggregate(last=Max("order"))["last"] or 0
    for step, (vocabulary, folded) in enumerate(sorted(wanted), start=1):
        words = drafter.new_terms[vocabulary, folded]
        term = Term.objects.create(
            key=_free_term_key(words),
            vocabulary=vocabulary,
            label=Text.of(**{language: words}),
            order=last + step,
        )
        known.terms[vocabulary, folded] = term.pk
        Change.objects.create(
            at=at, actor=by, action="add", kind="authority.term", key=term.key, facts={}
        )


def _terms_of(draft: Draft) -> list[tuple[str, str]]:
    kinds = [(KIND, draft.kind)] if draft.kind else []
    return [*kinds, *((MATERIAL, term) for term in draft.materials)]


def _free_term_key(words: str) -> str:
    wanted = slugify(words)[:60].strip("-_") or "term"
    if not Term.objects.filter(key=wanted).exists():
        return wanted
    return f"{wanted}-{sha256(words.encode()).hexdigest()[:8]}"


def _create(
    new: Sequence[Judged],
    *,
    run: ImportRun,
    known: Knowledge,
    languages: Sequence[str],
    by: str,
    at: datetime,
) -> None:
    if not new:
        return
    last = MuseumObject.objects.aggregate(last=Max("order"))["last"] or 0
    names = [texts_of(each.draft, languages) for each in new]
    keys = _free_keys(
        [_wanted_key(each.draft, texts["name"]) for each, texts in zip(new, names, strict=True)],
        [each.draft.object_number for each in new],
    )
    for step, (each, texts, key) in enumerate(zip(new, names, keys, strict=True), start=1):
        draft = each.draft
        each.thing = MuseumObject(
            key=key,
            object_number=draft.object_number,
            slug=_slugs(texts["name"], draft.object_number),
            kind_id=known.terms.get((KIND, draft.kind)) if draft.kind else None,
            is_public=False,
            catalogue_note="\n".join(draft.notes),
            recorded_by=by,
            recorded_at=at,
            order=last + step,
            **texts,
            **draft.plain,
        )
    MuseumObject.objects.bulk_create(_things(new), batch_size=AT_ONCE)
    Change.objects.bulk_create(
        _noted(each, run, {"row": each.draft.line.number}, by=by, at=at) for each in new
    )


def _things(judged: Iterable[Judged]) -> list[MuseumObject]:
    return [each.thing for each in judged if each.thing is not None]


def _noted(
    each: Judged, run: ImportRun, facts: Mapping[str, Any], *, by: str, at: datetime
) -> Change:
    key = each.thing.key if each.thing else ""
    return Change(
        at=at,
        actor=by,
        action="import",
        kind="collection.museumobject",
        key=key,
        facts={"import": run.key, **facts},
    )


def _wanted_key(draft: Draft, name: Text) -> str:
    """Made from the name and the number, as the register makes it."""
    token = slugify(draft.object_number)[:40] or _short(draft.object_number)
    bare = slugify(str(name)[:200])[: 79 - len(token)].strip("-_")
    return (f"{bare}-{token}" if bare else token).replace("_", "-").strip("-")


def _free_keys(wanted: Sequence[str], numbers: Sequence[str]) -> list[str]:
    """Each key once: one that is taken gets a tail that only its number has."""
    taken = set(MuseumObject.objects.filter(key__in=wanted).values_list("key", flat=True))
    keys = []
    for key, number in zip(wanted, numbers, strict=True):
        free = f"{key[:67]}-{_short(number)}" if key in taken else key
        taken.add(free)
        keys.append(free)
    return keys


def _short(number: str) -> str:
    return sha256(number.encode()).hexdigest()[:12]


def _slugs(name: Text, number: str) -> Text:
    tail = slugify(number)[:40]
    slugs = {}
    for code in name:
        bare = slugify((name[code].words or "")[:200])[:78]
        slugs[code] = "-".join(filter(None, (bare, tail))) or None
    return Text.of(**{code: slug for code, slug in slugs.items() if slug})


def _link(new: Sequence[Judged], known: Knowledge) -> None:
    """Materials, persons and other numbers of new objects."""
    of_material = MuseumObject.materials.through
    links: dict[type[Model], list[Model]] = {of_material: [], ObjectPerson: [], OtherNumber: []}
    for each in new:
        thing, draft = each.thing, each.draft
        assert thing is not None  # noqa: S101  made above
        links[of_material] += [
            of_material(museumobject_id=thing.pk, term_id=pk)
            for pk in dict.fromkeys(known.terms[MATERIAL, term] for term in draft.materials)
        ]
        links[ObjectPerson] += _persons(thing, draft.persons, start=0)
        links[OtherNumber] += _numbers(thing, draft.numbers, start=0)
    for model, rows in links.items():
        if rows:
            model._default_manager.bulk_create(rows)


def _persons(
    thing: MuseumObject, pairs: Sequence[tuple[int, str]], *, start: int
) -> list[ObjectPerson]:
    return [
        ObjectPerson(museum_object=thing, person_id=person, role=role, position=start + step)
        for step, (person, role) in enumerate(pairs)
    ]


def _numbers(
    thing: MuseumObject, pairs: Sequence[tuple[str, str]], *, start: int
) -> list[OtherNumber]:
    return [
        OtherNumber(museum_object=thing, number=number, kind=kind, order=start + step)
        for step, (number, kind) in enumerate(pairs)
    ]


def _change(each: Judged, *, run: ImportRun, known: Knowledge, by: str, at: datetime) -> None:
    """Write what differs; what stood there before stands in the change."""
    thing, difference = each.thing, each.difference
    assert thing is not None  # noqa: S101  it was found
    assert difference is not None  # noqa: S101  it is why this is a change
    fields = dict(difference.fields)
    if "kind_id" in fields:
        fields["kind_id"] = known.terms[KIND, each.draft.kind]
    before = {name: _told(getattr(thing, name)) for name in fields}
    # The condition is the lock: whoever changed the object meanwhile is not written over.
    mine = MuseumObject.objects.filter(pk=thing.pk, version=thing.version)
    if not mine.update(version=F("version") + 1, **fields):
        raise OverTaken
    _add(thing, difference, known)
    facts = {"row": each.draft.line.number, "before": before}
    _noted(each, run, facts, by=by, at=at).save()


def _add(thing: MuseumObject, difference: Difference, known: Knowledge) -> None:
    thing.materials.add(*{known.terms[MATERIAL, term] for term in difference.materials})
    people = _persons(thing, difference.persons, start=len(thing.person_links.all()))
    ObjectPerson.objects.bulk_create(people)
    numbers = _numbers(thing, difference.numbers, start=len(thing.other_numbers.all()))
    OtherNumber.objects.bulk_create(numbers)


def _told(value: Any) -> Any:
    """A value as a change can keep it."""
    if hasattr(value, "to_json"):
        return value.to_json()
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _place(
    new: Sequence[Judged],
    changed: Sequence[Judged],
    *,
    run: ImportRun,
    drafter: Drafter,
    known: Knowledge,
    by: str,
    at: datetime,
) -> None:
    """The first entries of the ledger: not known is a value where the table has a place for it."""
    placed = [*new] if drafter.maps_place else []
    placed += [each for each in changed if each.difference and each.difference.is_placed]
    if placed:
        pairs = [(each.thing, _whither(each.draft, known)) for each in placed if each.thing]
        record_first_locations(pairs, effective_at=at, batch=run.key, by=by, at=at)


def _whither(draft: Draft, known: Knowledge) -> Destination:
    if draft.place is None:
        return Destination.unknown()
    return Destination.in_place(known.places_by_pk[draft.place], draft.position)
