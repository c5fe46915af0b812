"""The words of the site's addresses, in each language: one table, from which every address is made."""

from __future__ import annotations

SECTIONS: dict[str, dict[str, str]] = {
    "visit": {"es": "visita", "en": "visit"},
    "house": {"es": "casa", "en": "house"},
    "objects": {"es": "objetos", "en": "objects"},
    "stories": {"es": "historias", "en": "stories"},
    "timeline": {"es": "linea-del-tiempo", "en": "timeline"},
    "journey": {"es": "mapa", "en": "map"},
    "people": {"es": "personas", "en": "people"},
    "sources": {"es": "fuentes", "en": "sources"},
    "contested": {"es": "en-disputa", "en": "contested"},
    "guide": {"es": "guia", "en": "guide"},
    "accessibility": {"es": "accesibilidad", "en": "accessibility"},
    "data": {"es": "datos", "en": "data"},
    "search": {"es": "buscar", "en": "search"},
    "exhibitions": {"es": "exposiciones", "en": "exhibitions"},
    "tours": {"es": "visitas-guiadas", "en": "tours"},
    "programme": {"es": "programa", "en": "programme"},
    "book": {"es": "reservar", "en": "book"},
    "order": {"es": "reserva", "en": "booking"},
    "appearance": {"es": "aspecto", "en": "appearance"},
}

PARAMETERS: dict[str, dict[str, str]] = {
    "day": {"es": "dia", "en": "day"},
    "against": {"es": "contra", "en": "against"},
    "number": {"es": "numero", "en": "number"},
    "query": {"es": "q", "en": "q"},
    "place": {"es": "lugar", "en": "place"},
    "kind": {"es": "tipo", "en": "kind"},
    "material": {"es": "material", "en": "material"},
    "person": {"es": "persona", "en": "person"},
    "from": {"es": "desde", "en": "from"},
    "until": {"es": "hasta", "en": "until"},
    "page": {"es": "pagina", "en": "page"},
    "section": {"es": "seccion", "en": "section"},
    "month": {"es": "mes", "en": "month"},
    "time": {"es": "hora", "en": "time"},
    "session": {"es": "sesion", "en": "session"},
    "theme": {"es": "tema", "en": "theme"},
    "back": {"es": "de", "en": "back"},
}
"""The names of query parameters, so that a language switch can carry them over."""

STEPS: dict[str, dict[str, str]] = {
    "ask": {"es": "solicitar", "en": "request"},
    "details": {"es": "datos", "en": "details"},
    "move": {"es": "cambiar", "en": "move"},
    "cancel": {"es": "cancelar", "en": "cancel"},
    "refund": {"es": "devolucion", "en": "refund"},
    "pay": {"es": "pagar", "en": "pay"},
    "paid": {"es": "pago", "en": "payment"},
}
"""What follows in the addresses of a booking or a tour."""

ADDRESS_LANGUAGES = ("es", "en")
"""Languages that have words of their own for the addresses; others use the English ones."""


def section(name: str, *, language: str) -> str:
    """The path segment of a section: `section("visit", language="es")` is "visita"."""
    words = SECTIONS[name]
    return words.get(language, words["en"])


def parameter(name: str, *, language: str) -> str:
    """The query parameter's name in this language."""
    names = PARAMETERS[name]
    return names.get(language, names["en"])


def step(name: str, *, language: str) -> str:
    """The path segment of a step of booking in this language."""
    words = STEPS[name]
    return words.get(language, words["en"])
