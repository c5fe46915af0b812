"""Multilingual text: what was written in one language, and its translations with what they were made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Maker = Literal["person", "machine"]


@dataclass(frozen=True, slots=True)
class Version:
    """The text in one language. `words` is None where the language is declared missing."""

    words: str | None
    revision: int = 1
    """How often an original was written anew; of no meaning in a translation."""
    made_from: int | None = None
    """The revision of the original that a translation renders; None in an original."""
    by: Maker = "person"
    is_reviewed: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """What can be said in a language: the words, the language they are in, and whether they are current."""

    words: str
    language: str
    is_fallback: bool = False
    is_stale: bool = False

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Text:
    """Words in several languages; the first language is the original's.

    Iterates over its languages; `text["es"]` gives a `Version`.
    """

    versions: Mapping[str, Version] = field(default_factory=dict)

    @classmethod
    def of(cls, **words: str | None) -> Text:
        """Build from words: `Text.of(es="Despacho", en="Study")`; None declares a language missing."""
        return cls.from_json(words)

    @classmethod
    def from_json(cls, shape: Mapping[str, Any]) -> Text:
        """Read `{"es": "Despacho", "en": {"text": "Study", "from": 1, "by": "machine", "reviewed": false}}`.

        A translation without `from` counts as made from the original as it stands.
        Raises ValueError, saying what was expected.
        """
        versions: dict[str, Version] = {}
        current = 1
        for language, entry in shape.items():
            is_original = not versions
            version = _read_version(language, entry, is_original=is_original, current=current)
            if is_original:
                current = version.revision
            versions[language] = version
        return cls(versions)

    def to_json(self) -> dict[str, Any]:
        """The shortest shape that `from_json` reads back as an equal text."""
        current = self.revision
        return {
            language: _write_version(version, is_original=index == 0, current=current)
            for index, (language, version) in enumerate(self.versions.items())
        }

    def __bool__(self) -> bool:
        return any(version.words for version in self.versions.values())

    def __iter__(self) -> Iterator[str]:
        return iter(self.versions)

    def __getitem__(self, language: str) -> Version:
        return self.versions[language]

    def __contains__(self, language: object) -> bool:
        return language in self.versions

    def __str__(self) -> str:
        return self.words(self.original or "")

    @property
    def original(self) -> str | None:
        """The language it was first written in; None in an empty text."""
        return next(iter(self.versions), None)

    @property
    def revision(self) -> int:
        """The revision of the original as it stands; 1 in an empty text."""
        return self.versions[self.original].revision if self.original else 1

    def words(self, language: str) -> str:
        """The words in this language, or else in the first language that has any; "" if none has."""
        return self.said(language).words

    def said(self, language: str) -> Said:
        """What to show a reader of this language: its own words, or the fallback marked as such."""
        version = self.versions.get(language)
        if version is not None and version.words:
            return Said(version.words, language, is_stale=self.is_stale(language))
        for other, candidate in self.versions.items():
            if candidate.words:
                return Said(candidate.words, other, is_fallback=True)
        return Said("", language)

    def has(self, language: str) -> bool:
        """Whether there are words in this language."""
        version = self.versions.get(language)
        return version is not None and bool(version.words)

    def is_declared_missing(self, language: str) -> bool:
        """Whether the text itself says that it does not exist in this language."""
        version = self.versions.get(language)
        return version is not None and version.words is None

    def is_stale(self, language: str) -> bool:
        """Whether the translation was made from an older revision than the original's current one."""
        version = self.versions.get(language)
        if version is None or version.made_from is None or version.words is None:
            return False
        return version.made_from < self.revision

    def revised_to(self, new: Text) -> Text:
        """This text after somebody wrote `new`.

        An original with other words gets the next revision; a translation with other words counts
        as made from it; a translation left as it was keeps what it was made from, so it turns stale.
        Where `new` was itself read with a higher revision, that history is the one that counts.
        """
        if not self.versions or new.original != self.original or new.revision > self.revision:
            return new
        original = self.original or ""
        was_rewritten = self[original].words != new[original].words
        revision = self.revision + 1 if was_rewritten else self.revision
        versions = {original: replace(new[original], revision=revision)}
        for language, version in new.versions.items():
            if language == original:
                continue
            old = self.versions.get(language)
            if version.made_from != new.revision:
                versions[language] = version
            elif old is not None and old.words == version.words:
                versions[language] = replace(version, made_from=old.made_from)
            else:
                versions[language] = replace(version, made_from=revision)
        return Text(versions)


def _read_version(language: str, entry: Any, *, is_original: bool, current: int) -> Version:
    made_from = None if is_original else current
    if entry is None or isinstance(entry, str):
        return Version(entry, made_from=made_from)
    if not isinstance(entry, Mapping):
        raise ValueError(f"{language}: expected words, nothing, or a mapping with `text`")
    unknown = set(entry) - {"text", "revision", "from", "by", "reviewed"}
    if unknown or "text" not in entry:
        raise ValueError(f"{language}: expected `text`, `revision`, `from`, `by` or `reviewed`")
    words, by = entry["text"], entry.get("by", "person")
    if not (words is None or isinstance(words, str)):
        raise ValueError(f"{language}: expected words in `text`")
    if by not in ("person", "machine"):
        raise ValueError(f"{language}: expected `person` or `machine` in `by`")
    revision, source = entry.get("revision", 1), entry.get("from", made_from)
    if not all(_is_revision(number) for number in (revision, source) if number is not None):
        raise ValueError(f"{language}: expected a number from 1 up in `revision` and `from`")
    return Version(
        words,
        revision=revision if is_original else 1,
        made_from=None if is_original else source,
        by=by,
        is_reviewed=bool(entry.get("reviewed", True)),
    )


def _is_revision(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 1


def _write_version(version: Version, *, is_original: bool, current: int) -> Any:
    shape: dict[str, Any] = {"text": version.words}
    if is_original and version.revision != 1:
        shape["revision"] = version.revision
    if not is_original and version.made_from is not None and version.made_from != current:
        shape["from"] = version.made_from
    if version.by != "person":
        shape["by"] = version.by
    if not version.is_reviewed:
        shape["reviewed"] = False
    return version.words if len(shape) == 1 else shape
