"""What is contested, and what still needs a source, on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.kernel.terms import Certainty
from casamuseo.web import addresses
from casamuseo.web.pages import in_language, page
from casamuseo.web.reading import Notes
from casamuseo.web.spoken import spoken, statements_with

SHOWN = 200
"""Sentences of each kind on the page; a house with more shows the first and says so."""


@in_language
def contested(request: HttpRequest, language: str) -> HttpResponse:
    """Every contested sentence with both versions, then every one whose source is missing."""
    notes = Notes()
    disputed = statements_with(Certainty.CONTESTED, limit=SHOWN + 1)
    unknown = statements_with(Certainty.UNKNOWN, limit=SHOWN + 1)
    # Together, so that pages and citations are asked for once.
    told = spoken([*disputed, *unknown], language=language, notes=notes)
    return page(
        request,
        "web/contested.html",
        language=language,
        section="contested",
        title=gettext("Contested facts"),
        description=gettext(
            "Where accounts differ we show both versions; where a source is missing we say so."
        ),
        address=lambda code: addresses.of_section("contested", code),
        disputed=[it for it in told if it.sentence.certainty == Certainty.CONTESTED],
        unknown=[it for it in told if it.sentence.certainty == Certainty.UNKNOWN],
        limit=SHOWN,
        notes=notes,
    )
