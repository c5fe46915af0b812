"""XLIFF 2.0 and 1.2 of OASIS, written and read; a hostile file is refused before it is understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from django.utils.translation import gettext as _
from lxml import etree

from casamuseo.sources.exchange.errors import UnfitFile
from casamuseo.sources.exchange.units import (
    MOST_BYTES,
    MOST_UNITS,
    Line,
    Returned,
    Sheet,
    as_number,
)
from casamuseo.sources.translating import Standing

V2 = "urn:oasis:names:tc:xliff:document:2.0"
V1 = "urn:oasis:names:tc:xliff:document:1.2"
Version = Literal["2.0", "1.2"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DEFAULT_2: Any = {None: V2}
_DEFAULT_1: Any = {None: V1}
_NO_NMTOKEN = re.compile(r"[^A-Za-z0-9._-]")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_STATES_2 = {
    Standing.MISSING: "initial",
    Standing.STALE: "initial",
    Standing.MACHINE: "translated",
    Standing.WAITING: "translated",
    Standing.REVIEWED: "final",
    Standing.DECLARED: "initial",
}
_STATES_1 = {
    Standing.MISSING: "new",
    Standing.STALE: "needs-adaptation",
    Standing.MACHINE: "needs-review-translation",
    Standing.WAITING: "needs-review-translation",
    Standing.REVIEWED: "final",
    Standing.DECLARED: "new",
}
_CONFIRMED = {"translated", "reviewed", "final", "signed-off"}


def write(sheet: Sheet, *, version: Version = "2.0") -> bytes:
    """The sheet as XLIFF, its units under the names by which the house knows them."""
    root = _write_2(sheet) if version == "2.0" else _write_1(sheet)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def read(content: bytes) -> Returned:
    """What an XLIFF file brings back. Refuses with UnfitFile, naming the line."""
    root = _parsed(content)
    if root.tag == f"{{{V2}}}xliff":
        return _read_2(root)
    if root.tag == f"{{{V1}}}xliff":
        return _read_1(root)
    raise UnfitFile(_("This is not an XLIFF file of version 1.2 or 2.0."), line=_at(root))


# Writing


def _write_2(sheet: Sheet) -> etree._Element:
    root = etree.Element(f"{{{V2}}}xliff", nsmap=_DEFAULT_2)
    root.set("version", "2.0")
    root.set("srcLang", sheet.original)
    root.set("trgLang", sheet.language)
    file = etree.SubElement(root, f"{{{V2}}}file", id=sheet.house, original=sheet.house)
    _notes_2(file, {"house": sheet.name})
    for number, unit in enumerate(sheet.units, 1):
        # An id is an NMTOKEN and our names are none: the name says which text it is.
        node = etree.SubElement(
            file, f"{{{V2}}}unit", id=f"{number}.{_NO_NMTOKEN.sub('.', unit.id)}", name=unit.id
        )
        notes = {"revision": str(unit.revision), "seen": unit.seen}
        if unit.notes:
            notes["about"] = "\n".join(unit.notes)
        _notes_2(node, notes)
        segment = etree.SubElement(node, f"{{{V2}}}segment", state=_STATES_2[unit.standing])
        _words(segment, f"{{{V2}}}source", unit.source, preserve=True)
        if unit.target:
            _words(segment, f"{{{V2}}}target", unit.target, preserve=True)
    return root


def _notes_2(node: etree._Element, notes: dict[str, str]) -> None:
    parent = etree.SubElement(node, f"{{{V2}}}notes")
    for category, words in notes.items():
        note = etree.SubElement(parent, f"{{{V2}}}note", category=category)
        note.text = _UNPRINTABLE.sub("", words)


def _write_1(sheet: Sheet) -> etree._Element:
    root = etree.Element(f"{{{V1}}}xliff", nsmap=_DEFAULT_1, version="1.2")
    file = etree.SubElement(root, f"{{{V1}}}file", original=sheet.house, datatype="plaintext")
    file.set("source-language", sheet.original)
    file.set("target-language", sheet.language)
    header = etree.SubElement(file, f"{{{V1}}}header")
    etree.SubElement(header, f"{{{V1}}}note").text = _UNPRINTABLE.sub("", sheet.name)
    body = etree.SubElement(file, f"{{{V1}}}body")
    for unit in sheet.units:
        node = etree.SubElement(body, f"{{{V1}}}trans-unit", id=unit.id)
        node.set(_SPACE, "preserve")
        _words(node, f"{{{V1}}}source", unit.source)
        if unit.target:
            target = _words(node, f"{{{V1}}}target", unit.target)
            target.set("state", _STATES_1[unit.standing])
        for about, words in (("revision", str(unit.revision)), ("seen", unit.seen)):
            note = etree.SubElement(node, f"{{{V1}}}note")
            note.set("from", about)
            note.text = words
        for words in unit.notes:
            etree.SubElement(node, f"{{{V1}}}note").text = _UNPRINTABLE.sub("", words)
    return root


def _words(
    parent: etree._Element, tag: str, words: str, *, preserve: bool = False
) -> etree._Element:
    node = etree.SubElement(parent, tag)
    if preserve:
        node.set(_SPACE, "preserve")
    node.text = _UNPRINTABLE.sub("", words)
    return node


# Reading


def _parsed(content: bytes) -> etree._Element:
    if len(content) > MOST_BYTES:
        raise UnfitFile(_("The file is too large."))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    declared = re.search(rb"<!(DOCTYPE|ENTITY)", content)
    if declared:
        raise UnfitFile(
            _("There is a document type in it, which a file of translations does not need."),
            line=content[: declared.start()].count(b"\n") + 1,
        )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        line = problem.lineno or 1
        raise UnfitFile(_("This is not well-formed XML."), line=line) from problem
    # In another encoding the search above sees nothing.
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnfitFile(
            _("There is a document type in it, which a file of translations does not need."), line=1
        )
    return root


def _read_2(root: etree._Element) -> Returned:
    files = root.findall(f"{{{V2}}}file")
    if not files:
        raise UnfitFile(_("There is no file element in it."), line=_at(root))
    return Returned(
        house=_one([file.get("original") or file.get("id") or "" for file in files]),
        original=root.get("srcLang", ""),
        language=root.get("trgLang", ""),
        lines=_few(line for file in files for line in _units_2(file)),
    )


def _units_2(file: etree._Element) -> Iterator[Line]:
    for unit in file.iter(f"{{{V2}}}unit"):
        # A tool may have cut the unit into several segments; what is between them belongs to it.
        parts = [part for part in unit if part.tag in (f"{{{V2}}}segment", f"{{{V2}}}ignorable")]
        segments = [part for part in parts if part.tag == f"{{{V2}}}segment"]
        sources = [_text(part.find(f"{{{V2}}}source")) for part in parts]
        targets = [part.find(f"{{{V2}}}target") for part in parts]
        translated = [_text(target) for target in targets if target is not None]
        states = {segment.get("state", "initial") for segment in segments}
        is_whole = all(segment.find(f"{{{V2}}}target") is not None for segment in segments)
        joined = "".join(
            _text(target) if target is not None else source
            for target, source in zip(targets, sources, strict=True)
        )
        yield Line(
            id=unit.get("name", ""),
            source="".join(sources),
            target=joined if any(translated) else "",
            revision=as_number(_note_2(unit, "revision")),
            number=_at(unit),
            seen=_note_2(unit, "seen"),
            is_ready=is_whole,
            is_confirmed=is_whole and states <= _CONFIRMED,
        )


def _note_2(unit: etree._Element, category: str) -> str:
    return unit.findtext(f"{{{V2}}}notes/{{{V2}}}note[@category='{category}']") or ""


def _read_1(root: etree._Element) -> Returned:
    files = root.findall(f"{{{V1}}}file")
    if not files:
        raise UnfitFile(_("There is no file element in it."), line=_at(root))
    return Returned(
        house=_one([file.get("original", "") for file in files]),
        original=_one([file.get("source-language", "") for file in files]),
        language=_one([file.get("target-language", "") for file in files]),
        lines=_few(line for file in files for line in _units_1(file)),
    )


def _units_1(file: etree._Element) -> Iterator[Line]:
    for unit in file.iter(f"{{{V1}}}trans-unit"):
        target = unit.find(f"{{{V1}}}target")
        state = "" if target is None else target.get("state", "")
        yield Line(
            id=unit.get("id", ""),
            source=_text(unit.find(f"{{{V1}}}source")),
            target=_text(target) if target is not None else "",
            revision=as_number(unit.findtext(f"{{{V1}}}note[@from='revision']")),
            number=_at(unit),
            seen=unit.findtext(f"{{{V1}}}note[@from='seen']") or "",
            is_confirmed=state in _CONFIRMED,
        )


def _few(lines: Iterator[Line]) -> tuple[Line, ...]:
    kept: list[Line] = []
    for line in lines:
        if len(kept) >= MOST_UNITS:
            raise UnfitFile(_("The file is too large."), line=line.number)
        kept.append(line)
    return tuple(kept)


def _one(found: list[str]) -> str:
    """What all files of the document say alike; two sayings are none."""
    return found[0] if len(set(found)) == 1 else "+".join(sorted(set(found)))


def _text(node: etree._Element | None) -> str:
    """The words of a source or target. Marks around them are let be, placeholders are refused."""
    if node is None:
        return ""
    for child in node.iterdescendants():
        name = etree.QName(child).localname if isinstance(child.tag, str) else "entity"
        if name not in ("mrk", "g", "pc", "sm", "em"):
            raise UnfitFile(
                _("There is a sign “%(name)s” in the text that the house did not put there.")
                % {"name": name},
                line=_at(child),
            )
    return "".join(str(part) for part in node.itertext())


def _at(node: etree._Element) -> int:
    line: Any = node.sourceline
    return int(line or 1)
