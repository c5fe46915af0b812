"""Labels as a tagged PDF (PDF/UA-1) made with Typst: wall label A4 and Letter, large print of 18 points."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.kernel.terms import Certainty
from casamuseo.story.labels import Label, Said, Told
from casamuseo.story.models import PrintedLabel
from casamuseo.story.papers import qr
from casamuseo.story.papers.letters import drawn, fonts, pieces, undrawn

TEMPLATE = Path(__file__).with_name("label.typ")
PREVIEW_PPI = 72

SPOKEN = {code for code, _name in settings.LANGUAGES}
"""Languages in which our own few words on a label exist; in others they are English."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A label and the size in which it is printed."""

    label: Label
    size: PrintedLabel.Size


@dataclass(frozen=True, slots=True)
class House:
    """What stands small on every label: whose it is, and where its addresses begin."""

    name: str
    base_url: str
    """`https://museum.example`: before the short address."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a label came out on paper."""

    points: float
    """Size of its letters; smaller than usual where it would not have fitted."""
    pages: int
    is_smaller: bool
    undrawn: str
    """Letters for which there is no shape, left out."""


def label_pdf(sheets: Sequence[Sheet], *, house: House, title: str, at: datetime) -> bytes:
    """The labels as one PDF, each on a page of its own. `at` is written into it as its making."""
    pdf = _compiler().compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs=_inputs(sheets, house, title),
        pdf_standards=["ua-1"],
        timestamp=at.replace(microsecond=0),
    )
    assert isinstance(pdf, bytes)  # noqa: S101  one document, no output file
    return pdf


def label_png(sheet: Sheet, *, house: House, title: str, ppi: int = PREVIEW_PPI) -> bytes:
    """The label's first page as a picture."""
    made = _compiler().compile(
        TEMPLATE.read_bytes(), format="png", ppi=ppi, sys_inputs=_inputs([sheet], house, title)
    )
    first = made[0] if isinstance(made, list) else made
    assert isinstance(first, bytes)  # noqa: S101  no output file
    return first


def fits(sheets: Sequence[Sheet], *, house: House) -> list[Fit]:
    """How each of the labels comes out."""
    compiler = typst.Compiler(
        TEMPLATE.read_bytes(), font_paths=fonts(), sys_inputs=_inputs(sheets, house, "–")
    )
    asked = compiler.query("<fit>", field="value")
    return [
        Fit(
            float(found["points"]),
            int(found["pages"]),
            bool(found["smaller"]),
            undrawn("".join(_all_words(sheet.label))),
        )
        for found, sheet in zip(json.loads(asked), sheets, strict=True)
    ]


def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=fonts())


def _inputs(sheets: Sequence[Sheet], house: House, title: str) -> dict[str, str]:
    first = sheets[0].label.languages[0] if sheets else "en"
    shape = {
        "title": drawn(f"{title} · {house.name}"),
        "author": drawn(house.name),
        "language": _base(first),
        "labels": [_label(sheet, house) for sheet in sheets],
    }
    return {"labels": json.dumps(shape)}


def _label(sheet: Sheet, house: House) -> dict[str, Any]:
    label = sheet.label
    return {
        "size": str(sheet.size),
        "house": drawn(house.name),
        "draft": _in_each(label.languages, "draft") if label.is_draft else "",
        "columns": [_column(label, language) for language in label.languages],
        "legend": [
            {"certainty": certainty, "words": _in_each(label.languages, certainty)}
            for certainty in Certainty.values
            if any(one.certainty == certainty for one in label.sentences)
        ],
        "code": _code(label, house),
    }


def _column(label: Label, language: str) -> dict[str, Any]:
    """What the label says in one of its languages. Words in no language of the label stand in the first."""
    title_in, title = _said(label.title, language, label.languages, is_title=True)
    with translation.override(_interface(language)):
        names = {value: str(Certainty(value).label) for value in Certainty.values}
        other = _("Another version")
    return {
        "language": _base(language),
        "title": {"pieces": [*pieces(title)], "language": _base(title_in)},
        "interface": _base(_interface(language)),
        "runs": [*_runs(label, language, names, other)],
    }


def _runs(
    label: Label, language: str, names: dict[str, str], other: str
) -> Iterator[dict[str, Any]]:
    """Sentences that follow each other in one paragraph with equal certainty, as one run."""
    run: dict[str, Any] | None = None
    for one in label.sentences:
        spoken, words = _said(one.words, language, label.languages)
        if not words:
            continue
        follows = run is not None and (
            (run["certainty"], run["language"]) == (one.certainty, _base(spoken))
            and not one.starts_paragraph
            and one.certainty != Certainty.CONTESTED
        )
        if run is not None and follows:
            run["pieces"] += [{"words": [" "], "italic": False}, *pieces(words)]
            continue
        if run is not None:
            yield run
        run = {
            "certainty": one.certainty,
            "name": "" if one.certainty == Certainty.DOCUMENTED else names[one.certainty],
            "language": _base(spoken),
            "pieces": [*pieces(words)],
            "starts_paragraph": one.starts_paragraph,
            **_counter(one, language, label.languages, other),
        }
    if run is not None:
        yield run


def _counter(one: Said, language: str, languages: Sequence[str], name: str) -> dict[str, Any]:
    spoken, words = _said(one.other, language, languages)
    if not words:
        return {}
    return {
        "other": {"name": name, "pieces": [*pieces(words)], "language": _base(spoken)},
    }


def _said(
    told: Told, language: str, languages: Sequence[str], *, is_title: bool = False
) -> tuple[str, str]:
    """The language and the words for a column; none where another column has them."""
    if told.get(language):
        return language, told[language]
    others = [code for code in told if told[code]]
    if not others:
        return language, ""
    stands_beside = any(code in languages for code in others)
    if stands_beside and not is_title:
        return language, ""
    return others[0], told[others[0]]


def _code(label: Label, house: House) -> dict[str, str] | None:
    if not label.address:
        return None
    address = house.base_url + label.address
    shown = address.split("://", 1)[-1]
    language = label.languages[0]
    with translation.override(_interface(language)):
        alternative = _("QR code with the address %(address)s") % {"address": shown}
    return {
        "svg": qr.svg(address),
        "alt": alternative,
        "address": shown,
        "url": address,
        "more": _in_each(label.languages, "more"),
    }


def _in_each(languages: Sequence[str], what: str) -> str:
    """One of our own few words in each language of the label that we speak, each once."""
    said: dict[str, None] = {}
    for language in languages:
        with translation.override(_interface(language)):
            words = {
                "draft": _("Draft, not for the wall"),
                "more": _("More, with the sources"),
                **{value: str(Certainty(value).label) for value in Certainty.values},
            }
        said[words[what]] = None
    return " · ".join(said)


def _interface(language: str) -> str:
    return language if language in SPOKEN else "en"


def _base(language: str) -> str:
    """The part of the code that Typst knows: `pt` of `pt-BR`."""
    return language.split("-")[0]


def _all_words(label: Label) -> Iterator[str]:
    yield from label.title.values()
    for one in label.sentences:
        yield from one.words.values()
        yield from one.other.values()
