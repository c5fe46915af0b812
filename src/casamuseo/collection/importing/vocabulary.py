"""The words by which tables say our choices, in Spanish and English, whatever language the desk speaks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from casamuseo.collection.terms import Authenticity, LegalStatus, SalvagePriority
from casamuseo.kernel.dates.folding import fold

_WORDS: Mapping[str, Mapping[str, str]] = {
    "legal_status": {
        LegalStatus.OWNED: "owned|owned by the museum|propio|propia|propiedad|propiedad del museo|acervo",
        LegalStatus.LOANED: "loaned|loan|on loan|on loan to the museum|prestamo|en prestamo|comodato",
        LegalStatus.DEPOSITED: "deposited|deposit|in the museum's keeping|deposito|en deposito|custodia|en "
        "custodia",
        LegalStatus.NOT_HELD: "not held|not-held|no se conserva|no conservado",
        LegalStatus.DISPOSED: "disposed|deaccessioned|no longer in the collection|baja|dado de baja|dada de "
        "baja",
        LegalStatus.UNKNOWN: "unknown|not known|desconocido|se desconoce|no se sabe",
    },
    "authenticity": {
        Authenticity.ORIGINAL: "original|original to the house|original de la casa",
        Authenticity.PERIOD: "period|of the period|of the period, not of the house|de epoca|epoca|"
        "de la epoca",
        Authenticity.REPLICA: "replica|reproduction|copy|reproduccion|copia",
        Authenticity.LATER: "later|posterior",
        Authenticity.UNKNOWN: "unknown|not known|desconocida|desconocido|se desconoce|no se sabe",
    },
    "salvage_priority": {
        SalvagePriority.FIRST: "first|1|1a|primera|primero|alta|high",
        SalvagePriority.SECOND: "second|2|2a|segunda|segundo|media|medium",
        SalvagePriority.THIRD: "third|3|3a|tercera|tercero|baja|low",
    },
}


def choice_in(field: str, words: str) -> str | None:
    """The choice that these words mean; None for words that mean none."""
    return _choices(field).get(fold(words).rstrip("."))


@cache
def _choices(field: str) -> dict[str, str]:
    return {
        word: str(choice)
        for choice, words in _WORDS[field].items()
        for word in (*words.split("|"), str(choice))
    }
