"""The forms of the till and of the bookings' desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casamuseo.desk.forms import DeskForm
from casamuseo.desk.till_slip import amount_in_cents, new_key
from casamuseo.visit.terms import OrderState, PaymentMethod


class AmountField(forms.CharField):
    """An amount of the house's currency, as people type it; in cents."""

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, least: int = 1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least = least

    def to_python(self, value: Any) -> Any:
        words = super().to_python(value)
        if not words:
            return None
        try:
            cents = amount_in_cents(words[:30])
        except ValueError:
            raise ValidationError(_("Please write an amount, such as 250 or 250.50.")) from None
        if cents < self.least:
            raise ValidationError(_("Please write an amount above nothing."))
        return cents


class OnceForm(DeskForm):
    """A form that does what it does once, though it be sent twice."""

    request_key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_key": new_key(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class OpenShiftForm(DeskForm):
    """The cash with which a shift begins."""

    float_cents = AmountField(
        label=_("Cash in the drawer"),
        least=0,
        help_text=_("What you have counted before the first sale."),
    )


class CashForm(OnceForm):
    """Cash into the drawer, or out of it to the safe."""

    amount_cents = AmountField(label=_("Amount"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class DropForm(CashForm):
    """To the safe: that is reason enough."""

    reason = forms.CharField(label=_("Note"), max_length=300, required=False)


class CloseForm(DeskForm):
    """Why the count differs from the book."""

    difference_note = forms.CharField(
        label=_("About the difference"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class ReasonForm(DeskForm):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class RefundForm(OnceForm):
    """How much goes back, how, and why."""

    amount_cents = AmountField(label=_("Amount"))
    method = forms.ChoiceField(label=_("How it goes back"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, ways: list[PaymentMethod], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["method"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  written above
        field.choices = [(way.value, way.label) for way in ways]


class DrawerForm(DeskForm):
    """A drawer: its name and its printer."""

    name = forms.CharField(label=_("Name"), max_length=80)
    printer = forms.RegexField(
        r"^[A-Za-z0-9.-]+(:\d{1,5})?$",
        label=_("Receipt printer"),
        max_length=120,
        required=False,
        help_text=_(
            "Its address on the house’s network, such as 192.168.1.50 or 192.168.1.50:9100. "
            "Empty: receipts are printed by the browser."
        ),
        error_messages={"invalid": _("An address such as 192.168.1.50 or 192.168.1.50:9100.")},
    )
    paper_mm = forms.TypedChoiceField(
        label=_("Width of the paper"),
        coerce=int,
        choices=[(80, _("80 mm")), (58, _("58 mm"))],
        initial=80,
        widget=forms.RadioSelect,
    )


class FindForm(DeskForm):
    """What bookings are looked for by."""

    q = forms.CharField(label=_("Code, name or e-mail"), max_length=200, required=False)
    day = forms.DateField(
        label=_("Day of the visit"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), *OrderState.choices]
    )


class VoucherForm(DeskForm):
    """A new voucher."""

    code = forms.RegexField(
        r"^[A-Za-z0-9 _-]+$",
        label=_("Code"),
        max_length=40,
        help_text=_("Letters and numbers that a visitor can type."),
        error_messages={"invalid": _("Letters, numbers and hyphens only.")},
    )
    percent = forms.IntegerField(label=_("Percent off"), min_value=1, max_value=100, initial=100)
    max_uses = forms.IntegerField(
        label=_("For how many visitors"), min_value=1, max_value=100_000, initial=1
    )
    begins_on = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput({"type": "date"})
    )
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"})
    )
    note = forms.CharField(label=_("Note for the staff"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("begins_on"), cleaned.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("The last day is before the first."))
        return cleaned
