"""A Markdown article cut into blocks: paragraphs, headings, note definitions, bibliography."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate

from casamuseo.sources.audit.findings import Form, Remark
from casamuseo.sources.audit.words import fold, word_list

# Two signs of the private use area stand for a note in a running text, see `marks`.
MARK, FILLER = "\ue000", "\ue001"
WITHOUT_OUR_SIGNS = {ord(MARK): "\ufffd", ord(FILLER): "\ufffd"}

LABEL = r"\[\^([^\]\[\s^]{1,80})\]"
DEFINITION = re.compile(rf" {{0,3}}{LABEL}:[ \t]*(.*)")
DEFINITION_WITHOUT_COLON = re.compile(rf" {{0,3}}{LABEL}[ \t]+(.*)")
BARE_DEFINITION = re.compile(r" {0,3}\^(\d{1,6})\^?(?:[.:)][ \t]*|[ \t]+)(.*)")
NUMBERED_DEFINITION = re.compile(r" {0,3}(?:(\d{1,6})\\?[.)]|[\[(](\d{1,6})[\])])[ \t]+(.*)")
LINK_DEFINITION = re.compile(r" {0,3}\[[^\]\[]{1,999}\]:[ \t]*\S")
HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
QUOTE = re.compile(r" {0,3}>[> \t]*")
FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})(.*)")
NOTES_TITLES = word_list(
    "notes|notas|footnotes|endnotes|notas al pie|notas a pie de pagina|notas finales|notas al final"
    "|notas al pie de pagina|notes and references|notas y referencias",
    separator="|",
)
BIBLIOGRAPHY_TITLES = word_list(
    "bibliography|bibliografia|references|referencias|works cited|obras citadas|sources|fuentes"
    "|referencias bibliograficas|fuentes y bibliografia|bibliografia y fuentes|bibliografia citada"
    "|sources and bibliography|select bibliography|sources cited|fuentes citadas",
    separator="|",
)
PLAIN_TITLE_LEVEL = 7


class Role(Enum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TABLE = "table"
    DEFINITION = "definition"
    BIBLIOGRAPHY = "bibliography"
    STRAY = "stray"  # under the heading of the notes, and in no note


@dataclass(slots=True)
class Block:
    """Lines of the file that belong together."""

    role: Role
    lines: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    label: str = ""
    form: Form = Form.BRACKETED

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def add(self, line: str, *, number: int) -> None:
        self.lines.append(line)
        self.numbers.append(number)

    def line_finder(self) -> "LineFinder":
        return LineFinder(self)


class LineFinder:
    """From a place in a block's text to the line of the file."""

    def __init__(self, block: Block) -> None:
        lengths = (len(line) + 1 for line in block.lines)
        self.starts = list(accumulate(lengths, initial=0))
        self.numbers = block.numbers

    def __call__(self, at: int) -> int:
        return self.numbers[min(bisect_right(self.starts, at), len(self.numbers)) - 1]


@dataclass(slots=True)
class Article:
    """The blocks of an article, in order, and what stands in its front matter."""

    blocks: list[Block]
    front_matter: str
    remarks: list[Remark]


def cut(text: str) -> Article:
    """Cut an article into blocks. Any text at all is an article."""
    lines = lines_of(text)
    remarks: list[Remark] = []
    body_from = end_of_front_matter(lines)
    cutter = Cutter()
    for number, line in enumerate(without_code(lines, start=body_from, remarks=remarks)):
        cutter.take(line, number=body_from + number + 1)
    cutter.close()
    front_matter = "\n".join(lines[1 : max(1, body_from - 1)])
    return Article(numbered_in_order(cutter.blocks), front_matter, remarks)


def front_matter_of(text: str) -> str:
    """The YAML between two lines of three dashes at the very beginning."""
    lines = lines_of(text)
    return "\n".join(lines[1 : max(1, end_of_front_matter(lines) - 1)])


