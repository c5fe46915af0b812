"""The forms of the texts: finding one, writing its sentences, reviewing it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from casamuseo.desk.forms import DeskForm
from casamuseo.desk.speakers import KINDS
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.counting import sentences_in
from casamuseo.sources.drafting import Signature, WrittenCitation, WrittenStatement, rewritten
from casamuseo.sources.merging import Choice, Conflict
from casamuseo.sources.publishing import Reason
from casamuseo.sources.terms import Stance

MOST = 400
"""Sentences of a text that one page writes; the longest story has thirty."""
MOST_CITED = 40
"""Citations of a sentence, for and against each."""
_SPACE = re.compile(r"\s+")
_LINE = re.compile(r"\s*\n\s*")


class TextsForm(DeskForm):
    """Which texts to list."""

    words = forms.CharField(
        label=gettext_lazy("Name, number or key"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"type": "search", "placeholder": "study, D-001"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Spoken by"),
        choices=[("", pgettext_lazy("texts", "all")), *KINDS.items()],
        required=False,
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[
            ("", pgettext_lazy("texts", "all")),
            ("published", pgettext_lazy("text", "Published")),
            ("held", gettext_lazy("Held back, whole or in part")),
            ("draft", gettext_lazy("With a draft")),
            ("review", gettext_lazy("Waiting for review")),
        ],
        required=False,
    )


class RemarkForm(DeskForm):
    """Why a draft goes back to its writers."""

    remark = forms.CharField(
        label=gettext_lazy("What is still to be done"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )


class PublishForm(DeskForm):
    """A draft as the reviewer saw it."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    seen_passage = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    though_held_back = forms.BooleanField(
        label=gettext_lazy("Publish although the public would no longer see the text"),
        required=False,
    )


@dataclass(slots=True)
class SentenceRow:
    """A sentence in the editor: what stands in its boxes, and what is to be said of it."""

    key: str
    """"" for a new one."""
    words: dict[str, str]
    against: dict[str, str]
    missing: set[str] = field(default_factory=set)
    """Languages that are declared missing."""
    against_missing: set[str] = field(default_factory=set)
    holds: set[str] = field(default_factory=set)
    """Languages whose translation was read again and still holds."""
    certainty: str = Certainty.DOCUMENTED
    starts_paragraph: bool = False
    cited: list[tuple[str, str]] = field(default_factory=list)
    """Source and place in it, of what the sentence rests on."""
    cited_against: list[tuple[str, str]] = field(default_factory=list)
    signed_by: str = ""
    signed_on: str = ""
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    stale: set[str] = field(default_factory=set)
    unreviewed: set[str] = field(default_factory=set)
    original: str = ""
    conflict: Conflict | None = None
    takes: str = ""
    """What was chosen in the conflict, mine or theirs."""
    was: WrittenStatement | None = None
    """What stood there when it was opened; it goes to and fro with the form."""

    @classmethod
    def of(cls, statement: WrittenStatement, *, languages: Sequence[str]) -> SentenceRow:
        """The row that shows a statement."""
        text, counter, signature = statement.text, statement.counter_text, statement.signature
        row = cls(
            key=statement.key,
            words=_boxes(text, languages),
            against=_boxes(counter, languages),
            missing={code for code in languages if text.is_declared_missing(code)},
            against_missing={code for code in languages if counter.is_declared_missing(code)},
            certainty=statement.certainty,
            starts_paragraph=statement.starts_paragraph,
            cited=[(one.source, one.locator) for one in statement.supporting()],
            cited_against=[(one.source, one.locator) for one in statement.contradicting()],
            signed_by=signature.by if signature else "",
            signed_on=signature.on.isoformat() if signature else "",
            notes=list(statement.unresolved_notes),
            was=statement,
        )
        row.remember(statement)
        return row

    @classmethod
    def blank(cls, *, languages: Sequence[str]) -> SentenceRow:
        """A row to write a new sentence in."""
        empty = dict.fromkeys(languages, "")
        return cls(key="", words=dict(empty), against=dict(empty), original=languages[0])

    def remember(self, was: WrittenStatement) -> None:
        """Take what stood there, with what it says of its translations."""
        text, self.was = was.text, was
        self.original = text.original or ""
        self.stale = {code for code in self.words if text.is_stale(code)}
        self.unreviewed = {code for code in text if not text[code].is_reviewed}

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written in it."""
        written = [*self.words.values(), *self.against.values()]
        return not (self.key or any(written) or self.cited or self.cited_against)

    @property
    def was_shape(self) -> str:
        return json.dumps(self.was.to_json(), ensure_ascii=False) if self.was else ""

    def statement(self, *, today: date) -> WrittenStatement:
        """What was written, given what stood there; notes what is wrong in `problems`."""
        before = self.was
        return WrittenStatement(
            key=self.key,
            text=_text(before.text if before else None, self.words, self.missing, self.holds),
            certainty=Certainty(self.certainty),
            counter_text=_text(
                before.counter_text if before else None, self.against, self.against_missing
            ),
            starts_paragraph=self.starts_paragraph,
            signature=self._signature(today),
            citations=tuple(dict.fromkeys([*self._citations(), *self._citations_against()])),
            unresolved_notes=tuple(self.notes),
        )

    def _signature(self, today: date) -> Signature | None:
        if not self.signed_by:
            return None
        try:
            on = date.fromisoformat(self.signed_on) if self.signed_on else today
        except ValueError:
            self.problems.append(_("The day of the signature is not a date."))
            on = today
        return Signature(self.signed_by, on)

    def _citations(self) -> Iterator[WrittenCitation]:
        for source, locator in self.cited:
            yield WrittenCitation(source, locator)

    def _citations_against(self) -> Iterator[WrittenCitation]:
        for source, locator in self.cited_against:
            yield WrittenCitation(source, locator, Stance.CONTRADICTS)


@dataclass(frozen=True, slots=True)
class Posted:
    """The editor's form as it was sent."""

    rows: list[SentenceRow]
    seen: dict[str, str]
    """What the member had before them: key to digest."""
    choices: dict[str, Choice]
    do: str
    """save, submit, or what is to be done with the sentence at `place`: add, up, down, remove,
    split, join."""
    place: int


