"""The grammar of passage files: one sentence a line, with its mark, citations, translations.

`parse` reads a file into passages and faults; `publish.folder.passage_writer` writes one back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.publish.folder.kinds import KEY
from casamuseo.publish.folder.problems import Fault
from casamuseo.publish.folder.texts import no_such_language
from casamuseo.sources.sentences import problem_with
from casamuseo.sources.terms import Stance

MARKS = {
    "=": Certainty.DOCUMENTED,
    "~": Certainty.INFERRED,
    "!": Certainty.CONTESTED,
    "?": Certainty.UNKNOWN,
}
LONGEST_KEY = 160
_HEAD = re.compile(rf"# (?P<key>{KEY}(?:/{KEY})+)(?P<draft> \(draft\))?")
_MARK = re.compile(r"(?P<mark>[=~!?]) (?P<rest>\S.*)")
_MORE = re.compile(
    r" +(?P<against>against\b)? ?(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]+)*)?(?:@(?P<made_from>[0-9]{1,6}))?"
    r"(?: \((?P<how>[^()]*)\))?:(?: (?P<rest>.*))?"
)
_CITED = re.compile(rf"@(?P<key>{KEY})(?:, (?P<locator>\S.*))?")
_ATTRIBUTE = re.compile(r"#(?P<key>[^\s=]+)|(?P<name>[a-z]+)=(?P<value>\S+)|(?P<flag>[a-z]+)")
_NOTE = re.compile(r" +note: (?P<words>\S.*)")
_HOW = {"machine", "reviewed", "unreviewed", "missing"}


@dataclass(slots=True)
class Cited:
    """A citation as written."""

    source: str
    locator: str
    stance: Stance
    line: int


@dataclass(slots=True)
class Sentence:
    """A statement as written. `key` is "" where it is known by its place."""

    line: int
    certainty: Certainty
    key: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    starts_paragraph: bool = False
    text: dict[str, Any] = field(default_factory=dict)
    counter_text: dict[str, Any] = field(default_factory=dict)
    citations: list[Cited] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Notes of an imported article for which no source was found."""

    def as_text(self) -> Text:
        return Text.from_json(self.text)

    def as_counter_text(self) -> Text:
        return Text.from_json(self.counter_text)


@dataclass(slots=True)
class Told:
    """A passage as written."""

    key: str
    line: int
    is_draft: bool
    sentences: list[Sentence] = field(default_factory=list)


def parse(text: str, *, languages: tuple[str, ...], faults: list[Fault]) -> Iterator[Told]:
    """The passages of a file, one after the other; what is wrong is added to the faults."""
    passage: Told | None = None
    after_gap = True
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.rstrip(" \r")
        if not line:
            after_gap = True
            continue
        try:
            if line.startswith("#"):
                if passage is not None:
                    yield passage
                passage = None
                passage = _head(line, number)
                after_gap = True
            elif line.startswith(" "):
                _more(line, number, passage, languages)
            else:
                sentence = _sentence(line, number, languages)
                sentence.starts_paragraph = after_gap
                after_gap = False
                if passage is not None:
                    passage.sentences.append(sentence)
                elif not faults:
                    raise Fault(
                        number, _("expected “# key” of a passage before its first sentence")
                    )
        except Fault as fault:
            faults.append(fault)
    if passage is not None:
        yield passage


def _head(line: str, number: int) -> Told:
    found = _HEAD.fullmatch(line)
    if found is None or len(found["key"]) > LONGEST_KEY:
        raise Fault(
            number, _("expected the key of a passage, “# places/study” or “# places/study (draft)”")
        )
    return Told(found["key"], number, bool(found["draft"]))


def _sentence(line: str, number: int, languages: tuple[str, ...]) -> Sentence:
    found = _MARK.fullmatch(line)
    if found is None:
        raise Fault(
            number,
            _(
                "expected a sentence with its mark (= documented, ~ inferred, ! contested, ? unknown)"
            ),
        )
    sentence = Sentence(number, MARKS[found["mark"]])
    words, cited, attributes = _parts(found["rest"], number)
    language, entry = _original(words, attributes, number, languages)
    sentence.key = attributes.pop("#", "")
    sentence.signed_by = attributes.pop("signed", "")
    sentence.signed_on = _day(attributes.pop("on", None), number)
    _refuse_rest(attributes, number)
    if bool(sentence.signed_by) != bool(sentence.signed_on):
        raise Fault(number, _("a signature has a signatory and a day: {signed=… on=YYYY-MM-DD}"))
    sentence.text[language] = entry
    sentence.citations += _citations(cited, Stance.SUPPORTS, number)
    return sentence


def _more(line: str, number: int, passage: Told | None, languages: tuple[str, ...]) -> None:
    note = _NOTE.fullmatch(line)
    found = _MORE.fullmatch(line)
    if note is not None and passage is not None and passage.sentences:
        passage.sentences[-1].notes.append(note["words"])
        return
    if found is None or not (found["language"] or found["against"]):
        raise Fault(
            number, _("expected “en: …”, “against: …” or “against en: …” in the indented line")
        )
    if passage is None or not passage.sentences:
        raise Fault(number, _("expected a sentence before its translation"))
    sentence = passage.sentences[-1]
    if found["against"]:
        _against(found, sentence, number, languages)
    else:
        _translation(found, sentence.text, number, languages)


