"""Words in every language of the house: fields for writing them, and the ready-made ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from casamuseo.house.models import House
from casamuseo.kernel.texts import Text

SPOKEN = {code for code, _name in settings.LANGUAGES}


def house_languages() -> list[str]:
    """The languages in which the house tells its public something; the first is the originals'."""
    house = House.objects.only("languages").first()
    return list(house.languages) if house else sorted(SPOKEN)


def ready_made(words: Promise) -> Text:
    """One of our own sentences in every language of the house that it was translated into."""
    said: dict[str, str | None] = {}
    for code in house_languages():
        with translation.override(code):
            said[code] = str(words) if code in SPOKEN else None
    return Text.of(**said)


def language_fields(
    name: str, label: str, *, start: Text | None = None, required: bool = True
) -> dict[str, forms.CharField]:
    """A field for each language of the house: `reason_es`, `reason_en`."""
    fields = {}
    for code in house_languages():
        initial = start[code].words if start and code in start else ""
        fields[f"{name}_{code}"] = forms.CharField(
            label=_("%(what)s, in %(language)s") % {"what": label, "language": _language(code)},
            max_length=300,
            required=required,
            initial=initial or "",
            widget=forms.TextInput({"lang": code}),
        )
    return fields


def text_from(cleaned: dict[str, Any], name: str) -> Text:
    """What was written into the fields of `language_fields`; a language left empty is missing."""
    words = {code: cleaned.get(f"{name}_{code}", "").strip() for code in house_languages()}
    if not any(words.values()):
        return Text()
    return Text.of(**{code: said or None for code, said in words.items()})


def _language(code: str) -> str:
    try:
        return str(translation.get_language_info(code)["name_translated"]).lower()
    except KeyError:
        return code
