"""Takes in a line drawing: an SVG of shapes, text and groups, and nothing that acts or fetches.

An allow-list: an element or attribute that is not named here is refused, with its line.
"""

from __future__ import annotations

import re
from io import BytesIO
from xml.parsers import expat

from django.utils.translation import gettext as _

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"

DEEPEST = 40
MOST_ELEMENTS = 20_000

_ELEMENTS = """svg g defs symbol use title desc path rect circle ellipse line polyline polygon
    text tspan clipPath mask pattern linearGradient radialGradient stop marker"""
_ATTRIBUTES = """id class version viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy
    dx dy d points transform role lang aria-hidden aria-label aria-labelledby aria-describedby
    focusable fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap
    stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset vector-effect opacity color
    display visibility clip-path clip-rule clipPathUnits mask maskUnits maskContentUnits paint-order
    patternUnits patternContentUnits patternTransform gradientUnits gradientTransform spreadMethod
    offset stop-color stop-opacity markerWidth markerHeight markerUnits refX refY orient
    marker-start marker-mid marker-end font-family font-size font-style font-weight text-anchor
    dominant-baseline letter-spacing word-spacing textLength lengthAdjust rotate pathLength
    shape-rendering text-rendering href"""

ELEMENTS = frozenset(_ELEMENTS.split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
_PROLOG = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>\s*")
_LOCAL = re.compile(r"#[A-Za-z_][\w.-]*")
_URL = re.compile(r"url\(\s*['\"]?([^)'\"]*)['\"]?\s*\)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class HostileDrawing(Exception):  # noqa: N818  a refusal is named for what is the case
    """The file is no drawing that may be shown: the line, and why."""

    code = "hostile-drawing"

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.facts = {"line": line}


def check_drawing(content: bytes) -> str:
    """The drawing's markup, ready to stand inside a page. Raises HostileDrawing.

    The markup is the file as it was, less an XML declaration and the space around it.
    """
    try:
        markup = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise HostileDrawing(line, _("is not UTF-8: save the file as UTF-8 text")) from error
    _Check().read(markup)
    return _PROLOG.sub("", markup).replace("\r\n", "\n").strip() + "\n"


def size_of(markup: str) -> tuple[int, int]:
    """Width and height of a checked drawing, from its viewBox or else its width and height."""
    head = markup[: markup.find(">")]
    box = re.search(r"\sviewBox\s*=\s*[\"']([^\"']*)[\"']", head)
    numbers = _NUMBER.findall(box[1]) if box else []
    if len(numbers) == 4:
        return round(float(numbers[2])), round(float(numbers[3]))
    sizes = [re.search(rf"\s{name}\s*=\s*[\"']([0-9.]+)", head) for name in ("width", "height")]
    return tuple(round(float(size[1])) if size else 0 for size in sizes)  # type: ignore[return-value]


class _Check:
    """An XML parser that stops at the first thing that is not allowed."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator="\n")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartNamespaceDeclHandler = self._namespace
        self.depth = self.count = 0

    def read(self, markup: str) -> None:
        try:
            self.parser.ParseFile(BytesIO(markup.encode("utf-8")))
        except expat.ExpatError as error:
            raise HostileDrawing(
                error.lineno,
                _("this is not well-formed SVG (%(detail)s)")
                % {"detail": expat.errors.messages.get(error.code, "XML")},
            ) from error

    def _refuse(self, message: str) -> None:
        raise HostileDrawing(self.parser.CurrentLineNumber, message)

    def _doctype(self, *_declaration: object) -> None:
        self._refuse(_("a drawing has no document type and no entities"))

    def _instruction(self, *_instruction: object) -> None:
        self._refuse(_("a drawing has no processing instructions"))

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        if uri not in (SVG, XLINK):
            self._refuse(
                _("a drawing has no namespace but that of SVG, found “%(uri)s”") % {"uri": uri}
            )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            self._refuse(_("the drawing has too many elements, or too deep"))
        uri, _separator, local = name.rpartition("\n")
        if uri != SVG or local not in ELEMENTS:
            self._refuse(_("the element “%(name)s” is not allowed in a drawing") % {"name": local})
        if (self.depth == 1) != (local == "svg"):
            self._refuse(_("a drawing is one “svg” element, and has no other inside"))
        for attribute, value in attributes.items():
            self._attribute(attribute, value)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _attribute(self, name: str, value: str) -> None:
        uri, _separator, local = name.rpartition("\n")
        is_known = local in ATTRIBUTES if not uri else (uri, local) in _FOREIGN
        if not is_known:
            self._refuse(
                _("the attribute “%(name)s” is not allowed in a drawing") % {"name": local}
            )
        if local == "href" and not _LOCAL.fullmatch(value):
            self._refuse(_("a drawing refers only to its own parts, “#name”"))
        if any(not _LOCAL.fullmatch(target) for target in _URL.findall(value)):
            self._refuse(_("a drawing refers only to its own parts, “#name”"))
        if "\\" in value or "javascript:" in value.lower():
            self._refuse(
                _("the attribute “%(name)s” is not allowed in a drawing") % {"name": local}
            )


_FOREIGN = {(XLINK, "href"), (_XML, "lang"), (_XML, "space")}
