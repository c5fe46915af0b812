"""Writes passages in the grammar of passage files; `publish.folder.grammar` reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casamuseo.kernel.texts import Text, Version
from casamuseo.publish.folder.grammar import MARKS
from casamuseo.sources.models import Citation, Passage, Statement
from casamuseo.sources.terms import Stance

_MARK_OF = {certainty.value: mark for mark, certainty in MARKS.items()}


def passage_lines(
    passage: Passage, statements: Sequence[Statement], *, first_language: str
) -> Iterator[str]:
    """The lines of a passage. The statements come with their citations, sources and signatories."""
    yield f"# {passage.key}{' (draft)' if passage.is_draft else ''}"
    for place, statement in enumerate(statements):
        if statement.starts_paragraph and place:
            yield ""
        yield from _statement(statement, place, first_language)


def _statement(statement: Statement, place: int, first_language: str) -> Iterator[str]:
    text = statement.text
    attributes = [f"#{statement.key}"] if statement.key != f"s{place + 1}" else []
    if statement.signed_by is not None:
        attributes += [f"signed={statement.signed_by.key}", f"on={statement.signed_on}"]
    attributes += _of_original(text, first_language)
    citations = list(statement.citations.all())
    cited = _citations(one for one in citations if one.stance == Stance.SUPPORTS)
    yield _join(_MARK_OF[statement.certainty], _original(text), cited, _braced(attributes))
    yield from _translations(text, "  ")
    yield from _other_version(statement.counter_text, citations, first_language)
    for note in statement.unresolved_notes:
        yield f"  note: {' '.join(note.split())}"


def _other_version(text: Text, citations: Sequence[Citation], first_language: str) -> Iterator[str]:
    cited = _citations(one for one in citations if one.stance == Stance.CONTRADICTS)
    if not text and not cited:
        return
    yield _join("  against:", _original(text), cited, _braced(_of_original(text, first_language)))
    yield from _translations(text, "  against ")


def _original(text: Text) -> str:
    return text[text.original].words or "" if text.original else ""


def _of_original(text: Text, first_language: str) -> list[str]:
    if not text.original:
        return []
    version = text[text.original]
    attributes = [f"in={text.original}"] if text.original != first_language else []
    attributes += [f"rev={version.revision}"] if version.revision != 1 else []
    attributes += ["machine"] if version.by == "machine" else []
    return attributes + ([] if version.is_reviewed else ["unreviewed"])


def _translations(text: Text, start: str) -> Iterator[str]:
    for language in text:
        version = text[language]
        if language == text.original:
            continue
        if version.words is None:
            yield f"{start}{language} (missing):"
        elif version.words:
            stale = version.made_from if version.made_from != text.revision else None
            since = f"@{stale}" if stale is not None else ""
            yield f"{start}{language}{since}{_how(version)}: {version.words}"


def _how(version: Version) -> str:
    if version.by == "machine":
        return " (machine, reviewed)" if version.is_reviewed else " (machine)"
    return "" if version.is_reviewed else " (unreviewed)"


def _citations(citations: Iterator[Citation]) -> str:
    cited = [
        f"@{one.source.key}, {one.locator}" if one.locator else f"@{one.source.key}"
        for one in citations
    ]
    return f"[{'; '.join(cited)}]" if cited else ""


def _braced(attributes: list[str]) -> str:
    return f"{{{' '.join(attributes)}}}" if attributes else ""


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)
