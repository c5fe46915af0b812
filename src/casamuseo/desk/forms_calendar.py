"""The forms of the calendar: a day that differs, a weekly rule, a room closed for a while."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from casamuseo.desk.forms import DeskForm
from casamuseo.desk.in_languages import language_fields, text_from
from casamuseo.house.models import Place
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.calendaring import Week
from casamuseo.visit.calendar import DayHours
from casamuseo.visit.models import OpeningException, OpeningRule
from casamuseo.visit.rules import visit_rules

WEEKDAYS = [
    (1, gettext_lazy("Monday")),
    (2, gettext_lazy("Tuesday")),
    (3, gettext_lazy("Wednesday")),
    (4, gettext_lazy("Thursday")),
    (5, gettext_lazy("Friday")),
    (6, gettext_lazy("Saturday")),
    (7, gettext_lazy("Sunday")),
]


class DateInput(forms.DateInput):
    """The browser's own calendar, with the date as it understands it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class WritesField(forms.BooleanField):
    """Whether those who booked are written to."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Write to those who booked and left an address"),
            help_text=gettext_lazy("The letter offers another time, or the money back."),
            required=False,
            initial=True,
        )


class DayForm(DeskForm):
    """What is to hold on one day: closed, hours of its own, or as ever."""

    holds = forms.ChoiceField(
        label=gettext_lazy("On this day the house is"),
        choices=[
            ("closed", pgettext_lazy("the house", "closed")),
            ("hours", gettext_lazy("open at other hours")),
            ("usual", gettext_lazy("as on any other such weekday")),
        ],
        widget=forms.RadioSelect,
    )
    opens = forms.TimeField(label=gettext_lazy("Opens"), required=False, widget=TimeInput())
    closes = forms.TimeField(label=gettext_lazy("Closes"), required=False, widget=TimeInput())
    last_entry_minutes = forms.IntegerField(
        label=gettext_lazy("Last entry, in minutes before closing"),
        help_text=gettext_lazy("Empty: as on other days."),
        min_value=0,
        max_value=600,
        required=False,
    )

    def __init__(
        self, *args: Any, hours: DayHours, exception: OpeningException | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        holds = "usual" if exception is None else "closed" if exception.is_closed else "hours"
        self.fields["holds"].initial = holds
        self.fields["opens"].initial = hours.opens
        self.fields["closes"].initial = hours.closes
        if exception is not None:
            self.fields["last_entry_minutes"].initial = exception.last_entry_minutes
        start = exception.reason if exception else Text()
        differs = self.data.get("holds", holds) != "usual"
        self.fields.update(language_fields("reason", _("Reason"), start=start, required=differs))
        self.fields["writes"] = WritesField()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("holds") == "hours":
            for name in ("opens", "closes"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Please give a time."))
        return cleaned

    @property
    def reason(self) -> Text:
        return text_from(self.cleaned_data, "reason")


class RuleForm(DeskForm):
    """A weekly rule: on which days, at which hours, from when until when."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(label=gettext_lazy("Opens"), widget=TimeInput())
    closes = forms.TimeField(label=gettext_lazy("Closes"), widget=TimeInput())
    last_entry_minutes = forms.IntegerField(
        label=gettext_lazy("Last entry, in minutes before closing"),
        min_value=0,
        max_value=600,
        initial=0,
    )
    begins_on = forms.DateField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("Empty: it has always held."),
        required=False,
        widget=DateInput(),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Empty: until further notice. A day gone by ends the rule."),
        required=False,
        widget=DateInput(),
    )
    writes = WritesField()

    @staticmethod
    def start_of(rule: OpeningRule) -> dict[str, Any]:
        """What the form of a rule begins with."""
        names = ("weekdays", "opens", "closes", "last_entry_minutes", "begins_on", "ends_on")
        return {name: getattr(rule, name) for name in names}

    @property
    def week(self) -> Week:
        cleaned = self.cleaned_data
        return Week(
            weekdays=tuple(cleaned["weekdays"]),
            opens=cleaned["opens"],
            closes=cleaned["closes"],
            last_entry_minutes=cleaned["last_entry_minutes"],
            begins_on=cleaned["begins_on"],
            ends_on=cleaned["ends_on"],
        )


def numbered(place: Place) -> str:
    """A room by its number on the plan and its name."""
    name = place.name.words(get_language() or "es")
    return f"{place.number} · {name}" if place.number else name


class ClosureForm(DeskForm):
    """A room that will be closed, from when until when; times are those on the house's wall."""

    place = forms.ModelChoiceField(
        Place.objects.none(), label=gettext_lazy("Room"), empty_label=None
    )
    first_day = forms.DateField(label=gettext_lazy("From the day"), widget=DateInput())
    first_time = forms.TimeField(
        label=gettext_lazy("From the time"), required=False, widget=TimeInput()
    )
    last_day = forms.DateField(
        label=gettext_lazy("To the day"),
        help_text=gettext_lazy("Empty: until somebody opens it again."),
        required=False,
        widget=DateInput(),
    )
    last_time = forms.TimeField(
        label=gettext_lazy("To the time"),
        help_text=gettext_lazy("Empty: to the end of that day."),
        required=False,
        widget=TimeInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = Place.objects.shown()
        field.choices = [(place.pk, numbered(place)) for place in field.queryset]
        self.fields.update(language_fields("reason", _("Reason")))
        self.fields["writes"] = WritesField()
        self.fields["writes"].initial = False

    @property
    def reason(self) -> Text:
        return text_from(self.cleaned_data, "reason")

    @property
    def begins_at(self) -> datetime:
        first: date = self.cleaned_data["first_day"]
        return visit_rules().calendar.moment(first, self.cleaned_data["first_time"] or time())

    @property
    def ends_at(self) -> datetime | None:
        last: date | None = self.cleaned_data["last_day"]
        if last is None:
            return None
        wall: time = self.cleaned_data["last_time"] or time(23, 59, 59)
        return visit_rules().calendar.moment(last, wall)
