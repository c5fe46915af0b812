"""Spanish and English prose cut into sentences, minding abbreviations."""

import re
from collections.abc import Iterator

from casamuseo.sources.audit.blocks import FILLER, MARK
from casamuseo.sources.audit.words import word_list

END = re.compile(
    r"(?<![.!?…])[.!?…]++"
    rf"[\"'»”’)\]*_{MARK}{FILLER}]*+"
    rf"(?:\s++{MARK}[{MARK}{FILLER}]*+)*"
    rf"(?:(?=\s|$)|(?<=[{MARK}{FILLER}])(?=[^\W\d_]|[¿¡«“]))"
)
SPACES = re.compile(r"\s*")
OPENERS = "\"'«“‘([*_—–-"
LONGEST_WORD = 40
IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
TAG = re.compile(r"<[^<>]*>")
PROSE = re.compile(r"[^\W\d_]{2,}")
ROMAN = re.compile(r"[IVXLCDM]+\b")
ERA = re.compile(r"[CJ]\.")

NEVER_LAST = word_list(
    "dr dra drs sr sra sres sras srta srita d dña prof profa lic ing arq gral gen cnel cor tte cap"
    " cmdte almte mr mrs ms messrs st ste sto sta fr rev hon pres gov sen rep lt col sgt maj capt"
    " mons pbro vs cf cfr vid ej op ob loc ed eds trad trads comp comps coord coords dir pról"
    " prol introd al aprox approx ca circa r ibid ibíd íd id av avda blvd col ave dpto depto"
    " univ assn dept bros viz"
)
BEFORE_A_NUMBER = word_list(
    "p pp pág págs pag pags f ff fs fol fols fo n nn no nos nro núm núms num nums vol vols t ts"
    " cap caps ch chap chaps art arts fig figs lám láms sec secc secs § párr para paras col cols"
    " c s l h doc docs exp leg vv v ene feb mzo mar abr may jun jul ago sept sep set oct nov dic"
    " jan apr aug dec"
)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a paragraph begins and ends. A note's mark ends with its sentence."""
    start = 0
    for end in END.finditer(text):
        if ends_sentence(text, end):
            yield start, end.end()
            start = end.end()
    if text[start:].strip():
        yield start, len(text)


def ends_sentence(text: str, end: re.Match[str]) -> bool:
    """Whether a stop ends its sentence; in doubt (a letter alone, an abbreviation) it does not."""
    spaces = SPACES.match(text, end.end())
    after = spaces.end() if spaces else end.end()
    upcoming = text[after : after + LONGEST_WORD].lstrip(OPENERS)
    if after < len(text) and not starts_sentence(upcoming):
        return False
    stop = text[end.start() : end.start() + 2]
    if stop[0] == "…" or stop == "..":
        return end.start() == 0 or text[end.start() - 1] not in "[("
    if stop[0] != ".":
        return True
    return not is_abbreviation(word_before(text, end.start()), upcoming=upcoming)


def starts_sentence(upcoming: str) -> bool:
    if not upcoming:
        return True
    first = upcoming[0]
    return first in f"¿¡{MARK}" or first.isdigit() or (first.isalpha() and not first.islower())


def word_before(text: str, at: int) -> str:
    before = text[max(0, at - LONGEST_WORD) : at].replace(MARK, " ").replace(FILLER, " ")
    words = before.split()
    return words[-1].lstrip("\"'«“‘([*_—–-¿¡") if words and not before[-1].isspace() else ""


def is_abbreviation(word: str, *, upcoming: str) -> bool:
    if not word:
        return False
    folded = word.casefold()
    if len(word) == 1 and word.isupper():
        return True
    if folded in ("a", "d", "n") and ERA.match(upcoming):
        return True
    if "." in word:
        return folded not in ("a.m", "p.m", "ee.uu") and all(
            len(part) <= 2 for part in word.split(".")
        )
    if folded in NEVER_LAST or folded == "ee":
        return bool(upcoming)
    return folded in BEFORE_A_NUMBER and bool(
        upcoming[:1].isdigit() or ROMAN.match(upcoming) or not upcoming
    )


def is_prose(sentence: str) -> bool:
    """Whether a span says something: three words, or one with a stop at its end."""
    bare = TAG.sub(" ", IMAGE.sub(" ", sentence))
    found = 0
    for _ in PROSE.finditer(bare):
        found += 1
        if found == 3:
            return True
    return found > 0 and any(stop in bare for stop in ".!?…")


def readable(sentence: str) -> str:
    """A sentence on one line, without the signs of its notes."""
    return " ".join(sentence.replace(MARK, "").replace(FILLER, "").split())
