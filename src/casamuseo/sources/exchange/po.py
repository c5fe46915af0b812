"""GNU gettext PO: a message for each unit, its id as the context, the revision as an extracted comment."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO, StringIO

from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation import gettext as _

from casamuseo.sources.exchange.errors import UnfitFile
from casamuseo.sources.exchange.units import (
    MOST_BYTES,
    MOST_UNITS,
    Line,
    Returned,
    Sheet,
    Unit,
    as_number,
)
from casamuseo.sources.translating import Standing

_LINE = re.compile(r'(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d\])?)\s*)?"(\\.|[^"\\])*")?')
_REVISION = "revision: "
_SEEN = "seen: "
_ORIGINAL = "original language: "


def write(sheet: Sheet, *, at: datetime) -> bytes:
    """The sheet as PO. A stale or unreviewed translation is marked fuzzy: it is there to be read."""
    catalog = _catalog(sheet, at=at)
    for unit in sheet.units:
        catalog.add(
            unit.source,
            unit.target,
            context=unit.id,
            flags=["fuzzy"] if _is_fuzzy(unit) else [],
            auto_comments=[f"{_REVISION}{unit.revision}", f"{_SEEN}{unit.seen}", *unit.notes],
        )
    file = BytesIO()
    write_po(file, catalog, width=0)
    return file.getvalue()


def read(content: bytes) -> Returned:
    """What a PO file brings back. Refuses with UnfitFile, naming the line."""
    if len(content) > MOST_BYTES:
        raise UnfitFile(_("The file is too large."))
    text = _decoded(content)
    try:
        catalog = read_po(StringIO(text), charset="utf-8", abort_invalid=True)
    except PoFileError as problem:
        raise UnfitFile(_("This is not a PO file."), line=problem.lineno + 1) from problem
    except (AttributeError, ValueError, UnknownLocaleError, LookupError) as problem:
        raise UnfitFile(_("The head of the file cannot be read."), line=1) from problem
    messages = [message for message in catalog if message.id]
    if len(messages) > MOST_UNITS:
        raise UnfitFile(_("The file is too large."))
    return Returned(
        house=str(catalog.project or ""),
        original=_original(catalog),
        language=str(catalog.locale_identifier or "").replace("_", "-"),
        lines=tuple(_line(message) for message in messages),
    )


def _decoded(content: bytes) -> str:
    """The file's text, of which every line is one of PO's: Babel mends what is broken, silently.

    Obsolete messages are left out, and plural forms refused here: of each, Babel makes as many as the
    file's head says there are.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise UnfitFile(_("There are letters in it that are not UTF-8."), line=line) from problem
    lines = [line.strip() for line in text.split("\n")]
    for number, written in enumerate(lines, 1):
        found = _LINE.fullmatch(written)
        if found is None:
            raise UnfitFile(_("This is not a PO file."), line=number)
        if found[3] == "msgid_plural":
            raise UnfitFile(_("A text has plural forms."), line=number)
    return "\n".join("" if line.startswith("#~") else line for line in lines)


def _catalog(sheet: Sheet, *, at: datetime) -> Catalog:
    catalog = Catalog(
        project=sheet.house,
        version="1",
        header_comment=f"# {sheet.name}\n# {_ORIGINAL}{sheet.original}",
        creation_date=at,
        revision_date=at,
        fuzzy=False,
    )
    # Given afterwards: a language of which Babel knows nothing is a language all the same.
    catalog.locale = sheet.language.replace("-", "_")
    return catalog


def _is_fuzzy(unit: Unit) -> bool:
    return bool(unit.target) and unit.standing not in (Standing.REVIEWED, Standing.DECLARED)


def _original(catalog: Catalog) -> str:
    for line in catalog.header_comment.splitlines():
        _before, found, language = line.partition(_ORIGINAL)
        if found:
            return str(language).strip()
    return ""


def _line(message: Message) -> Line:
    source, target = message.id, message.string
    if not isinstance(source, str) or not isinstance(target, str):
        raise UnfitFile(_("A text has plural forms."), line=message.lineno or 1)
    return Line(
        id=message.context or "",
        source=source,
        target=target,
        revision=as_number(_said(message, _REVISION)),
        number=message.lineno or 1,
        seen=_said(message, _SEEN),
        is_ready=not message.fuzzy,
        is_confirmed=not message.fuzzy,
    )


def _said(message: Message, about: str) -> str:
    for comment in map(str, message.auto_comments):
        if comment.startswith(about):
            return comment.removeprefix(about).strip()
    return ""
