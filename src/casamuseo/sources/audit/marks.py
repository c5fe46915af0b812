"""The marks of notes inside a running text: `[^17]`, `^17`, `^[a note]`, `[@key, p. 3]`."""

import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Collection
from dataclasses import dataclass, field

from casamuseo.sources.audit.blocks import FILLER, LABEL, MARK
from casamuseo.sources.audit.findings import Form

KEY = r"(?<![\w@./])-?@(?:\{(?P<braced>[^{}\s]{1,200})\}|(?P<plain>\w(?:\w|[:.#$%&+?<>~/-](?=\w)){0,200}))"
TOKEN = re.compile(
    r"\\."
    r"|(?P<code>`+)"
    # Mathematics between dollars: short, and never so greedy as to hide a note.
    r"|\$(?=\S)(?:(?!\[\^)[^$]){1,80}(?<=\S)\$(?!\d)"
    r"|https?://[^\s<>()\[\]^]+"
    rf"|(?P<bracketed>{LABEL})"
    r"|(?P<inline>\^\[)"
    r"|\^(?P<bare>\d{1,6})(?:\^(?!\w)|(?![\w^]))"
    r"|(?P<opening>\[)"
    r"|(?P<closing>\])"
    rf"|(?P<key>{KEY})",
    re.DOTALL,
)
CODE_RUN = re.compile(r"`+")
YEAR_BEFORE = re.compile(r"(?:^|[^\d.,])(?:1\d|20)\d\d$")
WORD_BEFORE = re.compile(r"[^\W\d_]+$")
DEEPEST_BRACKETS = 200
UNITS = frozenset(("mm", "cm", "dm", "km", "nm"))


@dataclass(slots=True)
class Mark:
    """A note's mark: where it stands, and for a note written on the spot its text."""

    label: str
    form: Form
    start: int
    end: int
    text: str = ""


@dataclass(slots=True)
class Marked:
    """A text of the same length in which every note's mark is a sign and code is blotted out."""

    text: str
    marks: list[Mark]
    never_closed: list[int] = field(default_factory=list)


def find_marks(text: str, *, in_note: bool = False, known_keys: Collection[str] = ()) -> Marked:
    """Find the marks of a text, in order, reading it once.

    Inside a note, citations by key and inline notes stay in the text: they are its own words.
    """
    if "^" not in text and "@" not in text and "`" not in text:
        return Marked(text, [])
    scan = Scan(text, in_note=in_note, known_keys=known_keys)
    scan.run()
    return blotted(text, scan)


class Scan:
    """One pass over a text, with a stack of the brackets that are open."""

    def __init__(self, text: str, *, in_note: bool, known_keys: Collection[str]) -> None:
        self.text = text
        self.in_note = in_note
        self.known_keys = known_keys
        self.marks: list[Mark] = []
        self.code: list[tuple[int, int]] = []
        self.stack: deque[Mark] = deque(maxlen=DEEPEST_BRACKETS)
        self.has_key: deque[bool] = deque(maxlen=DEEPEST_BRACKETS)
        self.runs: dict[int, list[int]] = defaultdict(list)
        for run in CODE_RUN.finditer(text):
            self.runs[run.end() - run.start()].append(run.start())

    def run(self) -> None:
        at = 0
        while token := TOKEN.search(self.text, at):
            at = token.end()
            if token["code"]:
                at = self.skip_code(token)
            elif token["bracketed"]:
                label = token["bracketed"][2:-1]
                self.marks.append(Mark(label, Form.BRACKETED, token.start(), at))
            elif token["bare"]:
                if reads_as_note(self.text, token.start()):
                    self.marks.append(Mark(token["bare"], Form.BARE, token.start(), at))
            elif token["inline"] or token["opening"]:
                form = Form.INLINE if token["inline"] else Form.CITATION
                self.stack.append(Mark("", form, token.start(), at))
                self.has_key.append(False)
            elif token["closing"] and self.stack:
                self.close_bracket(at)
            elif token["key"]:
                self.meet_key(token)

    def skip_code(self, token: re.Match[str]) -> int:
        runs = self.runs[token.end() - token.start()]
        after = bisect_right(runs, token.start())
        if after == len(runs):
            return token.end()
        end = runs[after] + token.end() - token.start()
        self.code.append((token.start(), end))
        return end

    def close_bracket(self, end: int) -> None:
        mark, has_key = self.stack.pop(), self.has_key.pop()
        if self.in_note or not (mark.form is Form.INLINE or has_key):
            return
        mark.text = self.text[mark.end : end - 1]
        mark.end = end
        # What stands inside belongs to the note that was just closed.
        while self.marks and self.marks[-1].start > mark.start:
            self.marks.pop()
        self.marks.append(mark)

    def meet_key(self, token: re.Match[str]) -> None:
        if self.stack and self.stack[-1].form is Form.CITATION:
            self.has_key[-1] = True
        elif not self.stack and not self.in_note:
            key = token["braced"] or token["plain"]
            if key in self.known_keys:
                mark = Mark("", Form.CITATION, token.start(), token.end(), text=f"@{{{key}}}")
                self.marks.append(mark)


def blotted(text: str, scan: Scan) -> Marked:
    """The text with signs for the marks and letters for code."""
    spans = [(mark.start, mark.end, MARK) for mark in scan.marks]
    spans += [(start, end, "x") for start, end in scan.code]
    pieces = []
    at = 0
    for start, end, sign in sorted(spans):
        if start < at:
            continue
        pieces += [text[at:start], sign, (FILLER if sign == MARK else "x") * (end - start - 1)]
        at = end
    never_closed = [mark.start for mark in scan.stack if mark.form is Form.INLINE]
    return Marked("".join([*pieces, text[at:]]), scan.marks, never_closed)


def reads_as_note(text: str, at: int) -> bool:
    """Whether a caret with a number points to a note, or is an exponent as in 10^6, x^2, km^2."""
    before = text[max(0, at - 12) : at]
    if not before or not before[-1].isalnum():
        return not before.endswith(("^", "}", "\\["))
    if before[-1].isdigit():
        return bool(YEAR_BEFORE.search(before))
    word = WORD_BEFORE.search(before)
    return word is not None and len(word[0]) > 1 and word[0] not in UNITS
