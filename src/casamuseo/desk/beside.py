"""What stands now beside what somebody typed: shown where two have changed one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

from casamuseo.desk.pickers import language_name
from casamuseo.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class Beside:
    """A field whose value differs: what it is called, and what stands now."""

    label: str
    stands: str


def standing_beside(typed: forms.Form, fresh: forms.Form) -> list[Beside]:
    """The fields in which what stands now, as a fresh form shows it, differs from what was typed."""
    found = []
    for name, field in fresh.fields.items():
        if isinstance(field.widget, forms.HiddenInput) or name not in typed.fields:
            continue
        now = _shown(fresh[name])
        if now != _shown(typed[name]):
            found.append(Beside(str(fresh[name].label), now or "–"))
    return found


def see_anew(typed: forms.Form, fresh: forms.Form) -> None:
    """Let what was typed say that it has seen what stands now: saved again, it takes its place."""
    assert isinstance(typed.data, QueryDict)  # noqa: S101  it was posted
    data = typed.data.copy()
    data[typed.add_prefix("seen")] = fresh["seen"].value()
    typed.data = data


def _shown(bound: forms.BoundField) -> str:
    value, field = bound.value(), bound.field
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label).strip() for key, label in _flat(field.choices)}
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(_key(one)), str(one or "")) for one in chosen if one)
    if isinstance(value, Text):
        value = [
            value[code].words or "" if code in value else "" for code in field.widget.languages
        ]
    languages: Sequence[str] = getattr(field.widget, "languages", ())
    if isinstance(value, list | tuple) and languages:
        said = zip(languages, value, strict=False)
        return " · ".join(f"{language_name(code)}: {words}" for code, words in said if words)
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return "" if value is None else str(value).strip()


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    return [(key, label) for key, label in choices if not isinstance(label, list | tuple)]


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
