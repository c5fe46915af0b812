"""The forms of labels: whose label, on which paper, in which languages, and where a copy hangs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pickers import (
    ObjectField,
    ObjectsField,
    PlaceField,
    house_languages,
    language_name,
)
from casamuseo.story.models import GuideStop, PrintedLabel


class WhoseForm(DeskForm):
    """Whose label: a stop of the guide, a room or an object; one of them."""

    stop = forms.IntegerField(
        label=_("Stop of the guide"),
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    room = PlaceField(rooms_only=True, label=_("Room"), required=False)
    thing = ObjectField(required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        number, room, thing = (found.get(name) for name in ("stop", "room", "thing"))
        if self.errors:
            return found
        if number:
            stop = GuideStop.objects.select_related("passage").filter(number=number).first()
            if stop is None:
                self.add_error("stop", _("The guide has no stop with this number."))
            return found | {"speaker": stop}
        speaker = room or thing
        if speaker is None:
            raise forms.ValidationError(_("Say whose label it is."))
        return found | {"speaker": speaker}


class PaperForm(DeskForm):
    """The paper and the languages of a label."""

    size = forms.ChoiceField(label=_("Paper"), choices=PrintedLabel.Size.choices, initial="a4")
    languages = forms.MultipleChoiceField(
        label=_("Languages on it"), choices=[], widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["languages"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  declared above
        codes = house_languages()
        field.choices = [(code, language_name(code)) for code in codes]
        field.initial = list(codes[:2])

    def chosen(self) -> tuple[PrintedLabel.Size, list[str]]:
        """What was asked for; where nothing was, or nonsense, what one begins with."""
        if self.is_bound and self.is_valid():
            asked = self.cleaned_data["languages"]
            codes = [code for code in house_languages() if code in asked]
            return PrintedLabel.Size(self.cleaned_data["size"]), codes
        return PrintedLabel.Size.A4, list(house_languages()[:2])


class CopyForm(DeskForm):
    """Where a copy is to hang."""

    place = PlaceField(rooms_only=True, label=_("Room"), required=False)
    wall = forms.CharField(
        label=_("Where in the room"),
        max_length=120,
        required=False,
        help_text=_("As “north wall, left of the window”."),
    )


class HangForm(DeskForm):
    """Where a copy hangs, and since when."""

    wall = forms.CharField(label=_("Where in the room"), max_length=120, required=False)
    on = forms.DateField(
        label=_("Since"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class StoreForm(DeskForm):
    """Small labels for the store: which objects, on which paper."""

    things = ObjectsField()
    paper = forms.ChoiceField(
        label=_("Paper"),
        choices=[("a4", _("A4, 24 on a sheet")), ("letter", _("Letter, 21 on a sheet"))],
    )


class NumbersForm(forms.Form):
    """Copies that were ticked in a list."""

    copy = forms.TypedMultipleChoiceField(coerce=int, choices=[])

    def __init__(self, *args: Any, keys: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["copy"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  declared above
        field.choices = [(str(key), str(key)) for key in keys]
