"""What a label says today, what the copies on the walls say, and which of them are to be replaced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.comparing import Piece, compare_words
from casamuseo.sources.drafting import WrittenStatement
from casamuseo.sources.models import Passage, Statement
from casamuseo.sources.opening import open_passage
from casamuseo.story.models import Exhibition, GuideStop, PrintedLabel, Story

Sentence = Statement | WrittenStatement
"""A sentence as it stands, or as a draft has it."""

Told = Mapping[str, str]
"""Words by language. A language that is missing is said in the one that `languages` names first."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose label it is: what stands above it, where it belongs, and its short address."""

    title: Text
    address: str
    """The path, as `/g/7`; "" where there is no short one."""
    place: Place | None = None
    museum_object: MuseumObject | None = None
    kind: Promise | str = ""


NOBODY = Subject(Text(), "")
"""A passage that no room, thing or stop speaks."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as a label has it: its words in the label's languages, and how sure we are."""

    key: str
    certainty: str
    words: Told
    other: Told = field(default_factory=dict)
    """The other version of a contested sentence."""
    starts_paragraph: bool = False

    def to_json(self) -> dict[str, Any]:
        shape: dict[str, Any] = {
            "key": self.key,
            "certainty": self.certainty,
            "words": dict(self.words),
        }
        if self.other:
            shape["other"] = dict(self.other)
        if self.starts_paragraph:
            shape["starts_paragraph"] = True
        return shape

    @classmethod
    def from_json(cls, shape: Mapping[str, Any]) -> Said:
        return cls(
            shape["key"],
            shape["certainty"],
            shape["words"],
            shape.get("other", {}),
            bool(shape.get("starts_paragraph")),
        )


