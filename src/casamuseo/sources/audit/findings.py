"""What an audit finds: sources, notes, citations, sentences without a note, remarks."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a note or one of its citations stands."""

    RESOLVED = "resolved"
    DANGLING = "dangling"  # pointed to and never defined, or defined and empty
    UNRESOLVABLE = "unresolvable"  # points on to something that is not there
    AMBIGUOUS = "ambiguous"  # points on to several things
    NO_SOURCE = "no-source"  # a remark of the author, or words that are not read as a source


class Form(StrEnum):
    """How a note is written."""

    BRACKETED = "bracketed"  # [^17]
    BARE = "bare"  # ^17
    INLINE = "inline"  # ^[the note itself]
    CITATION = "citation"  # [@key, p. 3]


class Kind(StrEnum):
    """How a citation names its source."""

    FULL = "full"
    SHORT = "short"
    IBID = "ibid"
    IDEM = "idem"
    OP_CIT = "op-cit"
    LOC_CIT = "loc-cit"
    KEY = "key"
    NOTE = "note"  # see note 12
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words of the article that name a source in full, and where they stand."""

    text: str
    note: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source, with every way in which the article writes it in full."""

    id: str
    entry: str
    authors: tuple[str, ...]
    title: str
    year: str | None
    key: str | None
    mentions: tuple[Mention, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationFinding:
    """One citation in a note and where it leads.

    `via` is the note that an *ibid.* or a cross-reference leads to first, `steps` how many notes
    it passes before it meets its source. At most 12 candidates are named; `more_candidates`
    counts the others.
    """

    as_written: str
    kind: Kind
    status: Status
    source: str | None = None
    locator: str | None = None
    via: str | None = None
    steps: int = 0
    candidates: tuple[str, ...] = ()
    more_candidates: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note of the article. The lines are those of the file, counted from one."""

    label: str
    form: Form
    used_at: tuple[int, ...]
    defined_at: tuple[int, ...]
    status: Status
    reason: str | None
    text: str
    citations: tuple[CitationFinding, ...]

    @property
    def is_used(self) -> bool:
        """Whether the article points to it."""
        return bool(self.used_at)

    @property
    def dangles(self) -> bool:
        """Whether a reader who follows the note ends nowhere."""
        return self.is_used and (
            self.status in (Status.DANGLING, Status.UNRESOLVABLE)
            or any(citation.status is Status.UNRESOLVABLE for citation in self.citations)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the article and the line where it begins."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """One source under two spellings. `differs` is author, title, subtitle, accents or year."""

    differs: str
    first: Mention
    second: Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something about the file itself that the author should know."""

    code: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The whole report on an article: notes in reading order, then those never used."""

    notes: tuple[Note, ...]
    sources: tuple[Source, ...]
    sentences: int
    sentences_without_note: tuple[Sentence, ...]
    spellings: tuple[Spelling, ...]
    remarks: tuple[Remark, ...]

    @property
    def dangles(self) -> bool:
        """Whether anything in the article points to what is not there."""
        return any(note.dangles for note in self.notes)

    @property
    def unused(self) -> tuple[Note, ...]:
        """Notes that are defined and never used."""
        return tuple(note for note in self.notes if not note.is_used)

    @property
    def duplicates(self) -> tuple[Note, ...]:
        """Notes that are defined more than once."""
        return tuple(note for note in self.notes if len(note.defined_at) > 1)

    def with_status(self, status: Status) -> tuple[Note, ...]:
        """The used notes of one status."""
        return tuple(note for note in self.notes if note.is_used and note.status is status)
