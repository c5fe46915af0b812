"""What is said of a row: a code with its column and words, kept so, and told in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

LONGEST_QUOTED = 120


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to be said of one cell, or of the row where there is no column."""

    code: str
    column: str = ""
    words: str = ""

    def __str__(self) -> str:
        words = self.words
        if len(words) > LONGEST_QUOTED:
            words = words[: LONGEST_QUOTED - 1] + "…"
        said = _sentences()[self.code] % {"words": words}
        if not self.column:
            return said
        return pgettext("cell", "%(column)s: %(said)s") % {"column": self.column, "said": said}


def kept(remarks: Iterable[Remark]) -> str:
    """The remarks as the row keeps them; "" for none."""
    shapes = [[each.code, each.column, each.words] for each in remarks]
    return json.dumps(shapes, ensure_ascii=False) if shapes else ""


def told(problem: str) -> list[Remark]:
    """The remarks of a row, as `kept` wrote them."""
    return [Remark(*shape) for shape in json.loads(problem)] if problem else []


def _sentences() -> dict[str, str]:
    return {
        "no-number": _("the object number is missing"),
        "no-name": _("the name is missing"),
        "number-too-long": _("the object number “%(words)s” is longer than 60 characters"),
        "number-twice": _("the same object number stands in row %(words)s already"),
        "number-taken": _(
            "an object has the number “%(words)s” already, and says something else; tick “change "
            "objects that are already here” if the table is right"
        ),
        "number-differs": _(
            "an object has this number spelled “%(words)s”: correct the table or the object"
        ),
        "date-not-understood": _("“%(words)s” is no date that can be understood"),
        "date-kept": _("“%(words)s” is kept as written: it is no date that can be understood"),
        "term-new": _("“%(words)s” becomes a new term"),
        "term-unknown": _("the term “%(words)s” is not known; it is kept in the catalogue note"),
        "person-unknown": _("nobody called “%(words)s” is known; it is kept in the catalogue note"),
        "person-ambiguous": _(
            "“%(words)s” may be more than one person; it is kept in the catalogue note"
        ),
        "place-unknown": _(
            "the place “%(words)s” is not known: the location is “not known”, and the words are kept"
        ),
        "place-stays": _(
            "“%(words)s” moves nothing: the object has a location, and only a movement changes it"
        ),
        "choice-unknown": _(
            "“%(words)s” is none of the words for this; it is kept in the catalogue note"
        ),
        "size-as-written": _("“%(words)s” is kept as written: its measures cannot be told apart"),
        "number-not-understood": _(
            "“%(words)s” is no whole number; it is kept in the catalogue note"
        ),
        "too-long": _("“%(words)s” is too long for its field; it is kept in the catalogue note"),
        "more-cells": _("the row has more cells than the heading: %(words)s"),
        "formula": _("a formula: its last result is taken"),
        "formula-text": _(
            "a formula without a result: its text is taken, and nothing is worked out"
        ),
        "unprintable": _("signs that no text may hold were left out"),
    }