@dataclass(frozen=True, slots=True)
class Label:
    """All that is printed on one label, whatever its size."""

    languages: tuple[str, ...]
    title: Told
    sentences: tuple[Said, ...]
    address: str = ""
    is_draft: bool = False
    """Whether the public does not see these sentences yet."""

    @property
    def digest(self) -> str:
        """Of what is printed; the same in every edition that prints the same."""
        shape = [self.languages, sorted(self.title.items()), self.address]
        sentences = [each.to_json() for each in self.sentences]
        written = json.dumps([shape, sentences], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()

    @property
    def said(self) -> dict[str, Any]:
        """As a printed copy keeps it: the same words print the same label again."""
        return {
            "title": dict(self.title),
            "address": self.address,
            "sentences": [each.to_json() for each in self.sentences],
        }

    @classmethod
    def as_printed(cls, printed: PrintedLabel) -> Label:
        """What this copy says."""
        return cls(
            tuple(printed.languages),
            printed.said["title"],
            tuple(Said.from_json(shape) for shape in printed.said["sentences"]),
            printed.said["address"],
        )


def label_of(
    passage: Passage,
    subject: Subject,
    *,
    languages: Sequence[str],
    statements: Sequence[Sentence] | None = None,
) -> Label:
    """What the passage would say on a label today.

    Only sentences that the public sees; of a passage that it does not see, all, as a draft.
    """
    if statements is None:
        statements = sentences_of(passage)
    is_draft = not passage.is_published
    told = [one for one in statements if is_draft or _is_seen(one)]
    return Label(
        tuple(languages),
        _told(subject.title, languages),
        tuple(
            Said(
                one.key,
                one.certainty,
                _told(one.text, languages),
                _told(one.counter_text, languages),
                one.starts_paragraph,
            )
            for one in told
        ),
        subject.address,
        is_draft,
    )


def sentences_of(passage: Passage) -> Sequence[Sentence]:
    """What there is to print: of a passage that the public does not see, its draft where it has one."""
    if passage.is_published:
        return list(passage.statements.filter(is_published=True).order_by("position"))
    return open_passage(passage).statements


def _is_seen(sentence: Sentence) -> bool:
    return isinstance(sentence, Statement) and sentence.is_published


def stale_in(statements: Iterable[Sentence], languages: Sequence[str]) -> list[str]:
    """Keys of sentences whose translation on the label is older than their original."""
    return [
        one.key
        for one in statements
        if any(one.text.is_stale(code) or one.counter_text.is_stale(code) for code in languages)
    ]


def _told(text: Text, languages: Sequence[str]) -> dict[str, str]:
    own = {code: text[code].words or "" for code in languages if text.has(code)}
    if own or not text:
        return own
    # None of the label's languages has it: what there is stands in its own language.
    said = text.said(languages[0])
    return {said.language: said.words}


# Whose passage it is


def subjects_of(passages: Iterable[Passage]) -> dict[int, Subject]:
    """By passage, who speaks it; a passage in another register is its full text's. Five queries."""
    base = {passage.pk: passage.of_id or passage.pk for passage in passages}
    wanted = set(base.values())
    found: dict[int, Subject] = {}
    for passage_id, subject in _speakers(wanted):
        found.setdefault(passage_id, subject)
    return {pk: found[owner] for pk, owner in base.items() if owner in found}


def _speakers(wanted: set[int]) -> Iterator[tuple[int, Subject]]:
    # A stop before the room or thing that it stands for: its number is what visitors type.
    for stop in _told_by(GuideStop, wanted).select_related("place", "museum_object"):
        yield stop.passage_id, subject_of_stop(stop)
    for place in _told_by(Place, wanted):
        yield place.passage_id, subject_of_place(place)
    for thing in _told_by(MuseumObject, wanted).select_related("normal_place"):
        yield thing.passage_id, subject_of_object(thing)
    for story in _told_by(Story, wanted):
        yield story.passage_id, Subject(story.title, "", kind=_("Story"))
    for show in _told_by(Exhibition, wanted).select_related("place"):
        yield show.passage_id, Subject(show.title, "", place=show.place, kind=_("Exhibition"))


def _told_by(model: type[Model], wanted: set[int]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(passage__in=wanted).order_by("pk")
    return rows


def subject_of_stop(stop: GuideStop) -> Subject:
    title = Text.from_json(
        {code: f"{stop.number} · {stop.title.words(code)}" for code in stop.title}
    )
    return Subject(
        title, f"/g/{stop.number}", stop.place, stop.museum_object, _("Stop of the guide")
    )


def subject_of_place(place: Place) -> Subject:
    return Subject(place.name, f"/p/{place.key}", place, kind=_("Room"))


def subject_of_object(thing: MuseumObject) -> Subject:
    return Subject(thing.name, object_address(thing), thing.normal_place, thing, kind=_("Object"))


def object_address(thing: MuseumObject) -> str:
    """The object's short address, `/o/1990-4`; a slash in the number is written as ~."""
    return "/o/" + quote(thing.object_number.replace("/", "~"), safe="~")


def passages_of_room(place: Place) -> list[Passage]:
    """The published full texts that belong to a room: its own, its stops', its things'."""
    own = Passage.objects.published().filter(of=None)
    stops = GuideStop.objects.filter(place=place).values("passage")
    things = MuseumObject.objects.filter(normal_place=place, is_public=True).values("passage")
    shown = MuseumObject.objects.filter(
        placements__place=place, placements__display_state__day=None, is_public=True
    ).values("passage")
    rooms = Place.objects.filter(pk=place.pk).values("passage")
    found: list[Passage] = []
    for each in cast(tuple[Any, ...], (rooms, stops, things, shown)):
        known = {passage.pk for passage in found}
        rows = own.filter(pk__in=each).exclude(pk__in=known).order_by("order", "key")
        found += rows[:MOST_OF_A_ROOM]
    return found[:MOST_OF_A_ROOM]


MOST_OF_A_ROOM = 60
"""The most labels in a batch: a PDF of more is made in parts."""


# Copies on the walls


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence, or the title, that a copy says otherwise than the house does today."""

    key: str
    """"" for the title and the address."""
    language: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Outdated:
    """A copy that no longer says what the house says."""

    printed: PrintedLabel
    today: Label
    is_withdrawn: bool
    """Whether nothing of it may be printed any more: take it down."""
    differences: tuple[Difference, ...]


def outdated(rows: QuerySet[PrintedLabel] | None = None) -> list[Outdated]:
    """The copies that have not been removed and say something else than today; oldest walls first.

    The number of queries does not depend on how many there are.
    """
    standing = PrintedLabel.objects.all() if rows is None else rows
    copies = list(
        standing.filter(removed_on=None)
        .select_related("passage", "place", "museum_object")
        .order_by("place__number", "place__key", "wall", "pk")
    )
    today = _today(copies)
    return [
        Outdated(
            copy,
            today[copy.pk],
            is_withdrawn=not copy.passage.is_published or not today[copy.pk].sentences,
            differences=tuple(_differences(Label.as_printed(copy), today[copy.pk])),
        )
        for copy in copies
        if not copy.passage.is_published or today[copy.pk].digest != copy.digest
    ]


def _today(copies: Sequence[PrintedLabel]) -> dict[int, Label]:
    passages = {copy.passage_id: copy.passage for copy in copies}
    subjects = subjects_of(passages.values())
    statements: dict[int, list[Statement]] = {pk: [] for pk in passages}
    for one in Statement.objects.filter(passage__in=passages).order_by("passage", "position"):
        statements[one.passage_id].append(one)
    return {
        copy.pk: label_of(
            passages[copy.passage_id],
            subjects.get(copy.passage_id, NOBODY),
            languages=copy.languages,
            statements=statements[copy.passage_id],
        )
        for copy in copies
    }


def _differences(before: Label, after: Label) -> Iterator[Difference]:
    if before.address != after.address:
        yield _difference("", "", before.address, after.address)
    yield from _compared("", before.title, after.title)
    old = {one.key: one for one in before.sentences}
    # Of what the public does not see, nothing is said today.
    new = {} if after.is_draft else {one.key: one for one in after.sentences}
    nothing = Said("", "", {})
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key, nothing), new.get(key, nothing)
        yield from _compared(key, was.words, now.words)
        yield from _compared(key, was.other, now.other)
        if was.certainty and now.certainty and was.certainty != now.certainty:
            names = [str(Certainty(each).label) for each in (was.certainty, now.certainty)]
            yield _difference(key, "", *names)


def _compared(key: str, was: Told, now: Told) -> Iterator[Difference]:
    for language in [*now, *(code for code in was if code not in now)]:
        if was.get(language, "") != now.get(language, ""):
            yield _difference(key, language, was.get(language, ""), now.get(language, ""))


def _difference(key: str, language: str, before: str, after: str) -> Difference:
    return Difference(key, language, tuple(compare_words(before, after)))
