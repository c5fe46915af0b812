"""An audit as text for people and as JSON for programs."""

from collections.abc import Iterator
from typing import Any

from casamuseo.sources.audit.findings import (
    Audit,
    CitationFinding,
    Form,
    Kind,
    Mention,
    Note,
    Source,
    Status,
)

VERSION = 1
LONGEST_EXCERPT = 100

REASONS = {
    "never-defined": "pointed to and never defined",
    "empty": "defined, but empty",
    "nothing-before": "nothing stands before it to which it could refer",
    "never-used": "the note is never used, so nothing stands before it",
    "after-dangling": "it follows a note that is never defined",
    "after-empty": "it follows a note that is empty",
    "after-no-source": "it follows a note that names no source",
    "after-unresolvable": "it follows a note that cannot be resolved itself",
    "after-several": "it follows a note that names several sources",
    "after-ambiguous": "it follows a note that is ambiguous itself",
    "which-note": "it is not clear which note it follows",
    "used-again": "the note is used again where it would mean another source",
    "circular": "it leads round in a circle",
    "no-entry": "no full entry is found",
    "no-such-work": "the author is known, but no such work of theirs",
    "no-such-note": "there is no such note",
    "not-in-that-note": "that note does not name this author",
    "unknown-key": "the bibliography has no such key",
    "several-candidates": "several sources fit",
    "several-sources": "several sources fit",
    "no-author": "it names no author",
    "two-definitions": "it is defined more than once, with different sources",
    "no-source": "names no source",
    "unread": "has a page, but its source could not be read",
}
KINDS = {
    Kind.FULL: "full entry",
    Kind.SHORT: "short form",
    Kind.IBID: "ibid.",
    Kind.IDEM: "idem",
    Kind.OP_CIT: "op. cit.",
    Kind.LOC_CIT: "loc. cit.",
    Kind.KEY: "key",
    Kind.NOTE: "cross-reference",
    Kind.NONE: "words",
}
DIFFERENCES = {
    "author": "the author's name differs",
    "title": "the title differs",
    "subtitle": "once with a subtitle and once without",
    "accents": "the accents differ",
    "year": "the year differs: two editions, or a slip",
}


def as_text(audit: Audit, *, name: str) -> str:
    """The report for a person, note by note, then what needs a hand."""
    sources = {source.id: source for source in audit.sources}
    lines = [heading(audit, name=name), ""]
    if audit.notes:
        lines.append("Notes")
        for note in audit.notes:
            lines += note_lines(note, sources=sources)
        lines.append("")
    for section in (dangling_lines, unused_lines, duplicate_lines, spelling_lines):
        lines += block(section(audit))
    lines += block(sentence_lines(audit))
    lines += block(remark_lines(audit))
    lines.append(verdict(audit))
    return "\n".join(printable(line) for line in lines) + "\n"


def heading(audit: Audit, *, name: str) -> str:
    used = sum(len(note.used_at) for note in audit.notes)
    counts = (
        counted(len(audit.notes), "note"),
        counted(used, "reference"),
        counted(len(audit.sources), "source"),
        counted(audit.sentences, "sentence"),
    )
    return f"{name}: {', '.join(counts)}"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def block(lines: Iterator[str]) -> list[str]:
    found = list(lines)
    return [*found, ""] if found else []


def note_lines(note: Note, *, sources: dict[str, Source]) -> Iterator[str]:
    used = f"used at {lines_named(note.used_at)}" if note.used_at else "never used"
    defined = f"defined at {lines_named(note.defined_at)}" if note.defined_at else "never defined"
    where = used if note.form in (Form.INLINE, Form.CITATION) else f"{used}, {defined}"
    yield f"  {mark_of(note)}  {note.status.upper()}  {where}"
    cited = [citation for citation in note.citations if citation.kind is not Kind.NONE]
    if note.reason and (not cited or note.reason == "two-definitions"):
        text = f": {excerpt(note.text)}" if note.text else ""
        yield f"      {REASONS[note.reason]}{text}"
    for citation in note.citations:
        if citation.kind is not Kind.NONE or (cited and citation.reason == "unread"):
            yield f"      {citation_line(citation, sources=sources)}"


def mark_of(note: Note) -> str:
    if note.form is Form.BARE:
        return f"^{note.label}"
    return f"[^{note.label}]" if note.form is Form.BRACKETED else note.label


def citation_line(citation: CitationFinding, *, sources: dict[str, Source]) -> str:
    """One citation and where it leads."""
    kind = KINDS[citation.kind]
    place = f", {citation.locator}" if citation.locator else ""
    if citation.source:
        way = f" → note {citation.via}" if citation.via else ""
        way += f" ({citation.steps} steps)" if citation.steps > 1 else ""
        return f"{kind}{way} → {named(sources[citation.source])}{place}"
    if citation.status is Status.RESOLVED:
        return f"{kind} → note {citation.via}, which names several sources"
    reason = REASONS.get(citation.reason or "", "")
    before = f" (note {citation.via})" if citation.via else ""
    line = f"{kind} “{excerpt(citation.as_written)}”: {citation.status}, {reason}{before}"
    if citation.candidates:
        line += ": " + " | ".join(named(sources[one]) for one in citation.candidates)
        line += f" | and {citation.more_candidates} more" if citation.more_candidates else ""
    return line


def named(source: Source) -> str:
    return f"[{source.id}] {excerpt(source.entry)}"


