"""The text of a note read as historians write it: full entries, short forms, *ibid.*, *op. cit.*"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from casamuseo.sources.audit.findings import Kind
from casamuseo.sources.audit.marks import KEY
from casamuseo.sources.audit.people import Person, is_name, people_in
from casamuseo.sources.audit.words import words_of

# Markup that only gets in the way: HTML italics, links, bold, escapes.
ITALIC_TAG = re.compile(r"</?(?:i|em|cite)>", re.IGNORECASE)
TAG = re.compile(r"<(https?://[^<>\s]*)>|</?[a-z][^<>]*>", re.IGNORECASE)
LINK = re.compile(r"\[([^\[\]]*)\](?:\(([^()\s]*+)[^()]*+\)|\{[^{}]*+\})")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
LATIN = r"(?:ib[ií]d(?:em)?|[ií]d(?:em)?|(?:[oó]p|ob|loc|lug|art)\.?\s*cit)"
LATIN_IN_ITALICS = re.compile(rf"[*_]+({LATIN}[.,]*)[*_]+", re.IGNORECASE)
KEYS_IN_BRACKETS = re.compile(r"\[([^\[\]]*)\]")

SPAN = re.compile(
    r"«([^«»]*)»|“([^“”]*)”|\"([^\"]*)\"|‘([^‘]*?)’(?=[\s,.;:)]|$)"
    r"|\*([^*]+)\*|(?<!\w)_([^_]+)_(?!\w)"
)
MASKED = re.compile(rf"(?:{SPAN.pattern})|\([^()]*\)|\[[^\[\]]*\]|https?://[^\s]+")

# Words that lead from one citation to the next inside a note.
SIGNAL = re.compile(
    r"(?<!\w)(?:v[ée]an?se|vid\.|vide|cfr?\.|cfr?(?=\s)|comp[áa]rese|cons[úu]ltese|(?-i:Ver)|see|compare"
    r"|quoted in|cited in|citad[oa]s? (?:en|por)|cit\. (?:en|por)|apud|tomado de|reproduced in)"
    r"(?!\w)"
    r"(?:[ ,:]{1,2}(?:also|también|tambien|además|asimismo|for example|e\.g\.|por ejemplo|p\. ej\."
    r"|especially|esp\.|sobre todo|en especial|in|en)(?!\w))*[,:]?",
    re.IGNORECASE,
)
IBID = re.compile(r"(?<!\w)(?:ib[ií]d(?:em)?(?!\w)|ib(?:\.|$))\.?", re.IGNORECASE)
IDEM = re.compile(r"(?:[ií]dem(?!\w)|íd(?!\w)|id(?:\.|$))\.?,?\s*", re.IGNORECASE)
CIT = re.compile(
    r"(?<!\w)(?:(?P<loc>loc\.?\s*cit(?!\w)\.?|lug\.?\s*cit(?!\w)\.?|loco citato)"
    r"|(?:[oó]p|ob|art)\.?\s*cit(?!\w)\.?|opus citatum|opere citato)",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"(?P<names>[^()]{0,120}?)[\s,(]*(?:(?P<before>supra|infra|arriba|abajo),?\s*)?"
    r"(?:en\s+)?(?:la\s+|the\s+)?"
    r"(?P<word>nota al pie|notas?|footnote|notes?|nn?\.)\s*(?:n[úu]m\.\s*)?(?P<label>\d{1,6})"
    r"(?P<after>,?\s*(?:supra|infra|arriba|abajo|above|below))?(?!\w)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
NEXT_SENTENCE = re.compile(r"[.!?][»”\"']?\s+(?=[«“\"¿¡(*_]*[A-ZÁÉÍÓÚÑ])")

NUMBER = r"(?:\d{1,7}[a-z]?|[ivxlc]{1,12}(?!\w))"
RANGE = (
    rf"{NUMBER}(?:\s?[-–—]+\s?{NUMBER})?(?:\s?(?:y\s)?(?:ff?|ss|sigs?|sqq?)(?!\w)\.?|\s?passim)?"
)
NUMBERS = rf"{RANGE}(?:\s?(?:,|y|and|&|e)\s?{RANGE})*"
PAGE = (
    r"(?:pp?|p[áa]gs?)\.|(?:pages?|p[áa]ginas?|pp?|ff|folios?|fojas?)(?=[.\s])\.?"
    r"|(?:fols?|ff?|fs|h)\."
)
OTHER_UNIT = (
    r"(?:vols?|caps?|chaps?|ch|nn?|nos?|n[úu]ms?|nros?|p[áa]rrs?|paras?|cols?|docs?|l[áa]ms?|figs?"
    r"|exp|leg|ll?|vv?|t|c|secc?|r)\."
    r"|(?:tomos?|cap[íi]tulos?|chapters?|caja|box|folder|carpeta|legajo|expediente|l[íi]neas?|lines?"
    r"|part|parte)(?=\s)|§+"
)
PLACE = rf"(?:(?P<page>{PAGE})|{OTHER_UNIT})\s?{NUMBERS}"
MORE = rf"(?:{PAGE}|{OTHER_UNIT})\s?{NUMBERS}"
LOCATOR = re.compile(
    rf"(?<![\w§])(?:{PLACE})(?:,?\s(?:(?:y|and)\s)?(?:{MORE}))*(?!\w)", re.IGNORECASE
)
BARE_LOCATOR = re.compile(rf"(?:[,:]|(?<=[)*_»”\"]))\s?({NUMBERS})\s*[.)]*$", re.IGNORECASE)
LEADING_LOCATOR = re.compile(rf"[\s,:]*({NUMBERS})(?!\w)", re.IGNORECASE)

YEAR = re.compile(r"(?<!\d)(?<!\d\d\d\d[-–])(1[4-9]\d\d|20\d\d)[a-z]?(?!\d)")
ACCESSED = re.compile(
    r"[\s,.(\[]{0,4}(?<!\w)(?:accessed|retrieved|consultad[oa]|consulta|acceso)(?!\w).*",
    re.I | re.S,
)
AUTHOR_YEAR = re.compile(
    r"(?P<names>[^\d,*\"“«‘(]{2,80}(?:,[^\d,*\"“«‘(]{2,80})?)(?:,?\s[(\[]?|[(\[])"
    r"(?P<year>1[4-9]\d\d|20\d\d)[a-z]?[)\]]?"
)
DAY = re.compile(
    r"\d{1,2}(?:\sde)?\s[^\W\d_]{3,10}\.?(?:\sde)?\s(?:1[4-9]|20)\d\d"
    r"|[A-Z][a-z]{2,8}\.?\s\d{1,2},\s(?:1[4-9]|20)\d\d"
)
AUTHOR_PAGE = re.compile(rf"(?P<names>\D{{2,120}}?)\s(?P<locator>{RANGE})")
URL = re.compile(r"https?://|(?<!\w)doi:", re.IGNORECASE)
UNDATED = re.compile(
    r"(?<!\w)(?:s\. ?f|n\. ?d|s/f|en prensa|in press|forthcoming|inédito|unpublished)(?!\w)", re.I
)
DESCRIBED = re.compile(
    r"(?:personal |author(?:['’]s)? |own )?(?:interview|entrevista|visita?|conversation|conversación"
    r"|observation|observación|personal communication|comunicación personal|fieldwork"
    r"|trabajo de campo|notas de campo|field ?notes?)(?!\w)",
    re.IGNORECASE,
)
ARCHIVE = re.compile(
    r"(?<!\w)(?:archiv[oe]s?|fondo|legajo|leg\.|exp\.|expediente|caja|box|folder|papers|agn)(?!\w)",
    re.I,
)
AND = re.compile(r"^[\s,.]*(?:(?:and|y|e|&)\s)?\s*")
REPEATED_AUTHOR = re.compile(r"\s*(?:[-–—_]\s?){2,}[.,]\s*")
LONGEST_LOCATOR = 200
EDGES = " \t\n,.:;—–-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A citation as its words say it, before anything is looked up.

    `is_tentative`: it is a short form only if the article has a source of that name.
    `is_described`: an interview or a visit, known by the words that describe it.
    """

    kind: Kind
    text: str
    people: tuple[Person, ...] = ()
    title: str = ""
    year: str | None = None
    locator: str | None = None
    key: str = ""
    note: str = ""
    is_tentative: bool = False
    is_described: bool = False
    is_same_author: bool = False


