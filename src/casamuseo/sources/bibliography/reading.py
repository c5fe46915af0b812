"""Reads a bibliography of whatever form: CSL-JSON as Zotero exports it, BibTeX, or RIS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.sources.bibliography import bibtex, ris
from casamuseo.sources.bibliography.csl import NotAnItem, clean_item
from casamuseo.sources.bibliography.entries import MOST_BYTES, MOST_ENTRIES, Entry, lines_at
from casamuseo.sources.errors_sources import UnreadableBibliography

_RIS = re.compile(r"^TY  ?- ?", re.MULTILINE)
_BIBTEX = re.compile(r"@\s*\w+\s*[{(]")


def read_bibliography(content: bytes | str) -> list[Entry]:
    """Every entry, readable or not, in order. Refuses with UnreadableBibliography where there is none."""
    text = _decoded(content)
    bare = text.lstrip()
    if bare.startswith(("[", "{")):
        entries = _json(text)
    elif _RIS.search(text):
        entries = ris.entries_in(text)
    elif _BIBTEX.search(text):
        entries = bibtex.entries_in(text)
    else:
        raise UnreadableBibliography(_("This is neither CSL-JSON nor BibTeX nor RIS."))
    found = []
    for entry in entries:
        found.append(entry)
        if len(found) > MOST_ENTRIES:
            raise _too_many()
    if not found:
        raise UnreadableBibliography(_("There is no entry in it."))
    return found


def _too_many() -> UnreadableBibliography:
    return UnreadableBibliography(
        _("There are more than %(most)d entries. Please bring them in parts.")
        % {"most": MOST_ENTRIES}
    )


def _decoded(content: bytes | str) -> str:
    if len(content) > MOST_BYTES:
        raise UnreadableBibliography(
            _("The file is over %(megabytes)d MB.") % {"megabytes": MOST_BYTES // 1_000_000}
        )
    if isinstance(content, str):
        return content.replace("\x00", "")
    for alphabet in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
        try:
            return content.decode(alphabet).replace("\x00", "")
        except UnicodeDecodeError:
            break
    return content.decode("latin-1").replace("\x00", "")


def _json(text: str) -> Iterator[Entry]:
    try:
        # NaN is no JSON, and no database keeps it; a number of 5,000 digits is a ValueError, too.
        shape = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        line = getattr(problem, "lineno", 1)
        raise UnreadableBibliography(
            _("The JSON breaks off in line %(line)d.") % {"line": line}, line=line
        ) from None
    items = shape.get("items", [shape]) if isinstance(shape, dict) else shape
    if not isinstance(items, list):
        raise UnreadableBibliography(_("There is no list of entries in the JSON."))
    if len(items) > MOST_ENTRIES:
        raise _too_many()
    lines = _lines_of(text, len(items))
    for item, line in zip(items, lines, strict=True):
        yield _entry(item, line)


def _no_number(words: str) -> None:
    raise ValueError(words)


def _entry(item: Any, line: int) -> Entry:
    try:
        csl = clean_item(item)
    except NotAnItem as problem:
        return Entry(line, problem=str(problem))
    key = item.get("citation-key") or item.get("id") or ""
    return Entry(line, csl, str(key)[:200])


def _lines_of(text: str, count: int) -> list[int]:
    """The lines in which the outermost objects begin."""
    decoder, at = json.JSONDecoder(), text.find("{")
    starts: list[int] = []
    if text.lstrip().startswith("["):
        while at >= 0 and len(starts) < count:
            starts.append(at)
            try:
                at = text.find("{", decoder.raw_decode(text, at)[1])
            except json.JSONDecodeError:
                break
    return [*lines_at(text, starts), *[1] * (count - len(starts))]
