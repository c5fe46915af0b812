"""From EDTF to words, in Spanish and English. What is told can be read back."""

import datetime
import re
from abc import ABC, abstractmethod

from .periods import PARTS_OF_YEAR, PLAIN_SEASONS, roman, span_of_season, thirds_of
from .reading import Piece, Reading, read_edtf, read_piece


def tell(edtf: str, *, language: str, by_part: bool) -> str | None:
    """The date in words; None for another language, or an expression with no plain wording.

    EDTF writes both "late 1939" and "from about September to December 1939" as
    1939-09~/1939-12. `by_part` chooses the first.
    """
    teller = _TELLERS.get(language)
    reading = read_edtf(edtf)
    return teller.tell(reading, by_part=by_part) if teller and reading else None


class _Teller(ABC):
    """The shapes of a date, which both languages share; the words are the language's own."""

    undated: str
    about: str
    possibly: str
    thirds: tuple[str, str, str]
    since: str
    until: str
    before: str
    after: str
    between: str
    from_to: str
    months: tuple[str, ...]

    @abstractmethod
    def plain(self, piece: Piece) -> str:
        """The piece alone, without its mark: 20 August 1940, 1930s."""

    @abstractmethod
    def within(self, piece: Piece) -> str:
        """The piece after a preposition: the 1930s."""

    @abstractmethod
    def pair(self, start: Piece, end: Piece) -> tuple[str, str]:
        """Both ends, the first without what the second says anyway."""

    @abstractmethod
    def dashed(self, start: Piece, end: Piece) -> str | None:
        """Both ends around a dash, where the language does that."""

    def _month(self, piece: Piece) -> str:
        return self.months[piece.part - 1]

    def joined(self, told: str) -> str:
        """Contractions, where the language has them."""
        return told

    def tell(self, reading: Reading, *, by_part: bool) -> str | None:
        start, end = reading.start, reading.end
        if reading.shape == "unknown":
            return self.undated
        if reading.shape == "point" and start:
            return self._point(start)
        if reading.shape == "interval":
            part = self._part(start, end) if start and end and by_part else None
            return part or self._interval(start, end)
        if reading.shape == "choice":
            return self._choice(start, end)
        return None

    def _point(self, piece: Piece) -> str:
        told = self.plain(piece)
        if _is_approximate(piece):
            told = self.joined(self.about.format(self.within(piece)))
        return _with_doubt(told, is_doubted=_is_uncertain(piece))

    def _interval(self, start: Piece | None, end: Piece | None) -> str | None:
        if start and end:
            return self._from_to(start, end)
        phrase, only = (self.since, start) if start else (self.until, end)
        if not only:
            return None
        about = self._about(self.within(only), piece=only)
        return _with_doubt(self.joined(phrase.format(about)), is_doubted=_is_uncertain(only))

    def _from_to(self, start: Piece, end: Piece) -> str:
        is_doubted = _is_uncertain(start) and _is_uncertain(end)
        dashed = self.dashed(start, end) if start.mark == end.mark else None
        if dashed:
            return _with_doubt(self._about(dashed, piece=start), is_doubted=is_doubted)
        sides = []
        for told, piece in zip(self.pair(start, end), (start, end), strict=True):
            about = self._about(told, piece=piece)
            is_alone = _is_uncertain(piece) and not is_doubted
            sides.append(self.possibly.format(about) if is_alone else about)
        return _with_doubt(self.joined(self.from_to.format(*sides)), is_doubted=is_doubted)

    def _about(self, told: str, *, piece: Piece) -> str:
        return self.about.format(told) if _is_approximate(piece) else told

    def _part(self, start: Piece, end: Piece) -> str | None:
        """The season or the third of a period from which the interval was made, if any."""
        is_doubted = _is_uncertain(start) and _is_uncertain(end)
        for season in _seasons_from(start) if start.mark and start.mark == end.mark else ():
            if (start.text, end.text) == span_of_season(season.text):
                return self._point(season._replace(mark=start.mark))
        if not is_doubted and (_is_uncertain(start) or _is_uncertain(end)):
            return None
        span = _without_doubt(start), _without_doubt(end)
        for period in _periods_around(start):
            thirds = thirds_of(period.text) or ()
            if span in thirds:
                return _with_doubt(self._third(thirds.index(span), period), is_doubted=is_doubted)
        return None

    @abstractmethod
    def _third(self, which: int, period: Piece) -> str:
        """Its beginning, middle or end: late 1939."""

    def _choice(self, start: Piece | None, end: Piece | None) -> str | None:
        if start and end:
            return self.joined(self.between.format(*self.pair(start, end)))
        phrase, only = (self.after, start) if start else (self.before, end)
        limit = _neighbour(only, days=-1 if start else 1) if only else None
        return self.joined(phrase.format(self.within(limit))) if limit else None