def read_citations(text: str) -> list[Cited]:
    """The citations of a note, in order. A note that cites nothing gives none."""
    found: list[Cited] = []
    for piece in pieces_of(plain(text)):
        found += read_piece(piece)
    return found


def read_entry(text: str) -> Cited | None:
    """A line of a bibliography as a full entry."""
    piece = plain(text).strip(EDGES)
    if same := REPEATED_AUTHOR.match(plain(text)):
        piece = plain(text)[same.end() :].strip(EDGES)
    if not words_of(piece):
        return None
    cited = structured(piece, in_bibliography=True)
    if cited is None or cited.kind is not Kind.FULL:
        cited = whole(piece, locator=None)
    return replace(cited, is_same_author=same is not None)


def plain(text: str) -> str:
    """The text on one line, with italics and quotes as its only markup."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    text = TAG.sub(lambda found: found[1] or "", ITALIC_TAG.sub("*", text))
    text = LINK.sub(lambda found: f"{found[1]} {found[2] or ''}".rstrip(), text)
    text = ESCAPE.sub(r"\1", text).replace("**", "")
    text = LATIN_IN_ITALICS.sub(r"\1", text)
    if "@" not in text:
        return text
    return KEYS_IN_BRACKETS.sub(
        lambda found: f"; {found[1]};" if "@" in found[1] else found[0], text
    )


def mask(text: str) -> str:
    """The text with the inside of quotes, italics, brackets and addresses blotted out."""
    # Not an x: that is a Roman numeral.
    return MASKED.sub(lambda found: "w" * len(found[0]), text)


def pieces_of(text: str) -> Iterator[str]:
    """A note cut where one citation ends and the next begins."""
    masked = mask(text)
    start = 0
    whole_parts = []
    for at in [found.start() for found in re.finditer(";", masked)] + [len(text)]:
        whole_parts.append((start, at))
        start = at + 1
    for start, end in joined_places(text, whole_parts):
        at = start
        cuts = [(found.start(), found.end()) for found in SIGNAL.finditer(masked, start, end)]
        cuts += [(found.start(), found.start()) for found in IBID.finditer(masked, start, end)]
        for cut_start, cut_end in sorted(cuts):
            yield text[at:cut_start]
            at = max(at, cut_end)
        yield text[at:end]


def joined_places(text: str, parts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Parts between semicolons, where *Madrid; México: Siglo XXI, 1970* stays together."""
    held: tuple[int, int] | None = None
    for start, end in parts:
        part = text[start:end]
        if held and not SPAN.search(part) and YEAR.search(part) and "@" not in part:
            start = held[0]
            held = None
        if held:
            yield held
        has_title_only = SPAN.search(part) and not YEAR.search(part) and not LOCATOR.search(part)
        held = (start, end) if has_title_only else None
        if not held:
            yield start, end
    if held:
        yield held


