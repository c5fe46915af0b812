"""What one line of a table says of an object, by a mapping; nothing of it is looked up in vain or lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casamuseo.authority.models import Term
from casamuseo.collection.importing.knowledge import AMBIGUOUS, Knowledge
from casamuseo.collection.importing.lines import Line
from casamuseo.collection.importing.measures import ORDERS, SIDES, size_in, sizes_in, unit_in
from casamuseo.collection.importing.remarks import Remark
from casamuseo.collection.importing.vocabulary import choice_in
from casamuseo.kernel.dates import parse_date
from casamuseo.kernel.dates.folding import fold
from casamuseo.kernel.terms import Certainty

KIND, MATERIAL = Term.Vocabulary.OBJECT_KIND.value, Term.Vocabulary.MATERIAL.value
LONGEST_NUMBER, LONGEST_DATE, LONGEST_NAME = 60, 200, 4000
LONGEST = {"dimensions": 300, "position": 120, "normal_position": 120}
MOST_OBJECTS = 1_000_000
_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_OF_TERMS = re.compile(r"\s*[;|,\n]\s*")
_OF_NAMES = re.compile(r"\s*[;|\n]\s*")


@dataclass(frozen=True, slots=True)
class Options:
    """What was ticked beside the mapping."""

    languages: tuple[str, ...] = ("es", "en")
    changes_objects: bool = False
    """Whether objects that are already here may be changed."""
    makes_terms: bool = False
    """Whether terms that nobody has used before become terms of the house."""
    needs_dates: bool = False
    """Whether a row is refused whose date cannot be understood."""
    order_of_sizes: str = "height-width-depth"


@dataclass(slots=True)
class Draft:
    """The object of one line, before it is compared with the house."""

    line: Line
    object_number: str = ""
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    """Multilingual field to words by language."""
    plain: dict[str, Any] = field(default_factory=dict)
    """The model's other fields to their values."""
    kind: str = ""
    materials: list[str] = field(default_factory=list)
    """Folded words of terms, as `Knowledge.terms` knows them."""
    persons: list[tuple[int, str]] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)
    place: int | None = None
    position: str = ""
    place_said: tuple[str, str] | None = None
    """The column and the words of the place, whether anybody knows it or not."""
    notes: list[str] = field(default_factory=list)
    """What has no field of its own: `Column: words`, for the catalogue note."""
    remarks: list[Remark] = field(default_factory=list)
    is_refused: bool = False

    def refuse(self, code: str, column: str = "", words: str = "") -> None:
        self.is_refused = True
        self.remarks.append(Remark(code, column, words))

    def keep_aside(self, code: str, column: str, words: str) -> None:
        """Keep words in the catalogue note, and say so."""
        self.remarks.append(Remark(code, column, words))
        note = f"{column}: {words}"
        if note not in self.notes:
            self.notes.append(note)


Taking = Callable[[Draft, str], None]


