"""Small labels for the store, many on a sheet: number, name, and the QR of the object's short address."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.collection.models import MuseumObject
from casamuseo.story.labels import object_address
from casamuseo.story.papers import qr
from casamuseo.story.papers.label_pdf import House
from casamuseo.story.papers.letters import drawn, fonts

Paper = Literal["a4", "letter"]
TEMPLATE = Path(__file__).with_name("store.typ")

LONGEST_NAME = 90


def store_pdf(
    things: Sequence[MuseumObject], *, house: House, language: str, paper: Paper, at: datetime
) -> bytes:
    """The labels of these objects as a tagged PDF (PDF/UA-1): 24 on a sheet of A4, 21 on Letter."""
    with translation.override(language):
        shape = {
            "title": drawn(f"{_('Labels for the store')} · {house.name}"),
            "author": drawn(house.name),
            "language": language.split("-")[0],
            "paper": paper,
            "labels": [_label(thing, house, language) for thing in things],
        }
    pdf = typst.Compiler(font_paths=fonts()).compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"labels": json.dumps(shape)},
        pdf_standards=["ua-1"],
        timestamp=at.replace(microsecond=0),
    )
    assert isinstance(pdf, bytes)  # noqa: S101  one document, no output file
    return pdf


def _label(thing: MuseumObject, house: House, language: str) -> dict[str, str]:
    number = drawn(thing.object_number)
    name = drawn(thing.name.words(language).replace("*", ""))
    return {
        "number": number,
        "name": name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…",
        "svg": qr.svg(house.base_url + object_address(thing)),
        "alt": _("QR code of the object %(number)s") % {"number": number},
    }