def read_piece(piece: str) -> list[Cited]:
    """The citation in one piece of a note; several where it uses keys or brackets."""
    piece = unwrapped(piece)
    if not words_of(piece):
        return []
    if "@" in piece and (by_key := list(read_keys(piece))):
        return by_key
    cited = read_latin(piece) or read_cross_reference(piece) or structured(piece)
    if cited and cited.kind is not Kind.NONE:
        return [cited, *read_further(piece)]
    found = list(read_parts(piece))
    return found or ([cited] if cited else [])


def read_further(piece: str) -> Iterator[Cited]:
    """What follows in one breath: *Patenaude, p. 3, and Service, p. 5*."""
    pages = [found.end() for found in LOCATOR.finditer(mask(piece)) if found["page"]]
    for start, end in pairwise(pages):
        further = AND.sub("", piece[start:end])
        cited = read_latin(further) or structured(unwrapped(further))
        if cited and cited.kind is not Kind.NONE and (cited.people or cited.title):
            yield cited


def read_parts(piece: str) -> Iterator[Cited]:
    """Citations after a remark, *This is disputed. Service, p. 241*, or inside its brackets."""
    masked = mask(piece)
    stops = [found.end() for found in NEXT_SENTENCE.finditer(masked)]
    spans = list(pairwise([0, *stops, len(piece)])) if stops else []
    parts = [piece[start:end] for start, end in spans]
    parts += [found[1:-1] for found in re.findall(r"\([^()]*\)", piece)]
    for part in parts:
        cited = structured(unwrapped(part))
        if cited and cited.kind is not Kind.NONE:
            yield cited


