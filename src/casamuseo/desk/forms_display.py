"""The forms of display states: a day, its unknown rooms, where a thing stood and how surely."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from casamuseo.collection.actions.placing import PlacementAsked, Stand
from casamuseo.collection.models import DisplayState, MuseumObject, Placement
from casamuseo.collection.terms import Presence
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.forms_plan import MetresField
from casamuseo.desk.pickers import MultilingualFormField, ObjectField, PlaceField
from casamuseo.house.models import Place
from casamuseo.house.terms import PlaceKind
from casamuseo.kernel.terms import Certainty
from casamuseo.sources.models import Statement

MOST_SENTENCES = 12
"""Sentences offered as evidence at once: with more, one searches."""


class DaysField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A day that there is, by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name.words(_language()))


class PlacesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several places, by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name.words(_language()))


class NewDayForm(DeskForm):
    """A day on which the house is to be shown."""

    day = forms.DateField(
        label=pgettext_lazy("display state", "Day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty for the house as it stands today."),
    )
    name = MultilingualFormField(label=gettext_lazy("Name"), most=200)
    copied_from = DaysField(
        DisplayState.objects.none(),
        label=gettext_lazy("Begin with everything as on"),
        required=False,
        empty_label=gettext_lazy("nothing placed"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["copied_from"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = DisplayState.objects.all()


class DayForm(DeskForm):
    """What a day is called, and of which rooms nothing is known."""

    name = MultilingualFormField(label=gettext_lazy("Name"), most=200)
    unknown_places = PlacesField(
        Place.objects.none(),
        label=gettext_lazy("Nothing is known of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unknown_places"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  declared above
        apart = Place.objects.exclude(kind=PlaceKind.FIXTURE)
        field.queryset = apart.order_by("number", "order")


class StandForm(DeskForm):
    """Where a thing stands in its room: its centre on the plan, and how it is turned."""

    x = MetresField(label=gettext_lazy("To the right, m"), required=False)
    y = MetresField(label=gettext_lazy("Down, m"), required=False)
    rotation = MetresField(
        label=gettext_lazy("Turned, °"), required=False, min_value=-360, max_value=360
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    @classmethod
    def start(cls, placement: Placement) -> dict[str, Any]:
        names = ("x", "y", "rotation")
        values = {name: getattr(placement, name) for name in names}
        return {**values, "seen": " ".join(repr(values[name]) for name in names)}

    def stand(self) -> Stand:
        """Where it was put. What was not touched is given back as it was seen, to the last decimal."""
        seen, asked = self.seen_stand(), self.cleaned_data
        kept = {
            name: before if _is_same(before, asked[name]) else asked[name]
            for name, before in (("x", seen.x), ("y", seen.y), ("rotation", seen.rotation))
        }
        return Stand(kept["x"], kept["y"], kept["rotation"] or 0.0)

    def seen_stand(self) -> Stand:
        """Where it stood when the form was given out."""
        parts = self.cleaned_data["seen"].split()
        try:
            x, y, turn = (None if part == "None" else float(part) for part in parts)
        except ValueError:
            return Stand(None, None, 0.0)
        return Stand(x, y, turn or 0.0)


class PlacementForm(DeskForm):
    """A thing on a day: where, how surely, on what evidence."""

    museum_object = ObjectField()
    place = PlaceField(
        required=False, help_text=gettext_lazy("Empty only where nobody knows the place.")
    )
    x = MetresField(
        label=gettext_lazy("To the right on the plan, m"),
        required=False,
        help_text=gettext_lazy("Empty where the position is not known."),
    )
    y = MetresField(label=gettext_lazy("Down on the plan, m"), required=False)
    rotation = MetresField(
        label=gettext_lazy("Turned clockwise, °"), required=False, min_value=-360, max_value=360
    )
    presence = forms.ChoiceField(label=gettext_lazy("Presence"), choices=Presence.choices)
    certainty = forms.ChoiceField(label=gettext_lazy("Certainty"), choices=Certainty.choices)
    note = MultilingualFormField(label=gettext_lazy("Note"), required=False, rows=2, most=2000)
    find = forms.CharField(
        label=gettext_lazy("Find a sentence as evidence"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"), required=False, widget=forms.RadioSelect
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def offer(self, *, thing: MuseumObject | None, place: Place | None) -> None:
        """Offer the sentences that were searched for, or those of the thing and the place."""
        chosen = self["evidence"].value() or ""
        words = (self["find"].value() or "").strip() if self.is_bound else ""
        found = list(_sentences(words, thing=thing, place=place)[:MOST_SENTENCES])
        keys = {str(one.pk) for one in found}
        if str(chosen).isdecimal() and str(chosen) not in keys:
            found = [*Statement.objects.filter(pk=int(chosen)).select_related("passage"), *found]
        widget = self.fields["evidence"].widget
        assert isinstance(widget, forms.RadioSelect)  # noqa: S101  declared above
        widget.choices = [("", _("none")), *((one.pk, _told(one)) for one in found)]

    @classmethod
    def start(cls, placement: Placement, *, seen: str) -> dict[str, Any]:
        names = ("museum_object", "place", "x", "y", "rotation", "presence", "certainty", "note")
        values = {name: getattr(placement, name) for name in names}
        return {**values, "evidence": placement.evidence_id or "", "seen": seen}

    def clean_evidence(self) -> Statement | None:
        chosen = self.cleaned_data["evidence"]
        if not chosen:
            return None
        found = Statement.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
        if found is None:
            raise ValidationError(_("This sentence is no longer there."))
        return found

    def asked(self) -> PlacementAsked:
        """What was written, as the action takes it."""
        written = self.cleaned_data
        return PlacementAsked(
            museum_object=written["museum_object"],
            place=written["place"],
            x=written["x"],
            y=written["y"],
            rotation=written["rotation"] or 0.0,
            presence=Presence(written["presence"]),
            certainty=Certainty(written["certainty"]),
            evidence=written["evidence"],
            note=written["note"],
        )


def _sentences(
    words: str, *, thing: MuseumObject | None, place: Place | None
) -> QuerySet[Statement]:
    rows = Statement.objects.select_related("passage").order_by("passage", "position")
    if words:
        said = rows.annotate(said=Cast("text", TextField()))
        return said.filter(Q(said__icontains=words) | Q(passage__key__icontains=words))
    speakers = [each.passage_id for each in (thing, place) if each and each.passage_id]
    return rows.filter(passage__in=speakers)


def _told(statement: Statement) -> str:
    words = statement.text.words(_language())
    return f"{words} ({statement.passage.key})"


def _is_same(before: float | None, typed: float | None) -> bool:
    if before is None or typed is None:
        return before is None and typed is None
    return round(before, 3) == typed


def _language() -> str:
    return get_language() or "es"
