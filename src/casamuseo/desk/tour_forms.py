"""The forms of tours and guides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casamuseo.desk.forms import DeskForm
from casamuseo.kernel.locales import locale
from casamuseo.staff.models import Member
from casamuseo.visit.actions.tour_steps import MOST
from casamuseo.visit.actions.touring import tour_languages
from casamuseo.visit.models import Guide, TourFee
from casamuseo.visit.money import cents, in_words
from casamuseo.visit.papers.tours import language_name
from casamuseo.visit.rules import the_house, visit_rules
from casamuseo.visit.terms import GroupKind, PayAt


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput({"type": "time", "step": "900"}, format="%H:%M")
    )


def moment(day: date, wall: time) -> datetime:
    """A day and a time on the house's wall, in UTC."""
    zone: ZoneInfo = visit_rules().calendar.zone
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)


def languages(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Languages to choose from, each by its own name."""
    return [(code, language_name(code)) for code in codes]


def weekday_name(number: int) -> str:
    """The name of an ISO weekday."""
    return str(get_day_names("wide", locale=locale())[number - 1]).capitalize()


def people_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MOST)


class AskForm(DeskForm):
    """What a group asks for by telephone or at the door."""

    kind = forms.ChoiceField(
        label=_("Kind of group"),
        choices=[choice for choice in GroupKind.choices if choice[0] != GroupKind.WALK_UP],
    )
    language = forms.ChoiceField(label=_("Language of the tour"))
    day = day_field(_("Day"))
    time = time_field(_("Time"))
    people = people_field(_("People, everybody counted"))
    teachers = forms.IntegerField(
        label=_("Teachers among them"), min_value=0, max_value=MOST, initial=0, required=False
    )
    organisation = forms.CharField(
        label=_("School, agency or group"), max_length=160, required=False
    )
    contact_name = forms.CharField(label=_("Name"), max_length=120, required=False)
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
    contact_phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    contact_language = forms.ChoiceField(label=_("We write to them in"))
    needs = forms.CharField(
        label=_("Needs and interests"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, spoken: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "language").choices = languages(tour_languages())
        choice(self, "contact_language").choices = languages(spoken)

    @property
    def wanted_at(self) -> datetime:
        return moment(self.cleaned_data["day"], self.cleaned_data["time"])


class FeeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A fee of the list, told by its kind, its amount and for how many."""

    def label_from_instance(self, obj: TourFee) -> str:
        return _("%(kind)s: %(amount)s for each group of up to %(people)d") % {
            "kind": GroupKind(obj.kind).label,
            "amount": in_words(cents(obj.amount), currency=the_house().currency),
            "people": obj.group_max,
        }


class QuoteForm(DeskForm):
    """When the tour could be, and what it costs."""

    day = day_field(_("Day"))
    time = time_field(_("Time"))
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=15,
        max_value=480,
        widget=forms.NumberInput({"step": "15"}),
    )
    fee = FeeField(TourFee.objects.none(), label=_("Fee of the list"), required=False)
    agreed = forms.DecimalField(
        label=_("Another price, agreed for everything"),
        min_value=Decimal(0),
        max_digits=9,
        decimal_places=2,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text=_("It takes the place of the list, admission included."),
    )
    note = forms.CharField(label=_("A sentence for the offer"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fee"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = TourFee.objects.select_related("admission")

    @property
    def starts_at(self) -> datetime:
        return moment(self.cleaned_data["day"], self.cleaned_data["time"])

    @property
    def agreed_cents(self) -> int | None:
        agreed = self.cleaned_data["agreed"]
        return None if agreed is None else cents(agreed)


class GuideForm(DeskForm):
    """One of these guides, or the next free one."""

    guide = forms.ModelChoiceField(
        Guide.objects.none(), label=_("Guide"), required=False, empty_label=_("The next free one")
    )

    def __init__(self, *args: Any, free: list[Guide], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["guide"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = Guide.objects.filter(pk__in=[guide.pk for guide in free])


class ConfirmTourForm(DeskForm):
    """How the group is going to pay."""

    pay_at = forms.ChoiceField(
        label=_("They pay"),
        choices=[(PayAt.INVOICE, PayAt.INVOICE.label), (PayAt.DOOR, PayAt.DOOR.label)],
    )


class PartyForm(DeskForm):
    """How many come."""

    people = people_field(_("People, everybody counted"))
    teachers = forms.IntegerField(
        label=_("Teachers among them"), min_value=0, max_value=MOST, required=False
    )
    is_final = forms.BooleanField(label=_("This is the final count"), required=False)


class ArriveForm(DeskForm):
    """How many have come."""

    people = people_field(_("How many have come"))


class MoveTourForm(DeskForm):
    """Another day and time."""

    day = day_field(_("Day"))
    time = time_field(_("Time"))

    @property
    def starts_at(self) -> datetime:
        return moment(self.cleaned_data["day"], self.cleaned_data["time"])


class ReasonForm(DeskForm):
    """Why not: the group reads it."""

    reason = forms.CharField(
        label=_("Reason, for the letter to the group"), max_length=300, required=False
    )


class WalkUpForm(DeskForm):
    """People at the door who want a guide now."""

    language = forms.ChoiceField(label=_("Language of the tour"))
    people = people_field(_("People, everybody counted"))
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "language").choices = languages(tour_languages())


class GuidePersonForm(DeskForm):
    """Who guides, and in which languages."""

    name = forms.CharField(label=_("Name"), max_length=120)
    languages = forms.MultipleChoiceField(label=_("Guides in"), widget=forms.CheckboxSelectMultiple)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Where we ask whether they can come."),
    )
    member = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Account on the desk"),
        required=False,
        help_text=_("With it they see their tours and answer by themselves."),
    )
    is_active = forms.BooleanField(label=_("Guides at present"), required=False, initial=True)

    def __init__(self, *args: Any, known: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = list(dict.fromkeys([*tour_languages(), *known]))
        choice(self, "languages").choices = languages(codes)
        field = self.fields["member"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = Member.objects.who_may("guide_tours")


class HoursForm(DeskForm):
    """When a guide can come, every week or on one day; or cannot."""

    weekday = forms.TypedChoiceField(
        label=_("Every week on"), coerce=int, empty_value=None, required=False
    )
    on = forms.DateField(
        label=_("or only on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    begins = time_field(_("From"))
    ends = time_field(pgettext_lazy("time", "Until"))
    is_absence = forms.BooleanField(label=_("Cannot come then"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(str(number), weekday_name(number)) for number in range(1, 8)]
        choice(self, "weekday").choices = [("", "–"), *days]


class AbsenceForm(DeskForm):
    """The guide cannot come: from now, or from a time, until the end of that day."""

    day = day_field(_("Day"))
    begins = time_field(_("From"))
    reason = forms.CharField(label=_("Reason, for the house only"), max_length=200, required=False)


def choice(form: forms.Form, name: str) -> forms.ChoiceField:
    """The field of a form that offers choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared as one
    return field
