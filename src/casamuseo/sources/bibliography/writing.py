"""Sources as others read them: CSL-JSON, BibTeX, RIS."""

from __future__ import annotations

import json
from collections.abc import Iterable

from casamuseo.sources.bibliography import bibtex, ris
from casamuseo.sources.models import Source

FORMS = {
    "json": ("application/vnd.citationstyles.csl+json", "CSL-JSON"),
    "bib": ("application/x-bibtex", "BibTeX"),
    "ris": ("application/x-research-info-systems", "RIS"),
}
"""By the ending of the file: its media type, and its name."""


def written(sources: Iterable[Source], *, form: str) -> str:
    """The sources in one of FORMS, under their keys."""
    if form == "json":
        items = [source.as_csl() for source in sources]
        return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    pairs = [(source.key, source.csl) for source in sources]
    return bibtex.write(pairs) if form == "bib" else ris.write(pairs)
