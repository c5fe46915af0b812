"""What is contested, and what still needs a source, on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.kernel.terms import Certainty
from casamuseo.web import addresses
from casamuseo.web.asked import Part
from casamuseo.web.pages import in_language, page
from casamuseo.web.reading import Notes
from casamuseo.web.spoken import in_doubt, spoken_by_pk

PAGE_SIZE = 150
"""Sentences on one page; few houses have more."""


@in_language
def contested(request: HttpRequest, language: str) -> HttpResponse:
    """Every contested sentence with both versions, then every one whose source is missing."""
    part = Part.of(request, in_doubt(), size=PAGE_SIZE, language=language)
    notes = Notes()
    told = spoken_by_pk(part.items, language=language, notes=notes)
    return page(
        request,
        "web/contested.html",
        language=language,
        section="contested",
        title=gettext("Contested facts"),
        description=gettext(
            "Where accounts differ we show both versions; where a source is missing we say so."
        ),
        address=lambda code: _address(code, part.number),
        with_page=lambda number: _address(language, number),
        disputed=[it for it in told if it.sentence.certainty == Certainty.CONTESTED],
        unknown=[it for it in told if it.sentence.certainty == Certainty.UNKNOWN],
        part=part,
        notes=notes,
    )


def _address(language: str, number: int) -> str:
    return addresses.of_section("contested", language, page=str(number) if number > 1 else None)
