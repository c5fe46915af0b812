"""The history of an object in words: what was done to it, and which fields changed from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from casamuseo.authority.models import Term
from casamuseo.collection.models import MuseumObject
from casamuseo.desk.forms_objects import CatalogueForm
from casamuseo.desk.pickers import language_name
from casamuseo.house.models import Place
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.models import Change
from casamuseo.kernel.texts import Text

ACTIONS: Mapping[str, Promise] = {
    "register": pgettext_lazy("history", "Registered"),
    "catalogue": pgettext_lazy("history", "Catalogued"),
    "renumber": pgettext_lazy("history", "Renumbered"),
    "publish": pgettext_lazy("history", "Shown on the website"),
    "hide": pgettext_lazy("history", "Taken off the website"),
    "add_number": pgettext_lazy("history", "Another number added"),
    "remove_number": pgettext_lazy("history", "Another number struck out"),
    "add_person": pgettext_lazy("history", "Person added"),
    "remove_person": pgettext_lazy("history", "Person taken away"),
    "add_picture": pgettext_lazy("history", "Picture added"),
    "remove_picture": pgettext_lazy("history", "Picture taken away"),
    "show_picture_first": pgettext_lazy("history", "Picture shown first"),
    "begin_text": pgettext_lazy("history", "Text begun"),
    "add_right": pgettext_lazy("history", "Right added"),
    "change_right": pgettext_lazy("history", "Right changed"),
    "remove_right": pgettext_lazy("history", "Right struck out"),
    "add_custody": pgettext_lazy("history", "Provenance added"),
    "change_custody": pgettext_lazy("history", "Provenance changed"),
    "remove_custody": pgettext_lazy("history", "Provenance struck out"),
    "move_custody": pgettext_lazy("history", "Provenance put in order"),
    "begin_custody_text": pgettext_lazy("history", "Text of the provenance begun"),
    "set_legal_status": pgettext_lazy("history", "Legal status set"),
    "import": pgettext_lazy("history", "Imported"),
}
LABELS: Mapping[str, Promise] = {
    "name": gettext_lazy("Object name"),
    "brief_description": gettext_lazy("Brief description"),
    "distinguishing_features": gettext_lazy("Distinguishing features"),
    "handling_note": gettext_lazy("How it is to be handled"),
    "object_number": gettext_lazy("Object number"),
}


def change_sentence(change: Change) -> str:
    """What was done, and the names of the fields that changed."""
    done = ACTIONS.get(change.action, change.action)
    changed = change.facts.get("changed")
    if not isinstance(changed, dict) or not changed:
        return str(done)
    return f"{done}: {', '.join(_label(name) for name in changed)}"


def _label(name: str) -> str:
    field = CatalogueForm.base_fields.get(name)
    return str(LABELS.get(name) or (field.label if field is not None else name))


def value_words(name: str, value: Any) -> str:
    """What stands in a field of an object, in words."""
    language = translation.get_language() or "es"
    if isinstance(value, Text):
        said = [(code, value[code].words) for code in value if value[code].words]
        return "; ".join(f"{language_name(code)}: {words}" for code, words in said) or "–"
    if isinstance(value, Term):
        return value.label.words(language)
    if isinstance(value, Place):
        return value.name.words(language)
    if isinstance(value, FuzzyDate):
        return value.words
    if isinstance(value, MuseumObject):
        return value.object_number
    if isinstance(value, list):
        return ", ".join(value_words(name, each) for each in value) or "–"
    if name in CatalogueForm.SIZES and value is not None:
        return _("%(length)s cm") % {"length": round(value * 100, 3)}
    field = CatalogueForm.base_fields.get(name)
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value) if value not in (None, "") else "–")