def unwrapped(piece: str) -> str:
    piece = piece.strip(EDGES)
    if piece.startswith("(") and piece.endswith(")") and piece.count("(") == 1:
        piece = piece[1:-1].strip(EDGES)
    return piece.removeprefix("(").strip(EDGES) if ")" not in piece else piece


def read_keys(piece: str) -> Iterator[Cited]:
    found = list(re.finditer(KEY, piece))
    if not found:
        return
    ends = [key.start() for key in found[1:]] + [len(piece)]
    for key, end in zip(found, ends, strict=True):
        locator = piece[key.end() : end].strip(EDGES)
        name = key["braced"] or key["plain"]
        yield Cited(kind=Kind.KEY, text=piece, key=name, locator=locator[:80] or None)


def read_latin(piece: str) -> Cited | None:
    """*Ibid.*, *idem*, *op. cit.* and *loc. cit.*"""
    if found := IBID.match(piece):
        return Cited(kind=Kind.IBID, text=piece, locator=locator_in(piece[found.end() :]))
    if found := IDEM.match(piece):
        return read_idem(piece, rest=piece[found.end() :])
    found = CIT.search(mask(piece))
    if not found:
        return None
    kind = Kind.LOC_CIT if found["loc"] else Kind.OP_CIT
    before = piece[: found.start()].strip(EDGES)
    locator = locator_in(piece[found.end() :])
    if not before:
        return Cited(kind=kind, text=piece, locator=locator)
    short = short_form(before, locator=locator) or short_form(last_clause(before), locator=locator)
    return replace(short, kind=kind, text=piece, is_tentative=False) if short else None


def last_clause(text: str) -> str:
    """The last words that may be a name: *as was shown by Patenaude* gives *Patenaude*."""
    words: list[str] = []
    for word in reversed(text.split()[-6:]):
        if not is_name(word):
            break
        words.insert(0, word)
    return " ".join(words)


def read_idem(piece: str, *, rest: str) -> Cited:
    """*Idem* with a title is another work of the same author; without, the same work."""
    if rest and not locator_starts(rest):
        work = structured(rest)
        if work and work.kind in (Kind.FULL, Kind.SHORT) and (work.title or work.year):
            return replace(work, text=piece, people=(), is_same_author=True, is_tentative=False)
    return Cited(kind=Kind.IDEM, text=piece, locator=locator_in(rest))


def locator_starts(text: str) -> bool:
    return bool(LOCATOR.match(text) or LEADING_LOCATOR.match(text))


def locator_in(text: str) -> str | None:
    """The place in the source: *p. 145*, or a bare number at the beginning."""
    found = LOCATOR.search(mask(text))
    if found:
        return text[found.start() : found.end()].strip(EDGES)
    leading = LEADING_LOCATOR.match(text)
    return leading[1] if leading else None


