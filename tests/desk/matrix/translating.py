"""Who may open the pages of the translation desk."""

from __future__ import annotations

from typing import Any

from casamuseo.house.models import House
from casamuseo.kernel.texts import Text
from tests.cast import a_house, a_passage, a_statement
from tests.desk.matrix.rows import DIRECTOR, EDITOR, TRANSLATOR, Row, only


def a_waiting_sentence() -> dict[str, Any]:
    if not House.objects.exists():
        a_house()
    statement = a_statement(a_passage(), text=Text.of(es="Mesa."))
    return {
        "language": "en",
        "model": "sources.statement",
        "key": statement.pk,
        "field": "text",
    }


def a_language_of_work() -> dict[str, Any]:
    if not House.objects.exists():
        a_house()
    return {"language": "en"}


def a_prepared_language() -> dict[str, Any]:
    if not House.objects.exists():
        a_house(prepared_languages=["fr"])
    House.objects.update(prepared_languages=["fr"])
    return {"code": "fr"}


def a_kind() -> dict[str, Any]:
    return {"kind": "places"}


def a_house_to_ask() -> dict[str, Any]:
    if not House.objects.exists():
        a_house()
    return {}


TRANSLATORS = (DIRECTOR, EDITOR, TRANSLATOR)

ROWS: dict[str, Row] = {
    "desk/translation/": only(*TRANSLATORS, parts=a_house_to_ask),
    "desk/translation/texts/<slug:kind>/": only(*TRANSLATORS, parts=a_kind),
    "desk/translation/files/": only(*TRANSLATORS),
    "desk/translation/files/export/": only(*TRANSLATORS),
    "desk/translation/files/bring/": only(*TRANSLATORS),
    "desk/translation/files/agree/": only(*TRANSLATORS),
    "desk/translation/languages/": only(DIRECTOR, parts=a_house_to_ask),
    "desk/translation/languages/add/": only(DIRECTOR, parts=a_house_to_ask),
    "desk/translation/languages/<str:code>/up/": only(DIRECTOR, parts=a_prepared_language),
    "desk/translation/languages/<str:code>/remove/": only(DIRECTOR, parts=a_prepared_language),
    "desk/translation/languages/<str:code>/publish/": only(
        DIRECTOR, others=404, parts=a_prepared_language
    ),
    "desk/translation/in/<str:language>/": only(*TRANSLATORS, parts=a_language_of_work),
    "desk/translation/in/<str:language>/<str:model>/<int:key>/<str:field>/": only(
        *TRANSLATORS, parts=a_waiting_sentence
    ),
}
