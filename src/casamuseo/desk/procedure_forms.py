"""What the short forms of the procedures have in common: the minimum first, versions, refusals in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casamuseo.collection.errors_procedures import ChangedMeanwhile
from casamuseo.desk.dates import short_day
from casamuseo.desk.forms import DeskForm
from casamuseo.kernel.dates import FuzzyDate, parse_date
from casamuseo.kernel.errors import Refusal
from casamuseo.visit.money import amount, cents

T = TypeVar("T")


class ProcedureForm(DeskForm):
    """A form of which only the first fields are seen at once; `more` names those one step away."""

    more: ClassVar[tuple[str, ...]] = ()
    meanwhile: tuple[tuple[str, str], ...] = ()
    """What somebody else wrote meanwhile, where it differs from what was typed here."""

    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.more]

    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.more]

    def more_is_wrong(self) -> bool:
        return self.is_bound and any(name in self.errors for name in self.more)


class SeenForm(ProcedureForm):
    """A form that carries the version of the record that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AmountField(forms.DecimalField):
    """An amount of money; cleans to cents."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal"}))
        super().__init__(
            min_value=Decimal(0), max_digits=13, decimal_places=2, required=False, **kwargs
        )

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else cents(found)

    def prepare_value(self, value: Any) -> Any:
        return amount(value) if isinstance(value, int) else value


class FuzzyField(forms.CharField):
    """A date as people write it; cleans to a FuzzyDate, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        return parse_date(words) if words else None

    def prepare_value(self, value: Any) -> Any:
        return value.words if isinstance(value, FuzzyDate) else value


class CurrencyField(forms.RegexField):
    """Three letters of ISO 4217."""

    def __init__(self) -> None:
        super().__init__(
            r"^[A-Za-z]{3}$",
            label=_("Currency"),
            required=False,
            error_messages={"invalid": _("Three letters, such as MXN or USD.")},
            widget=forms.TextInput({"autocapitalize": "characters", "size": 3}),
        )

    def clean(self, value: Any) -> str:
        return str(super().clean(value) or "").upper()


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


def line_field(
    label: Any, *, most: int = 200, required: bool = False, help_text: Any = ""
) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def text_field(
    label: Any, *, required: bool = False, help_text: Any = "", rows: int = 3
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20_000,
        required=required,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
    )


def number_field() -> forms.CharField:
    return line_field(
        _("Number"), most=40, help_text=_("Left empty, it takes the next number of the year.")
    )


def asked_of(kind: Callable[..., T], form: forms.Form, **more: Any) -> T:
    """What the form says, as the action takes it: the fields that both have."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    said = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
    return kind(**said, **more)


def start_of(form: type[forms.Form], record: Model, **more: Any) -> dict[str, Any]:
    """With what the form begins where the record is there already."""
    names = [name for name in form.base_fields if hasattr(record, name)]
    return {**{name: getattr(record, name) for name in names}, **more}


def done(form: ProcedureForm, act: Callable[[], object], *, record: Model | None = None) -> bool:
    """Whether the form was right and the action did not refuse; why not stands in the form.

    Where somebody else has changed the record, the form shows what stands now and may be sent again.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refused:
        if isinstance(refused, ChangedMeanwhile) and record is not None:
            _look_again(form, record)
        field = getattr(refused, "field", "")
        form.add_error(field if field in form.fields else None, str(refused))
        return False
    return True


def facts_of(form: type[forms.Form], record: Model) -> list[tuple[str, str]]:
    """Label and words of what the record says, by the fields of its form; what is empty is left out."""
    return [
        (str(field.label), words)
        for name, field in form.base_fields.items()
        if name != "version" and (words := words_of(field, getattr(record, name, None)))
    ]


def words_of(field: forms.Field, value: Any) -> str:
    """A value as the desk says it."""
    if value in (None, ""):
        return ""
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, FuzzyDate):
        return value.in_words(get_language() or "es")
    if isinstance(field, AmountField):
        return f"{amount(value):,.2f}"
    if isinstance(field, forms.ChoiceField):
        choices: Mapping[str, Any] = dict(field.choices)  # type: ignore[arg-type]
        return str(choices.get(value, value))
    return str(value) if isinstance(value, (str, int)) else ""


def day_words(day: date | None) -> str:
    """24 Nov 2026; nothing where there is no day."""
    return short_day(day) if day else ""


def not_before(form: forms.Form, last: str, first: str, words: Any) -> None:
    """Complain at the field `last` where its day lies before that of `first`."""
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins and ends and ends < begins:
        form.add_error(last, ValidationError(words))


def _look_again(form: ProcedureForm, record: Model) -> None:
    record.refresh_from_db()
    form.data = {**{name: form.data[name] for name in form.data}, "version": str(_version(record))}
    form.meanwhile = tuple(
        (str(field.label), words_of(field, getattr(record, name)) or "–")
        for name, field in form.fields.items()
        if name != "version"
        and isinstance(getattr(record, name, None), (str, int, date, FuzzyDate, type(None)))
        and hasattr(record, name)
        and getattr(record, name) != form.cleaned_data.get(name)
    )


def _version(record: Model) -> int:
    version: int = record.version  # type: ignore[attr-defined]
    return version