class Drafter:
    """Reads lines into drafts: what each column is was settled once."""

    def __init__(
        self,
        columns: Sequence[str],
        fields: Mapping[str, str],
        *,
        options: Options,
        known: Knowledge,
    ) -> None:
        self.options, self.known = options, known
        self.new_terms: dict[tuple[str, str], str] = {}
        """Terms that are to be made, as they were first written."""
        self.maps_place = "place" in fields.values()
        ordered = sorted(
            (
                (place, column, fields[column])
                for place, column in enumerate(columns)
                if column in fields
            ),
            # One measure of its own counts more than a row of them: it is read later.
            key=lambda each: each[2] in SIDES,
        )
        self.taking = [(place, self._taking(column, key)) for place, column, key in ordered]
        self.number_column = next((c for _p, c, key in ordered if key == "object_number"), "")
        self.name_column = next((c for _p, c, key in ordered if key.startswith("name:")), "")

    def read(self, line: Line) -> Draft:
        """The line as a draft, with everything remarked on it."""
        draft = Draft(line, remarks=list(line.remarks))
        values = line.values
        for place, take in self.taking:
            words = values[place]
            if words and not words.isspace():
                take(draft, self._clean(draft, words))
        if not draft.object_number:
            if not draft.is_refused:
                draft.refuse("no-number", self.number_column)
        elif "name" not in draft.texts:
            draft.refuse("no-name", self.name_column)
        return draft

    def _clean(self, draft: Draft, words: str) -> str:
        if not words.isprintable():
            words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
            cleaned = _CONTROLS.sub("", words)
            if cleaned != words and Remark("unprintable") not in draft.remarks:
                draft.remarks.append(Remark("unprintable"))
            words = cleaned
        return words.strip()

    def _taking(self, column: str, key: str) -> Taking:
        """What to do with the words of a column."""
        name, _colon, language = key.partition(":")
        if language:
            return lambda draft, words: self._text(draft, column, name, language, words)
        group, _dot, kind = key.partition(".")
        if group == "person":
            return lambda draft, words: self._persons(draft, column, kind, words)
        if group == "number":
            return lambda draft, words: self._numbers(draft, column, kind, words)
        if key in {"legal_status", "authenticity", "salvage_priority"}:
            return lambda draft, words: self._choice(draft, column, key, words)
        if key in SIDES:
            unit = unit_in(column)
            return lambda draft, words: self._size(draft, column, key, unit, words)
        if key == "dimensions":
            unit = unit_in(column)
            return lambda draft, words: self._dimensions(draft, column, unit, words)
        take = getattr(self, f"_{key}")
        return lambda draft, words: take(draft, column, words)

    def _object_number(self, draft: Draft, column: str, words: str) -> None:
        words = _one_line(words)
        if len(words) > LONGEST_NUMBER:
            draft.refuse("number-too-long", column, words)
        else:
            draft.object_number = words

    def _text(self, draft: Draft, column: str, name: str, language: str, words: str) -> None:
        words = _one_line(words) if name == "name" else words
        if name == "name" and len(words) > LONGEST_NAME:
            draft.keep_aside("too-long", column, words)
            words = words[:300] + "…"
        draft.texts.setdefault(name, {})[language] = words

    def _number_of_objects(self, draft: Draft, column: str, words: str) -> None:
        if words.isdecimal() and 0 < int(words[:9]) <= MOST_OBJECTS and len(words) < 9:
            draft.plain["number_of_objects"] = int(words)
        else:
            draft.keep_aside("number-not-understood", column, words)

    def _choice(self, draft: Draft, column: str, key: str, words: str) -> None:
        choice = choice_in(key, words)
        if choice is None:
            draft.keep_aside("choice-unknown", column, words)
        else:
            draft.plain[key] = choice

    def _kind(self, draft: Draft, column: str, words: str) -> None:
        draft.kind = self._term(draft, column, KIND, _one_line(words))

    def _materials(self, draft: Draft, column: str, words: str) -> None:
        whole = fold(_one_line(words))
        parts = [words] if (MATERIAL, whole) in self.known.terms else _OF_TERMS.split(words)
        for part in parts:
            term = self._term(draft, column, MATERIAL, _one_line(part)) if part.strip() else ""
            if term and term not in draft.materials:
                draft.materials.append(term)

    def _term(self, draft: Draft, column: str, vocabulary: str, words: str) -> str:
        """The term's folded words; "" where it is neither known nor to be made."""
        folded = fold(words)
        if (vocabulary, folded) in self.known.terms:
            return folded
        if not self.options.makes_terms or len(words) > 80 or not folded:
            draft.keep_aside("term-unknown", column, words)
            return ""
        self.new_terms.setdefault((vocabulary, folded), words)
        draft.remarks.append(Remark("term-new", column, words))
        return folded

    def _made(self, draft: Draft, column: str, words: str) -> None:
        words = _one_line(words)
        if len(words) > LONGEST_DATE:
            draft.keep_aside("too-long", column, words)
            return
        date = parse_date(words)
        if not date.is_understood and self.options.needs_dates:
            draft.refuse("date-not-understood", column, words)
            return
        if not date.is_understood:
            draft.remarks.append(Remark("date-kept", column, words))
        draft.plain["made"] = date
        draft.plain["made_earliest_on"] = date.earliest
        draft.plain["made_latest_on"] = date.latest

    def _persons(self, draft: Draft, column: str, role: str, words: str) -> None:
        for name in _OF_NAMES.split(words):
            if not name.strip():
                continue
            found = self.known.person(name)
            if found is None:
                draft.keep_aside("person-unknown", column, _one_line(name))
            elif found == AMBIGUOUS:
                draft.keep_aside("person-ambiguous", column, _one_line(name))
            elif (found, role) not in draft.persons:
                draft.persons.append((found, role))

    def _numbers(self, draft: Draft, column: str, kind: str, words: str) -> None:
        for number in _OF_NAMES.split(words):
            number = _one_line(number)
            if len(number) > 120:
                draft.keep_aside("too-long", column, number)
            elif number and (number, kind) not in draft.numbers:
                draft.numbers.append((number, kind))

    def _dimensions(self, draft: Draft, column: str, unit: str, words: str) -> None:
        written = _one_line(words)
        sizes = sizes_in(written, order=ORDERS[self.options.order_of_sizes], unit=unit)
        self._write_dimensions(draft, column, written)
        if sizes is None:
            draft.remarks.append(Remark("size-as-written", column, written))
        else:
            draft.plain.update(sizes, size_certainty=Certainty.DOCUMENTED)

    def _size(self, draft: Draft, column: str, side: str, unit: str, words: str) -> None:
        written = _one_line(words)
        self._write_dimensions(draft, column, f"{column}: {written}")
        metres = size_in(written, unit=unit)
        if metres is None:
            draft.remarks.append(Remark("size-as-written", column, written))
        else:
            draft.plain.update({side: metres, "size_certainty": Certainty.DOCUMENTED})

    def _write_dimensions(self, draft: Draft, column: str, words: str) -> None:
        before = draft.plain.get("dimensions_as_written", "")
        together = f"{before}; {words}" if before else words
        if len(together) > LONGEST["dimensions"]:
            draft.keep_aside("too-long", column, words)
        else:
            draft.plain["dimensions_as_written"] = together

    def _inscription(self, draft: Draft, column: str, words: str) -> None:
        before = draft.plain.get("inscription", "")
        draft.plain["inscription"] = f"{before}\n{words}" if before else words

    def _place(self, draft: Draft, column: str, words: str) -> None:
        words = _one_line(words)
        draft.place_said = (column, words)
        found = self.known.place(words)
        if found is None:
            draft.keep_aside("place-unknown", column, words)
            return
        draft.place = found[0]
        self._at(draft, column, found[1], before=True)

    def _position(self, draft: Draft, column: str, words: str) -> None:
        self._at(draft, column, _one_line(words), before=False)

    def _at(self, draft: Draft, column: str, words: str, *, before: bool) -> None:
        parts = (words, draft.position) if before else (draft.position, words)
        together = ", ".join(part for part in parts if part)
        if len(together) > LONGEST["position"]:
            draft.keep_aside("too-long", column, words)
        else:
            draft.position = together

    def _normal_place(self, draft: Draft, column: str, words: str) -> None:
        words = _one_line(words)
        found = self.known.place(words)
        if found is None:
            draft.keep_aside("place-unknown", column, words)
            return
        draft.plain["normal_place_id"] = found[0]
        if found[1]:
            self._normal_position(draft, column, found[1])

    def _normal_position(self, draft: Draft, column: str, words: str) -> None:
        words = _one_line(words)
        if len(words) > LONGEST["normal_position"]:
            draft.keep_aside("too-long", column, words)
        else:
            draft.plain["normal_position"] = words

    def _catalogue_note(self, draft: Draft, column: str, words: str) -> None:
        note = f"{column}: {words}"
        if note not in draft.notes:
            draft.notes.append(note)


def _one_line(words: str) -> str:
    return _SPACES.sub(" ", words).strip()