def read_cross_reference(piece: str) -> Cited | None:
    """*See note 12*, *nota 5 supra*, *Patenaude, supra note 12*."""
    found = NOTE.fullmatch(piece)
    if not found:
        return None
    names = found["names"].strip(EDGES)
    says_where = found["before"] or found["after"]
    if LOCATOR.search(names) or (names and not (says_where or "(" in piece)):
        return None
    if found["word"].lower() in ("n.", "nn.") and not (says_where or not names or "(" in piece):
        return None
    short = short_form(names, locator=None) if names else None
    if names and not short:
        return None
    people, title = (short.people, short.title) if short else ((), "")
    locator = locator_in(found["rest"]) if LOCATOR.search(found["rest"]) else None
    return Cited(
        kind=Kind.NOTE, text=piece, note=found["label"], people=people, title=title, locator=locator
    )


def structured(piece: str, *, in_bibliography: bool = False) -> Cited | None:
    """A full entry or a short form; NONE for words with a page that are neither."""
    head, locator = split_locator(piece) if not in_bibliography else (piece, None)
    head = ACCESSED.sub("", head).strip(EDGES)
    if not words_of(head):
        return None
    if URL.match(head) and " " not in head:
        return whole(head, locator=locator)
    if DESCRIBED.match(head):
        return whole(first_sentence(head), locator=locator, is_described=True)
    if (found := AUTHOR_YEAR.fullmatch(head)) and is_name(found["names"], longest=8):
        return Cited(
            kind=Kind.SHORT,
            text=piece,
            people=people_in(found["names"]),
            year=found["year"],
            locator=locator,
            is_tentative=locator is None,
        )
    full = full_entry(head, locator=locator)
    if full:
        return full
    short = short_form(head, locator=locator)
    if short:
        return replace(short, text=piece)
    return Cited(kind=Kind.NONE, text=piece, locator=locator) if has_page(piece) else None


def has_page(piece: str) -> bool:
    found = LOCATOR.search(mask(piece))
    return found is not None and found["page"] is not None


def split_locator(piece: str) -> tuple[str, str | None]:
    """What stands before the locator, and the locator. What follows it is a remark."""
    masked = mask(piece)
    last = None
    for found in LOCATOR.finditer(masked):
        last = found
        if found["page"]:
            break
    if last and (last["page"] or not words_of(masked[last.end() :])):
        return piece[: last.start()].rstrip(EDGES + "("), piece[last.start() : last.end()].strip()
    bare = BARE_LOCATOR.search(masked, max(0, len(masked) - LONGEST_LOCATOR))
    if bare and not YEAR.fullmatch(bare[1]):
        return piece[: bare.start()], bare[1]
    return piece, None


def full_entry(head: str, *, locator: str | None) -> Cited | None:
    """An entry with its year, address or archive; None when the words are no entry."""
    spans = list(SPAN.finditer(head))
    outside = SPAN.sub(lambda found: "w" * len(found[0]), head)
    years = YEAR.findall(outside)
    is_dated = bool(years or URL.search(outside) or UNDATED.search(outside))
    if not is_dated:
        is_archival = ARCHIVE.search(outside) and is_name(outside.split(",")[0], longest=12)
        return whole(head, locator=locator) if is_archival else None
    if not spans:
        return entry_without_markup(head, locator=locator)
    before = head[: spans[0].start()].strip(" ")
    if before.strip(EDGES) and not is_name(YEAR.sub("", before).strip(EDGES + "()"), longest=14):
        return None
    head = cut_remark(head, after=spans[0].end())
    years = YEAR.findall(SPAN.sub(" ", head)) or years
    return Cited(
        kind=Kind.FULL,
        text=head,
        people=people_in(YEAR.sub("", before)),
        title=title_in(spans[0]),
        year=years[-1] if years else None,
        locator=locator,
    )


def title_in(span: re.Match[str]) -> str:
    return next(group for group in span.groups() if group is not None).strip(EDGES)