def dangling_lines(audit: Audit) -> Iterator[str]:
    dangling = [note for note in audit.notes if note.dangles]
    if dangling:
        yield f"Dangling ({len(dangling)})"
    for note in dangling:
        why = REASONS.get(note.reason or "", "")
        if note.status is not Status.DANGLING:
            why = f"unresolvable: {why}"
        yield f"  {mark_of(note)}  {lines_named(note.used_at)}: {why}"


def unused_lines(audit: Audit) -> Iterator[str]:
    if audit.unused:
        yield f"Defined and never used ({len(audit.unused)})"
    for note in audit.unused:
        yield f"  {mark_of(note)}  {lines_named(note.defined_at)}: {excerpt(note.text)}"


def duplicate_lines(audit: Audit) -> Iterator[str]:
    if audit.duplicates:
        yield f"Defined more than once ({len(audit.duplicates)})"
    for note in audit.duplicates:
        yield f"  {mark_of(note)}  {lines_named(note.defined_at)}"


def spelling_lines(audit: Audit) -> Iterator[str]:
    if audit.spellings:
        yield f"The same source under two spellings ({len(audit.spellings)})"
    for spelling in audit.spellings:
        yield f"  {DIFFERENCES[spelling.differs]}:"
        yield f"      {mentioned(spelling.first)}"
        yield f"      {mentioned(spelling.second)}"


def mentioned(mention: Mention) -> str:
    where = f"note {mention.note}, " if mention.note else ""
    return f"{where}line {mention.line}: {excerpt(mention.text)}"


def sentence_lines(audit: Audit) -> Iterator[str]:
    if audit.sentences_without_note:
        yield f"Sentences without a note ({len(audit.sentences_without_note)})"
    for sentence in audit.sentences_without_note:
        yield f"  line {sentence.line}: {excerpt(sentence.text)}"


def remark_lines(audit: Audit) -> Iterator[str]:
    if audit.remarks:
        yield f"About the file ({len(audit.remarks)})"
    for remark in audit.remarks:
        where = f"line {remark.line}: " if remark.line else ""
        yield f"  {where}{remark.message}"


def verdict(audit: Audit) -> str:
    dangling = sum(note.dangles for note in audit.notes)
    ambiguous = len(audit.with_status(Status.AMBIGUOUS))
    said = f"{counted(dangling, 'note')} led nowhere" if dangling else "Nothing dangles"
    return f"{said}; {ambiguous} ambiguous." if ambiguous else f"{said}."


def lines_named(lines: tuple[int, ...]) -> str:
    lines = tuple(dict.fromkeys(lines))
    shown = ", ".join(str(line) for line in lines[:8])
    more = ", …" if len(lines) > 8 else ""
    return f"line {shown}" if len(lines) == 1 else f"lines {shown}{more}"


def excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_EXCERPT else words[: LONGEST_EXCERPT - 1].rstrip() + "…"


def printable(line: str) -> str:
    """A line without signs that would take hold of a terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


def as_json(audit: Audit, *, name: str) -> dict[str, Any]:
    """The report for a program; docs/en/audit-citations.md describes every field."""
    return {
        "version": VERSION,
        "file": name,
        "dangles": audit.dangles,
        "counts": {
            "notes": len(audit.notes),
            "references": sum(len(note.used_at) for note in audit.notes),
            "sources": len(audit.sources),
            "sentences": audit.sentences,
            "sentences_without_note": len(audit.sentences_without_note),
        },
        "notes": [note_as_json(note) for note in audit.notes],
        "sources": [source_as_json(source) for source in audit.sources],
        "dangling": [note.label for note in audit.with_status(Status.DANGLING)],
        "unresolvable": [note.label for note in audit.with_status(Status.UNRESOLVABLE)],
        "ambiguous": [note.label for note in audit.with_status(Status.AMBIGUOUS)],
        "unused": [note.label for note in audit.unused],
        "duplicates": [note.label for note in audit.duplicates],
        "spellings": [
            {
                "differs": spelling.differs,
                "first": mention_as_json(spelling.first),
                "second": mention_as_json(spelling.second),
            }
            for spelling in audit.spellings
        ],
        "sentences_without_note": [
            {"line": sentence.line, "text": sentence.text}
            for sentence in audit.sentences_without_note
        ],
        "remarks": [
            {"code": remark.code, "line": remark.line, "message": remark.message}
            for remark in audit.remarks
        ],
    }


def note_as_json(note: Note) -> dict[str, Any]:
    return {
        "label": note.label,
        "form": str(note.form),
        "used_at": list(note.used_at),
        "defined_at": list(note.defined_at),
        "status": str(note.status),
        "reason": note.reason,
        "text": note.text,
        "citations": [citation_as_json(citation) for citation in note.citations],
    }


def citation_as_json(citation: CitationFinding) -> dict[str, Any]:
    return {
        "as_written": citation.as_written,
        "kind": str(citation.kind),
        "status": str(citation.status),
        "source": citation.source,
        "locator": citation.locator,
        "via": citation.via,
        "steps": citation.steps,
        "candidates": list(citation.candidates),
        "more_candidates": citation.more_candidates,
        "reason": citation.reason,
    }


def source_as_json(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "entry": source.entry,
        "authors": list(source.authors),
        "title": source.title,
        "year": source.year,
        "key": source.key,
        "notes": list(source.notes),
        "mentions": [mention_as_json(mention) for mention in source.mentions],
    }


def mention_as_json(mention: Mention) -> dict[str, Any]:
    return {"text": mention.text, "note": mention.note, "line": mention.line}