def _against(
    found: re.Match[str], sentence: Sentence, number: int, languages: tuple[str, ...]
) -> None:
    if found["language"]:
        if not sentence.counter_text:
            raise Fault(number, _("expected “against: …” before its translation"))
        _translation(found, sentence.counter_text, number, languages)
        return
    if sentence.counter_text or any(c.stance == Stance.CONTRADICTS for c in sentence.citations):
        raise Fault(number, _("a statement has one other version, and this is the second"))
    words, cited, attributes = _parts(found["rest"] or "", number)
    sentence.citations += _citations(cited, Stance.CONTRADICTS, number)
    if not words and cited:
        _refuse_rest(attributes, number)
        return
    if sentence.certainty != Certainty.CONTESTED:
        raise Fault(number, _("only a contested statement (!) has another version"))
    language, entry = _original(words, attributes, number, languages)
    _refuse_rest(attributes, number)
    sentence.counter_text[language] = entry


def _translation(
    found: re.Match[str], text: dict[str, Any], number: int, languages: tuple[str, ...]
) -> None:
    language, words = found["language"], (found["rest"] or "").strip()
    if language not in languages:
        raise Fault(number, no_such_language(language, languages))
    if language in text:
        raise Fault(number, _("the language “%(language)s” is here twice") % {"language": language})
    how = {word.strip() for word in found["how"].split(",")} if found["how"] else set()
    if how - _HOW or (found["how"] is not None and not how):
        raise Fault(number, _("expected (machine), (unreviewed) or (missing)"))
    if "missing" in how:
        if words or found["made_from"]:
            raise Fault(number, _("a language that is missing has no words"))
        text[language] = None
        return
    _refuse_words(words, number)
    entry: dict[str, Any] = {"text": words}
    if found["made_from"]:
        entry["from"] = max(1, int(found["made_from"]))
    if "machine" in how:
        entry |= {"by": "machine", "reviewed": "reviewed" in how}
    elif "unreviewed" in how:
        entry["reviewed"] = False
    text[language] = entry


def _parts(rest: str, number: int) -> tuple[str, str, dict[str, str]]:
    """The words, what stands in the brackets of the citations, and the attributes."""
    attributes: dict[str, str] = {}
    rest = rest.strip()
    if rest.endswith("}") and "{" in rest:
        rest, _brace, inside = rest[:-1].rpartition("{")
        attributes = _attributes(inside, number)
        rest = rest.rstrip()
    cited = ""
    if rest.endswith("]") and "[@" in rest:
        rest, _bracket, cited = rest[:-1].rpartition("[@")
        cited = f"@{cited}"
        rest = rest.rstrip()
    return rest, cited, attributes


def _attributes(inside: str, number: int) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for token in inside.split():
        found = _ATTRIBUTE.fullmatch(token)
        name = found and ("#" if found["key"] else found["name"] or found["flag"])
        if found is None or name is None or name in attributes:
            raise Fault(
                number,
                _("expected {#key signed=signatory on=YYYY-MM-DD rev=2}, found “%(token)s”")
                % {"token": token[:60]},
            )
        attributes[name] = found["key"] or found["value"] or ""
    key = attributes.get("#")
    if key is not None and (len(key) > 80 or not re.fullmatch(KEY, key)):
        raise Fault(
            number,
            _("expected a key of lower-case letters, digits and hyphens, found “%(words)s”")
            % {"words": key[:60]},
        )
    return attributes


def _original(
    words: str, attributes: dict[str, str], number: int, languages: tuple[str, ...]
) -> tuple[str, Any]:
    """The language and the entry of a sentence as it was first written; takes its attributes."""
    _refuse_words(words, number)
    language = attributes.pop("in", languages[0])
    if language not in languages:
        raise Fault(number, no_such_language(language, languages))
    revision = attributes.pop("rev", "1")
    if not re.fullmatch(r"[1-9][0-9]{0,5}", revision):
        raise Fault(number, _("expected the number of the revision, rev=2"))
    entry: dict[str, Any] = {"text": words, "revision": int(revision)}
    if "machine" in attributes:
        attributes.pop("machine")
        entry["by"] = "machine"
    if "unreviewed" in attributes:
        attributes.pop("unreviewed")
        entry["reviewed"] = False
    return language, entry


def _refuse_words(words: str, number: int) -> None:
    problem = problem_with(words)
    if problem:
        raise Fault(number, problem)


def _refuse_rest(attributes: dict[str, str], number: int) -> None:
    for name in attributes:
        raise Fault(
            number,
            _("expected {#key signed=signatory on=YYYY-MM-DD rev=2}, found “%(token)s”")
            % {"token": name},
        )


def _day(words: str | None, number: int) -> date | None:
    if words is None:
        return None
    try:
        if len(words) != 10:
            raise ValueError(words)
        return date.fromisoformat(words)
    except ValueError as error:
        raise Fault(
            number,
            _("expected a day such as 2026-12-25, found “%(words)s”") % {"words": words[:60]},
        ) from error


def _citations(inside: str, stance: Stance, number: int) -> list[Cited]:
    citations = []
    for part in inside.split(";") if inside else ():
        found = _CITED.fullmatch(part.strip())
        if found is None or len(found["locator"] or "") > 200:
            raise Fault(
                number,
                _("expected citations [@source, p. 3; @other], found “%(words)s”")
                % {"words": part.strip()[:60]},
            )
        citations.append(Cited(found["key"], (found["locator"] or "").strip(), stance, number))
    return citations
