"""The forms of movements and audits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from casamuseo.collection.actions.moving import Destination, Errand
from casamuseo.collection.terms import AuditOutcome, MoveReason, Whither
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pages import local
from casamuseo.desk.pickers import ObjectField, ObjectsField, PlaceField
from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal

MIDDAY = time(12)
"""When something went of which only the day is known."""


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)


def on_the_wall(day: date, wall: time) -> datetime:
    """A day and a time by the clock of the house, in UTC."""
    return datetime.combine(day, wall, tzinfo=local(clock.now()).tzinfo).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last moment of a day in the house."""
    return on_the_wall(day + timedelta(days=1), time(0)) - timedelta(microseconds=1)


class DestinationForm(DeskForm):
    """Where something went, when, why and by whom."""

    whither = forms.ChoiceField(
        label=gettext_lazy("Where it went"),
        choices=Whither.choices,
        initial=Whither.PLACE,
        widget=forms.RadioSelect,
    )
    place = PlaceField(label=gettext_lazy("Place of the house"), required=False)
    position = forms.CharField(
        label=gettext_lazy("Where in it"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Shelf, drawer, box."),
    )
    elsewhere = forms.CharField(
        label=gettext_lazy("Where outside the house"), max_length=200, required=False
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[choice for choice in MoveReason.choices if choice[0] != MoveReason.REVERSAL],
        initial=MoveReason.DISPLAY,
    )
    day = day_field(
        label=gettext_lazy("Day on which it went"),
        required=False,
        help_text=gettext_lazy("Empty for now. An earlier day may be entered late."),
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    moved_by = forms.CharField(label=gettext_lazy("Carried by"), max_length=200, required=False)
    authorised_by = forms.CharField(
        label=gettext_lazy("Authorised by"), max_length=200, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        if "whither" in asked and not self.errors:
            try:
                self.to()
            except Refusal as refused:
                is_place = asked["whither"] == Whither.PLACE
                self.add_error("place" if is_place else "elsewhere", str(refused))
        if asked.get("time") and not asked.get("day"):
            self.add_error("day", ValidationError(_("Say the day as well.")))
        return asked

    def to(self) -> Destination:
        """What was said of where it went. Refuses with NoDestination."""
        asked = self.cleaned_data
        if asked["whither"] == Whither.PLACE:
            return Destination.in_place(asked.get("place"), asked.get("position", ""))
        if asked["whither"] == Whither.ELSEWHERE:
            return Destination.elsewhere(asked.get("elsewhere", ""))
        return Destination.unknown()

    def errand(self, *, at: datetime) -> Errand:
        """When, why and by whom, as the action takes it."""
        asked = self.cleaned_data
        return Errand(
            self._effective_at(at),
            MoveReason(asked["reason"]),
            asked["note"],
            asked["moved_by"],
            asked["authorised_by"],
        )

    def _effective_at(self, at: datetime) -> datetime:
        day, wall = self.cleaned_data["day"], self.cleaned_data["time"]
        if wall is not None:
            return on_the_wall(day, wall)
        if day is None or day == local(at).date():
            return at
        return on_the_wall(day, MIDDAY)


class MoveObjectsForm(DestinationForm):
    """One object or several that went to one destination together."""

    things = ObjectsField(label=gettext_lazy("Objects"))
    field_order = ("things",)


class MoveFixtureForm(DestinationForm):
    """A fixture with all that is in it."""

    fixture = PlaceField(label=gettext_lazy("Fixture"), fixtures_only=True)
    field_order = ("fixture",)


class ReverseForm(DeskForm):
    """Why an entry is taken back."""

    note = forms.CharField(
        label=gettext_lazy("What was wrong with it"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )


class LedgerForm(DeskForm):
    """Which entries of the ledger are shown."""

    place = PlaceField(label=gettext_lazy("Place"), required=False)
    day = day_field(label=gettext_lazy("Day"), required=False)


class ContentsForm(DeskForm):
    """Of which place and which day the contents are asked."""

    place = PlaceField(label=gettext_lazy("Place"))
    day = day_field(
        label=gettext_lazy("Day"), required=False, help_text=gettext_lazy("Empty for now.")
    )


class BeginAuditForm(DeskForm):
    """Which place is audited."""

    place = PlaceField(label=gettext_lazy("Room or fixture"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)


class SeenField(forms.TypedChoiceField):
    """One of the places of an audit; cleans to it, or None for where it was expected."""

    def __init__(self, places: list[Place], *, language: str, empty: str, **kwargs: Any) -> None:
        by_key = {str(place.pk): place for place in places}
        super().__init__(
            choices=[
                ("", empty),
                *((pk, each.name.words(language)) for pk, each in by_key.items()),
            ],
            coerce=lambda pk: by_key[pk],
            empty_value=None,
            required=False,
            **kwargs,
        )


class SeeForm(DeskForm):
    """A number that was scanned or typed, and where the object was seen."""

    thing = ObjectField(label=gettext_lazy("Scan or type a number"))

    def __init__(self, *args: Any, places: list[Place], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["thing"].widget.attrs |= {"enterkeyhint": "go", "autofocus": True}
        if len(places) > 1:
            self.fields["seen_place"] = SeenField(
                places,
                language=language,
                empty=_("Where it is expected"),
                label=pgettext_lazy("audit", "Seen in"),
            )


class LineForm(DeskForm):
    """What was found of one object."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("audit", "Result"),
        choices=[
            (AuditOutcome.FOUND, gettext_lazy("Seen")),
            (AuditOutcome.MISSING, AuditOutcome.MISSING.label),
            (AuditOutcome.AWAITED, AuditOutcome.AWAITED.label),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    field_order = ("outcome", "seen_place", "note")

    def __init__(self, *args: Any, places: list[Place], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_place"] = SeenField(
            places,
            language=language,
            empty=_("Where it is expected"),
            label=pgettext_lazy("audit", "Seen in"),
        )
        self.order_fields(self.field_order)


class AuditNoteForm(DeskForm):
    """What is to be said of the audit as a whole."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class CloseAuditForm(DeskForm):
    """What is to be thought of what nobody has seen."""

    are_awaited_missing = forms.BooleanField(
        label=gettext_lazy("What has not been seen is missing"), required=False
    )