def lines_of(text: str) -> list[str]:
    """The lines of a file from any system, free of our own two signs."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(WITHOUT_OUR_SIGNS).split("\n")


def end_of_front_matter(lines: list[str]) -> int:
    """How many lines the YAML front matter takes, its fences included."""
    if lines[0].rstrip() != "---":
        return 0
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() in ("---", "..."):
            return number
    return 0


def without_code(lines: list[str], *, start: int, remarks: list[Remark]) -> Iterator[str]:
    """The lines, with fenced code and HTML comments left empty."""
    fence = ""
    opened_at = 0
    in_comment = False
    for number, line in enumerate(lines[start:], start=start + 1):
        found = FENCE.match(line) if not in_comment else None
        if fence:
            yield ""
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            fence, opened_at = found[1], number
            yield ""
        else:
            was_in_comment = in_comment
            line, in_comment = without_comments(line, in_comment=in_comment)
            opened_at = number if in_comment and not was_in_comment else opened_at
            yield line
    if fence or in_comment:
        what = "code block" if fence else "comment"
        message = f"The {what} that opens here is never closed: nothing after it was read."
        remarks.append(Remark(code="never-closed", line=opened_at, message=message))


def without_comments(line: str, *, in_comment: bool) -> tuple[str, bool]:
    """A line without its HTML comments, and whether a comment goes on after it."""
    kept: list[str] = []
    at = ticks = 0
    while True:
        if in_comment:
            end = line.find("-->", at)
            if end < 0:
                return "".join(kept), True
            at, in_comment = end + 3, False
        opening = line.find("<!--", at)
        # A comment that is only named in code, `<!--`, opens nothing.
        ticks += line.count("`", at, max(opening, at))
        if opening < 0 or ticks % 2:
            kept.append(line[at:])
            return "".join(kept), False
        kept.append(line[at:opening])
        at, in_comment = opening + 4, True


class Cutter:
    """Takes the lines one by one and lays them into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.open: Block | None = None
        self.note: Block | None = None
        self.section = Role.PARAGRAPH
        self.level = 0
        self.in_list = False
        self.after_blank = True

    def take(self, line: str, *, number: int) -> None:
        if not line.strip():
            self.take_blank(number=number)
            return
        quoted = QUOTE.match(line)
        stripped = line[quoted.end() :] if quoted else line
        if not (
            self.starts_note(stripped, number=number)
            or self.continues_note(line, number=number)
            or self.starts_heading(line, number=number)
            or self.is_left_out(line)
        ):
            self.note = None
            self.lay(stripped, number=number)
        self.after_blank = False

    def take_blank(self, *, number: int) -> None:
        if self.note:
            self.note.add("", number=number)
        self.close()
        self.after_blank = True

    def close(self) -> None:
        """End the open paragraph; a paragraph that only says *Notes* was a heading."""
        block, self.open = self.open, None
        if block is None or len(block.lines) > 1:
            return
        if block.role in (Role.PARAGRAPH, Role.BIBLIOGRAPHY, Role.STRAY):
            section = section_titled(block.lines[0])
            if section:
                block.role = Role.HEADING
                self.enter(section, level=PLAIN_TITLE_LEVEL)

    def enter(self, section: Role, *, level: int) -> None:
        self.section, self.level = section, level

    def starts_note(self, line: str, *, number: int) -> bool:
        if line.startswith(("    ", "\t")):
            # Four spaces make code; after a note they may be the habit of whoever indents them all.
            if self.note is None or not DEFINITION.fullmatch(line.strip()):
                return False
            line = line.strip()
        found = self.definition_in(line)
        if not found:
            return False
        self.close()
        label, text, form = found
        self.note = Block(Role.DEFINITION, label=label, form=form)
        self.note.add(text, number=number)
        self.blocks.append(self.note)
        self.in_list = False
        return True

    def definition_in(self, line: str) -> tuple[str, str, Form] | None:
        if found := DEFINITION.fullmatch(line):
            return found[1], found[2], Form.BRACKETED
        # A paragraph may happen to wrap just before a bare ^17: there it is a reference.
        if (found := BARE_DEFINITION.fullmatch(line)) and (self.open is None or self.among_notes):
            return found[1], found[2], Form.BARE
        if not self.among_notes:
            return None
        if found := DEFINITION_WITHOUT_COLON.fullmatch(line):
            return found[1], found[2], Form.BRACKETED
        if found := NUMBERED_DEFINITION.fullmatch(line):
            return found[1] or found[2], found[3], Form.BARE
        return None

    @property
    def among_notes(self) -> bool:
        if self.open is not None:
            self_titled = len(self.open.lines) == 1 and section_titled(self.open.lines[0])
            return self.section is Role.STRAY or self_titled is Role.STRAY
        return self.section is Role.STRAY

    def continues_note(self, line: str, *, number: int) -> bool:
        if not self.note:
            return False
        indented = line.startswith(("  ", "\t"))
        if not indented and (self.after_blank or HEADING.match(line) or RULE.match(line)):
            return False
        self.note.add(line.strip(), number=number)
        return True

    def starts_heading(self, line: str, *, number: int) -> bool:
        found = HEADING.match(line)
        if found:
            self.close()
            self.note = None
            title = (found[2] or "").rstrip().rstrip("#").rstrip()
            heading = Block(Role.HEADING)
            heading.add(title, number=number)
            self.blocks.append(heading)
            self.head(title, level=len(found[1]))
            return True
        if self.open and len(self.open.lines) == 1 and UNDERLINE.match(line) and not self.in_list:
            heading, self.open = self.open, None
            heading.role = Role.HEADING
            self.head(heading.lines[0], level=1 if "=" in line else 2)
            return True
        return False

    def head(self, title: str, *, level: int) -> None:
        self.in_list = False
        section = section_titled(title)
        if section:
            self.enter(section, level=level)
        elif level <= self.level or self.level == 0:
            self.enter(Role.PARAGRAPH, level=0)

    def is_left_out(self, line: str) -> bool:
        """Rules, link addresses and indented code hold no sentences and no notes."""
        if self.open is None and line.startswith(("    ", "\t")) and not self.in_list:
            return True
        if RULE.match(line) or (self.open is None and LINK_DEFINITION.match(line)):
            self.close()
            self.note = None
            return True
        return False

    def lay(self, line: str, *, number: int) -> None:
        item = LIST_ITEM.match(line)
        if item:
            self.close()
            self.in_list = True
            line = line[item.end() :]
        elif self.after_blank and not line.startswith((" ", "\t")):
            self.in_list = False
        role = Role.TABLE if line.lstrip().startswith("|") else self.section
        if self.open is None or (role is Role.TABLE) != (self.open.role is Role.TABLE):
            self.close()
            self.open = Block(role)
            self.blocks.append(self.open)
        self.open.add(line, number=number)


def section_titled(title: str) -> Role | None:
    """The section that a heading opens: STRAY among the notes, BIBLIOGRAPHY, or none."""
    if len(title) > 60:
        return None
    bare = fold(title).strip(" \t#*_:.0123456789{}-")
    if bare in NOTES_TITLES:
        return Role.STRAY
    return Role.BIBLIOGRAPHY if bare in BIBLIOGRAPHY_TITLES else None


def numbered_in_order(blocks: list[Block]) -> list[Block]:
    """Give a list of notes that all say `1.` the numbers that Markdown shows."""
    bare = [block for block in blocks if block.role is Role.DEFINITION and block.form is Form.BARE]
    if len(bare) > 1 and all(block.label == "1" for block in bare):
        for number, block in enumerate(bare, start=1):
            block.label = str(number)
    return blocks