def read_posted(sent: QueryDict, *, languages: Sequence[str]) -> Posted:
    """Read the editor's form; whatever is not in it counts as empty."""
    count = _number(sent.get("rows", ""), most=MOST)
    rows = [_row(sent, f"{place}-", languages) for place in range(count)]
    seen = dict(pair.split(":", 1) for pair in sent.get("seen", "").split() if ":" in pair)
    choices = {
        row.key: Choice("mine" if takes == "mine" else "theirs", sent.get(f"{place}-d", ""))
        for place, row in enumerate(rows)
        if row.key and (takes := sent.get(f"{place}-take"))
    }
    do, _dash, place_sent = sent.get("do", "save").partition("-")
    return Posted(rows, seen, choices, do, _number(place_sent, most=MOST))


def rearranged(posted: Posted, *, languages: Sequence[str]) -> list[SentenceRow]:
    """The rows after what is to be done with one of them; notes a problem where it cannot be done."""
    rows, place = list(posted.rows), posted.place
    if place >= len(rows):
        return rows
    row = rows[place]
    if posted.do == "remove":
        del rows[place]
    elif posted.do == "up" and place:
        rows[place - 1 : place + 1] = [row, rows[place - 1]]
    elif posted.do == "down" and place + 1 < len(rows):
        rows[place : place + 2] = [rows[place + 1], row]
    elif posted.do == "join" and place + 1 < len(rows):
        rows[place : place + 2] = [_joined(row, rows[place + 1])]
    elif posted.do == "split":
        rows[place : place + 1] = _split(row, languages)
    return rows


def as_one_line(rows: Iterable[SentenceRow]) -> None:
    """A sentence is one line, however it was pasted."""
    for row in rows:
        for boxes in (row.words, row.against):
            for code, words in boxes.items():
                boxes[code] = _SPACE.sub(" ", words)