def cut_remark(head: str, *, after: int) -> str:
    """An entry without the sentences that follow it, once its title and year have been."""
    masked = mask(head)
    year = YEAR.search(head, after)
    if not year:
        return head
    end = NEXT_SENTENCE.search(masked, year.start())
    return head[: end.start()] if end else head


def entry_without_markup(head: str, *, locator: str | None) -> Cited | None:
    """An entry whose italics were lost: *Robert Service, Trotsky (Cambridge, 2009)*."""
    masked = mask(head)
    parts = [part.strip() for part in re.split(r"[,(]|\.\s", masked)]
    lengths = [len(part) for part in parts]
    has_imprint = "(" in head and YEAR.search(head[head.find("(") :])
    if not is_name(parts[0], longest=10):
        return None
    if not has_imprint and DAY.search(head):
        return whole(head, locator=locator)
    if not has_imprint and len(parts) < 3:
        return None
    if max(lengths) > 200:
        return None
    surname_first = re.match(r"([^,.()]{2,40}, [^,.()]{2,40})(?:, |\. )(.+)", head, re.DOTALL)
    author, title = head[: lengths[0]], head[lengths[0] :].lstrip(EDGES)
    if surname_first and is_inverted(surname_first[1]):
        author, title = surname_first[1] + ".", surname_first[2]
    title = re.split(r"[,(]|\.\s", title)[0].strip(EDGES)
    if not title or YEAR.search(title) or title[0].islower():
        return whole(head, locator=locator)
    years = YEAR.findall(head)
    year = years[-1] if years else None
    return Cited(
        kind=Kind.FULL,
        text=cut_remark(head, after=0),
        people=people_in(author),
        title=title,
        year=year,
        locator=locator,
    )


def is_inverted(text: str) -> bool:
    """Whether *Patenaude, Bertrand* is one person and not an author and a title."""
    family, _, given = text.partition(", ")
    return is_name(text, longest=5) and len(given.split()) == 1 and len(family.split()) <= 2


def first_sentence(text: str) -> str:
    end = NEXT_SENTENCE.search(mask(text))
    return text[: end.start()] if end else text


def whole(head: str, *, locator: str | None, is_described: bool = False) -> Cited:
    """An entry that is known by all of its words: an interview, a visit, a box in an archive."""
    years = YEAR.findall(head)
    return Cited(
        kind=Kind.FULL,
        text=head,
        title=head,
        year=years[-1] if years else None,
        locator=locator,
        is_described=is_described,
    )


def short_form(head: str, *, locator: str | None) -> Cited | None:
    """*Patenaude, p. 145*; *Deutscher, Armed, 28*; *The Prophet Armed, p. 28*."""
    head = head.strip(EDGES)
    span = SPAN.search(head)
    names, _, title = head.partition(",")
    if span:
        names, title = head[: span.start()].strip(EDGES), title_in(span)
        if head[span.end() :].strip(EDGES + ")"):
            return None
    elif found := AUTHOR_PAGE.fullmatch(head):
        names, title, locator = found["names"], "", locator or found["locator"]
        return tentative(names, text=head, locator=locator)
    names, title = names.strip(EDGES), title.strip(EDGES)
    is_titled = bool(title) and (span is not None or reads_as_title(title))
    if (names and not is_name(names, longest=6)) or (title and not is_titled):
        return None
    if not names and not span:
        return None
    return Cited(
        kind=Kind.SHORT,
        text=head,
        people=people_in(names),
        title=title,
        locator=locator,
        is_tentative=locator is None and not (names and span),
    )


def tentative(names: str, *, text: str, locator: str | None) -> Cited | None:
    if not is_name(names, longest=4):
        return None
    people = people_in(names)
    return Cited(kind=Kind.SHORT, text=text, people=people, locator=locator, is_tentative=True)


def reads_as_title(text: str) -> bool:
    """Whether plain words may be a shortened title: few, and the first one a capital."""
    return len(text.split()) <= 10 and (text[0].isupper() or text[0] in "¿¡") and ". " not in text
