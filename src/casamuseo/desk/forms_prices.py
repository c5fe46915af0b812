"""The forms of prices, their rules, the times of visits, and capacities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casamuseo.desk.forms import DeskForm
from casamuseo.desk.forms_calendar import WEEKDAYS, DateInput
from casamuseo.desk.in_languages import language_fields, text_from
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.tariffs import Days, Reduction, Rhythm, Tariff
from casamuseo.visit.models import Price, PriceRule, Resource, SlotRule
from casamuseo.visit.terms import Residency

QUARTERS = [(minutes, str(minutes)) for minutes in range(15, 241, 15)]


class AmountField(forms.DecimalField):
    """An amount of the house's currency."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Price"),
            help_text=gettext_lazy("0 for free: who comes free has a ticket, too."),
            min_value=0,
            max_digits=9,
            decimal_places=2,
        )


class DemonstrationField(forms.BooleanField):
    """Whether it is made up, and marked so in public."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Made up for the demonstration, and marked so in public"),
            required=False,
        )


class _DaysForm(DeskForm):
    """The days on which something holds."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        help_text=gettext_lazy("None ticked: every day."),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    begins_on = forms.DateField(label=gettext_lazy("First day"), required=False, widget=DateInput())
    ends_on = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DateInput())

    @property
    def days(self) -> Days:
        cleaned = self.cleaned_data
        return Days(
            weekdays=tuple(cleaned["weekdays"]),
            begins_on=cleaned["begins_on"],
            ends_on=cleaned["ends_on"],
        )


class PriceForm(DeskForm):
    """What a category pays."""

    amount = AmountField()
    tax_code = forms.CharField(
        label=gettext_lazy("Tax code, as the accountant names it"), max_length=40, required=False
    )
    is_demonstration = DemonstrationField()

    def __init__(self, *args: Any, price: Price | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category, note, proof = (
            (price.category, price.note, price.proof) if price else (Text(), Text(), Text())
        )
        self.fields = {
            **language_fields("category", _("Category"), start=category),
            **self.fields,
            **language_fields("note", _("Note"), start=note, required=False),
            **language_fields("proof", _("What they show"), start=proof, required=False),
        }
        if price is not None:
            for name in ("amount", "tax_code", "is_demonstration"):
                self.fields[name].initial = getattr(price, name)

    @property
    def tariff(self) -> Tariff:
        cleaned = self.cleaned_data
        return Tariff(
            category=text_from(cleaned, "category"),
            amount=cleaned["amount"],
            note=text_from(cleaned, "note"),
            proof=text_from(cleaned, "proof"),
            tax_code=cleaned["tax_code"],
            is_demonstration=cleaned["is_demonstration"],
        )


class PriceRuleForm(_DaysForm):
    """When some categories pay something else, and why."""

    amount = AmountField()
    residency = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        choices=[("", gettext_lazy("Everybody")), *Residency.choices],
        required=False,
    )
    prices = forms.ModelMultipleChoiceField(
        Price.objects.none(),
        label=gettext_lazy("Categories"),
        help_text=gettext_lazy("None ticked: all of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_demonstration = DemonstrationField()

    def __init__(self, *args: Any, rule: PriceRule | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["prices"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  declared above
        field.queryset = Price.objects.all()
        field.choices = [(price.pk, price.category) for price in field.queryset]
        reason, proof = (rule.reason, rule.proof) if rule else (Text(), Text())
        self.fields = {
            **language_fields("reason", _("Reason, shown beside the price"), start=reason),
            **self.fields,
            **language_fields("proof", _("What they show"), start=proof, required=False),
        }
        if rule is not None:
            names = ("amount", "residency", "weekdays", "begins_on", "ends_on", "is_demonstration")
            for name in names:
                self.fields[name].initial = getattr(rule, name)
            field.initial = [price.pk for price in rule.prices.all()]

    @property
    def reduction(self) -> Reduction:
        cleaned = self.cleaned_data
        return Reduction(
            reason=text_from(cleaned, "reason"),
            amount=cleaned["amount"],
            proof=text_from(cleaned, "proof"),
            residency=cleaned["residency"],
            is_demonstration=cleaned["is_demonstration"],
        )


class SlotRuleForm(_DaysForm):
    """On which days a visit has a time, and how visits follow each other."""

    every_minutes = forms.TypedChoiceField(
        label=gettext_lazy("A visit begins every so many minutes"), choices=QUARTERS, coerce=int
    )
    stay_minutes = forms.TypedChoiceField(
        label=gettext_lazy("A visit lasts so many minutes"), choices=QUARTERS, coerce=int
    )
    early_minutes = forms.IntegerField(
        label=gettext_lazy("Let in so many minutes early"), min_value=0, max_value=240
    )
    late_minutes = forms.IntegerField(
        label=gettext_lazy("Let in so many minutes late"), min_value=0, max_value=240
    )
    is_demonstration = DemonstrationField()

    def __init__(self, *args: Any, rule: SlotRule | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        start = rule or SlotRule()
        for name, field in self.fields.items():
            field.initial = getattr(start, name)

    @property
    def rhythm(self) -> Rhythm:
        cleaned = self.cleaned_data
        return Rhythm(
            every_minutes=cleaned["every_minutes"],
            stay_minutes=cleaned["stay_minutes"],
            early_minutes=cleaned["early_minutes"],
            late_minutes=cleaned["late_minutes"],
            is_demonstration=cleaned["is_demonstration"],
        )


class CapacityForm(DeskForm):
    """How many a resource holds."""

    capacity = forms.IntegerField(
        label=gettext_lazy("People"),
        help_text=gettext_lazy("What is sold already is kept, even where it is more than this."),
        min_value=0,
        max_value=100_000,
    )

    def __init__(self, *args: Any, resource: Resource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].initial = resource.capacity
