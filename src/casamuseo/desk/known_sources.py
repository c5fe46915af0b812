"""The sources as the desk finds them: read once an edition, looked through word by word."""

from __future__ import annotations

from dataclasses import dataclass

from casamuseo.kernel.dates.folding import fold
from casamuseo.kernel.editions import per_edition
from casamuseo.sources.bibliography.doubles import Doubles
from casamuseo.sources.bibliography.naming import haystack, is_found, short_form
from casamuseo.sources.models import Source


@dataclass(frozen=True, slots=True)
class KnownSource:
    """What a list says of a source."""

    pk: int
    key: str
    short: str
    type: str
    is_withdrawn: bool
    hay: str


@per_edition
def known_sources() -> tuple[KnownSource, ...]:
    """Every source, by its short form: every action on one raises the edition."""
    rows = Source.objects.order_by().values_list("pk", "key", "csl", "withdrawn_on")
    known = [
        KnownSource(
            pk,
            key,
            short_form(csl) or key,
            str(csl.get("type", "")),
            withdrawn_on is not None,
            haystack(key, csl),
        )
        for pk, key, csl, withdrawn_on in rows
    ]
    return tuple(sorted(known, key=lambda one: (fold(one.short), one.key)))


def find_sources(words: str) -> list[KnownSource]:
    """Those in which every word stands; all of them for no words."""
    asked = fold(words[:200]).split()
    return [one for one in known_sources() if is_found(asked, one.hay)]


@per_edition
def known_doubles() -> Doubles:
    """The index by which doubles are found. Not to be added to."""
    return Doubles.among(Source.objects.order_by("order", "key").values_list("key", "csl"))