def _row(sent: QueryDict, start: str, languages: Sequence[str]) -> SentenceRow:
    certainty = sent.get(f"{start}certainty", "")
    words = {code: _words(sent, f"{start}{code}") for code in languages}
    against = {code: _words(sent, f"{start}{code}-v") for code in languages}
    row = SentenceRow(
        key=_words(sent, f"{start}key")[:80],
        words=words,
        against=against,
        missing={code for code in languages if f"{start}{code}-x" in sent and not words[code]},
        against_missing={
            code for code in languages if f"{start}{code}-vx" in sent and not against[code]
        },
        holds={code for code in languages if f"{start}{code}-ok" in sent},
        certainty=certainty if certainty in Certainty.values else Certainty.DOCUMENTED,
        starts_paragraph=f"{start}p" in sent,
        cited=list(_cited(sent, f"{start}s", f"{start}l")),
        cited_against=list(_cited(sent, f"{start}t", f"{start}u")),
        signed_by=_words(sent, f"{start}by"),
        signed_on=_words(sent, f"{start}on"),
        notes=[note for note in sent.getlist(f"{start}note") if note],
    )
    was = _was(sent.get(f"{start}was", ""))
    if was is not None:
        row.remember(was)
    return row


def _was(shape: str) -> WrittenStatement | None:
    try:
        return WrittenStatement.from_json(json.loads(shape)) if shape else None
    except (ValueError, TypeError, AttributeError):
        # Somebody's own making; the sentence then counts as new.
        return None


def _cited(sent: QueryDict, source: str, locator: str) -> Iterator[tuple[str, str]]:
    for number in range(MOST_CITED):
        if f"{source}{number}" not in sent:
            return
        pair = (_words(sent, f"{source}{number}"), _words(sent, f"{locator}{number}"))
        if any(pair):
            yield pair


def _joined(one: SentenceRow, two: SentenceRow) -> SentenceRow:
    """Both as one sentence, no surer than the less sure of them."""
    order = list(Certainty.values)
    return replace(
        one,
        words=_together(one.words, two.words),
        against=_together(one.against, two.against),
        missing=one.missing & two.missing,
        against_missing=one.against_missing & two.against_missing,
        certainty=max(one.certainty, two.certainty, key=order.index),
        cited=list(dict.fromkeys([*one.cited, *two.cited])),
        cited_against=list(dict.fromkeys([*one.cited_against, *two.cited_against])),
        signed_by=one.signed_by or two.signed_by,
        signed_on=one.signed_on or two.signed_on,
        notes=[*one.notes, *two.notes],
    )


def _split(row: SentenceRow, languages: Sequence[str]) -> list[SentenceRow]:
    """Two sentences, at the break of the line or else where the first one ends."""
    halves = {code: _halves(row.words[code]) for code in languages}
    if not any(second for _first, second in halves.values()):
        row.problems.append(
            _("Break the line where the second sentence begins (Enter), then split.")
        )
        return [row]
    first = replace(row, words={code: half[0] for code, half in halves.items()})
    second = replace(
        row,
        key="",
        words={code: half[1] for code, half in halves.items()},
        against=dict.fromkeys(languages, ""),
        missing=set(row.missing),
        against_missing=set(),
        holds=set(),
        starts_paragraph=False,
        notes=[],
        problems=[],
        conflict=None,
        was=None,
    )
    return [first, second]


def _halves(words: str) -> tuple[str, str]:
    lines = _LINE.split(words, maxsplit=1)
    if len(lines) == 1:
        first, *rest = sentences_in(words)
        lines = [first, " ".join(rest)]
    return lines[0], lines[1]


def _together(one: Mapping[str, str], two: Mapping[str, str]) -> dict[str, str]:
    return {code: " ".join(filter(None, (words, two[code]))) for code, words in one.items()}


def _boxes(text: Text, languages: Sequence[str]) -> dict[str, str]:
    return {code: (text[code].words or "") if code in text else "" for code in languages}


def _text(
    before: Text | None, words: Mapping[str, str], missing: Set[str], holds: Set[str] = frozenset()
) -> Text:
    """What is in the boxes; a language that has no box stays as it was."""
    old = before or Text()
    boxless = {code: old[code].words for code in old if code not in words}
    written = {code: None if code in missing and not each else each for code, each in words.items()}
    return rewritten(old, {**boxless, **written}, holds=sorted(holds))


def _words(sent: QueryDict, name: str) -> str:
    return sent.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()


def _number(words: str, *, most: int) -> int:
    return min(int(words), most) if words.isdecimal() and len(words) < 6 else 0
