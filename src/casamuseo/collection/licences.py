"""Statements of rights with their canonical addresses: RightsStatements.org and Creative Commons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation

RIGHTS = "http://rightsstatements.org/vocab/"
COMMONS = "http://creativecommons.org/"


@dataclass(frozen=True, slots=True)
class Licence:
    """A statement of rights: its address, and what it is called by those who keep it."""

    uri: str
    names: Mapping[str, str]
    code: str
    """What it is called for short: "InC", "CC BY 4.0"."""

    def name(self, language: str = "") -> str:
        """What it is called in this language, or in that of the page; in English where there is none."""
        wanted = language or translation.get_language() or "en"
        return self.names.get(wanted, self.names["en"])


def _statement(code: str, *, es: str, en: str) -> Licence:
    return Licence(f"{RIGHTS}{code}/1.0/", {"es": es, "en": en}, code)


def _commons(path: str, code: str, *, es: str, en: str) -> Licence:
    return Licence(f"{COMMONS}{path}/", {"es": es, "en": en}, code)


LICENCES: Sequence[Licence] = (
    _statement("InC", es="Protegido por derecho de autor", en="In Copyright"),
    _statement(
        "InC-OW-EU",
        es="Protegido por derecho de autor - Obra huérfana UE",
        en="In Copyright - EU Orphan Work",
    ),
    _statement(
        "InC-EDU",
        es="Protegido por derecho de autor - Uso educativo permitido",
        en="In Copyright - Educational Use Permitted",
    ),
    _statement(
        "InC-NC",
        es="Protegido por derecho de autor - Uso No Comercial permitido",
        en="In Copyright - Non-Commercial Use Permitted",
    ),
    _statement(
        "InC-RUU",
        es="Protegido por derecho de autor - Titular o titulares de derechos imposibles de localizar "
        "o de identificar",
        en="In Copyright - Rights-holder(s) Unlocatable or Unidentifiable",
    ),
    _statement(
        "NoC-CR",
        es="Sin derecho de autor - Restricciones Contractuales",
        en="No Copyright - Contractual Restrictions",
    ),
    _statement(
        "NoC-NC",
        es="Sin derecho de autor - Uso No Comercial solamente",
        en="No Copyright - Non-Commercial Use Only",
    ),
    _statement(
        "NoC-OKLR",
        es="Sin derecho de autor - Otras restricciones legales conocidas",
        en="No Copyright - Other Known Legal Restrictions",
    ),
    _statement(
        "NoC-US",
        es="Sin derecho de autor - Estados Unidos",
        en="No Copyright - United States",
    ),
    _statement("CNE", es="Derecho de autor sin evaluar", en="Copyright Not Evaluated"),
    _statement("UND", es="Derecho de autor sin determinar", en="Copyright Undetermined"),
    _statement("NKC", es="Sin derecho de autor conocido", en="No Known Copyright"),
    _commons(
        "publicdomain/mark/1.0",
        "PDM 1.0",
        es="Marca de Dominio Público 1.0",
        en="Public Domain Mark 1.0",
    ),
    _commons(
        "publicdomain/zero/1.0",
        "CC0 1.0",
        es="CC0 1.0 Universal",
        en="CC0 1.0 Universal",
    ),
    _commons(
        "licenses/by/4.0",
        "CC BY 4.0",
        es="Atribución 4.0 Internacional",
        en="Attribution 4.0 International",
    ),
    _commons(
        "licenses/by-sa/4.0",
        "CC BY-SA 4.0",
        es="Atribución-CompartirIgual 4.0 Internacional",
        en="Attribution-ShareAlike 4.0 International",
    ),
    _commons(
        "licenses/by-nc/4.0",
        "CC BY-NC 4.0",
        es="Atribución-NoComercial 4.0 Internacional",
        en="Attribution-NonCommercial 4.0 International",
    ),
    _commons(
        "licenses/by-nc-sa/4.0",
        "CC BY-NC-SA 4.0",
        es="Atribución-NoComercial-CompartirIgual 4.0 Internacional",
        en="Attribution-NonCommercial-ShareAlike 4.0 International",
    ),
    _commons(
        "licenses/by-nd/4.0",
        "CC BY-ND 4.0",
        es="Atribución-SinDerivadas 4.0 Internacional",
        en="Attribution-NoDerivatives 4.0 International",
    ),
    _commons(
        "licenses/by-nc-nd/4.0",
        "CC BY-NC-ND 4.0",
        es="Atribución-NoComercial-SinDerivadas 4.0 Internacional",
        en="Attribution-NonCommercial-NoDerivatives 4.0 International",
    ),
)
BY_URI: Mapping[str, Licence] = {licence.uri: licence for licence in LICENCES}


def canonical(address: str) -> str:
    """The canonical spelling of a statement's address, however it was copied; "" if it is none.

    The machine-readable address has `http`, no `www`, no `/page/` and a slash at its end.
    """
    rest = address.strip().partition("://")[2].removeprefix("www.").partition("?")[0]
    rest = rest.partition("#")[0].rstrip("/").replace("rightsstatements.org/page/", RIGHTS[7:])
    for ending in ("/deed", "/legalcode"):
        rest = rest.partition(ending)[0]
    wanted = f"http://{rest}/"
    return wanted if wanted in BY_URI else ""


def called(uri: str, *, language: str = "") -> str:
    """What a statement is called in a language; its address where it is none that we know."""
    licence = BY_URI.get(uri)
    return licence.name(language) if licence else uri
