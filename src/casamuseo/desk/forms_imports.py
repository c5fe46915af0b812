"""The forms of imports: the file, and what each of its columns is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casamuseo.collection.importing.drafting import Options
from casamuseo.collection.importing.fields import keys_in
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pickers import house_languages, language_name


class TableForm(DeskForm):
    """The file."""

    file = forms.FileField(
        label=_("File"),
        max_length=400,
        allow_empty_file=True,
        help_text=_(
            "CSV in any alphabet, or XLSX; at most 200 MB. The first row names the columns."
        ),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx"}),
    )


class MappingForm(DeskForm):
    """What is done with rows; which column is what stands in the table above it."""

    changes_objects = forms.BooleanField(
        label=_("Change objects that are already here"),
        required=False,
        help_text=_(
            "What the table says takes the place of what the record says; an empty cell changes "
            "nothing. Without this, such a row is refused."
        ),
    )
    makes_terms = forms.BooleanField(
        label=_("Make new terms of unknown kinds and materials"),
        required=False,
        help_text=_("Without this, they are kept in the catalogue note."),
    )
    needs_dates = forms.BooleanField(
        label=_("Refuse rows whose date cannot be understood"),
        required=False,
        help_text=_("Without this, such a date is kept as written."),
    )
    order_of_sizes = forms.ChoiceField(
        label=_("“30 x 40 x 5 cm” means"),
        choices=[
            ("height-width-depth", _("height, width, depth")),
            ("width-height-depth", _("width, height, depth")),
        ],
        widget=forms.RadioSelect,
    )

    def options(self) -> Options:
        return Options(languages=house_languages(), **self.cleaned_data)


@dataclass(frozen=True, slots=True)
class Column:
    """A column in the mapping's table: its name, some of its cells, and what it is taken for."""

    name: str
    samples: Sequence[str]
    field: str


def field_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields that a column may be, in their groups, as key and name."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for field, key in keys_in(house_languages()):
        language = key.partition(":")[2]
        label = f"{field.label} · {language_name(language)}" if language else str(field.label)
        groups.setdefault(str(field.group), []).append((key, label))
    return list(groups.items())


def fields_from(data: Any, columns: Sequence[str]) -> dict[str, str]:
    """Column to field, as the selects of the mapping's table say."""
    chosen = {column: data.get(f"column-{place}", "") for place, column in enumerate(columns)}
    return {column: key[:80] for column, key in chosen.items() if key}