class _Spanish(_Teller):
    undated = "sin fecha"
    about = "hacia {}"
    possibly = "posiblemente {}"
    thirds = ("principios de {}", "mediados de {}", "fines de {}")
    since = "desde {}"
    until = "hasta {}"
    before = "antes de {}"
    after = "después de {}"
    between = "entre {} y {}"
    from_to = "de {} a {}"
    months = (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    )

    def plain(self, piece: Piece) -> str:
        match piece.kind:
            case "day":
                return f"{self._day(piece)} de {self._year(piece)}"
            case "month":
                return f"{self._month(piece)} de {self._year(piece)}"
            case "season":
                return f"{PARTS_OF_YEAR[piece.part].es} de {self._year(piece)}"
            case "year":
                return self._year(piece)
            case "decade":
                return f"década de {piece.year}"
            case "century":
                return f"siglo {roman(piece.year // 100 + 1)}"

    def within(self, piece: Piece) -> str:
        told = self.plain(piece)
        if piece.kind in ("month", "year"):
            return told
        return f"la {told}" if told.startswith(("década", "primavera")) else f"el {told}"

    def pair(self, start: Piece, end: Piece) -> tuple[str, str]:
        first = self.within(start)
        if start.kind == end.kind == "day" and start.year == end.year:
            first = f"el {start.day}" if start.part == end.part else f"el {self._day(start)}"
        if start.kind == end.kind == "month" and start.year == end.year:
            first = self._month(start)
        return first, self.within(end)

    def dashed(self, start: Piece, end: Piece) -> str | None:
        if start.kind == end.kind == "year":
            return f"{self._year(start)}–{self._year(end)}"
        return None

    def joined(self, told: str) -> str:
        return re.sub(r"\bde el\b", "del", re.sub(r"\ba el\b", "al", told))

    def _third(self, which: int, period: Piece) -> str:
        return self.joined(self.thirds[which].format(self.within(period)))

    def _day(self, piece: Piece) -> str:
        return f"{piece.day} de {self._month(piece)}"

    def _year(self, piece: Piece) -> str:
        return str(piece.year) if piece.year > 0 else f"{1 - piece.year} a. C."


class _English(_Teller):
    undated = "undated"
    about = "about {}"
    possibly = "possibly {}"
    thirds = ("early {}", "mid-{}", "late {}")
    since = "from {}"
    until = "until {}"
    before = "before {}"
    after = "after {}"
    between = "between {} and {}"
    from_to = "from {} to {}"
    months = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )

    def plain(self, piece: Piece) -> str:
        match piece.kind:
            case "day":
                return f"{self._day(piece)} {self._year(piece)}"
            case "month":
                return f"{self._month(piece)} {self._year(piece)}"
            case "season":
                return f"{PARTS_OF_YEAR[piece.part].en} of {self._year(piece)}"
            case "year":
                return self._year(piece)
            case "decade":
                # "1900s" would be read as the century.
                return f"{piece.year}s" if piece.year % 100 else f"decade of {piece.year}"
            case "century":
                return f"{_ordinal(piece.year // 100 + 1)} century"

    def within(self, piece: Piece) -> str:
        told = self.plain(piece)
        return told if piece.kind in ("day", "month", "year") else f"the {told}"

    def pair(self, start: Piece, end: Piece) -> tuple[str, str]:
        first = self.within(start)
        if start.kind == end.kind == "day" and start.year == end.year:
            first = str(start.day) if start.part == end.part else self._day(start)
        if start.kind == end.kind == "month" and start.year == end.year:
            first = self._month(start)
        return first, self.within(end)

    def dashed(self, start: Piece, end: Piece) -> str | None:
        if start.kind != end.kind or start.kind not in ("day", "month", "year"):
            return None
        first, second = self.pair(start, end)
        # An unspaced dash joins two words at most, so that the eye cannot err.
        return None if " " in first else f"{first}–{second}"

    def _third(self, which: int, period: Piece) -> str:
        return self.thirds[which].format(self.plain(period))

    def _day(self, piece: Piece) -> str:
        return f"{piece.day} {self._month(piece)}"

    def _year(self, piece: Piece) -> str:
        return str(piece.year) if piece.year > 0 else f"{1 - piece.year} BC"


_TELLERS = {"es": _Spanish(), "en": _English()}


def _is_approximate(piece: Piece) -> bool:
    return piece.mark in ("~", "%")


def _is_uncertain(piece: Piece) -> bool:
    return piece.mark in ("?", "%")


def _without_doubt(piece: Piece) -> str:
    return piece.text + ("~" if _is_approximate(piece) else "")


def _with_doubt(told: str, *, is_doubted: bool) -> str:
    return f"{told} (?)" if is_doubted else told


def _ordinal(number: int) -> str:
    is_teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _seasons_from(start: Piece) -> list[Piece]:
    codes = PLAIN_SEASONS if start.kind == "month" and start.year > 0 else ()
    return [piece for code in codes if (piece := read_piece(f"{start.year:04}-{code}"))]


def _periods_around(start: Piece) -> list[Piece]:
    """The longer periods that a third may have been taken from."""
    texts = {
        "day": (start.text[:7],),
        "month": (start.text[:4],),
        "year": (f"{start.text[:3]}X", f"{start.text[:2]}XX"),
    }.get(start.kind, ())
    return [piece for text in texts if (piece := read_piece(text))]


def _neighbour(piece: Piece, *, days: int) -> Piece | None:
    """The day, month or year just after the piece, or just before it."""
    edge = piece.latest if days > 0 else piece.earliest
    if piece.year < 1 or edge in (datetime.date.min, datetime.date.max):
        return None
    length = {"day": 10, "month": 7}.get(piece.kind, 4)
    return read_piece((edge + datetime.timedelta(days=days)).isoformat()[:length])
