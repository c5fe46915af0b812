"""The forms of condition checks, marks on photographs, treatments, damage and loss."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from casamuseo.collection.actions.checking import MarkAsked, Point
from casamuseo.collection.terms import CheckReason, Completeness, Condition, DamageKind, MarkKind
from casamuseo.desk.pickers import ObjectField
from casamuseo.desk.procedure_forms import (
    ProcedureForm,
    SeenForm,
    day_field,
    line_field,
    text_field,
)

MOST_FILES = 20
_POINT = re.compile(r"\s*(\d{1,3}(?:\.\d+)?)[\s,]+(\d{1,3}(?:\.\d+)?)\s*")


class ManyFiles(forms.FileInput):
    """Several files at once, or the camera of a telephone."""

    allow_multiple_selected = True


class PhotographsField(forms.FileField):
    """Photographs; cleans to a list of files, empty where there are none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFiles({"accept": "image/*"}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [each for each in (data if isinstance(data, list) else [data]) if each]
        if len(files) > MOST_FILES:
            raise ValidationError(
                now_("At most %(most)d photographs at once.") % {"most": MOST_FILES}
            )
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(PhotographsField, self).clean(each, initial) for each in files]


class CheckWords(ProcedureForm):
    """What is written of a check."""

    condition = forms.ChoiceField(label=_("Condition"), choices=Condition.choices)
    note = text_field(_("What you see"))
    next_check_on = day_field(_("Next check on"), required=False)
    completeness = forms.ChoiceField(
        label=_("Completeness"), choices=Completeness.choices, initial=Completeness.UNKNOWN
    )
    reason = forms.ChoiceField(label=_("Why it was checked"), choices=CheckReason.choices)
    hazards = line_field(_("Hazards"), most=300)
    recommendation = text_field(_("What should be done"))
    checked_on = day_field(_("Checked on"))
    checked_by = line_field(_("Who checked it"), required=True)
    more: ClassVar[tuple[str, ...]] = (
        "reason",
        "completeness",
        "hazards",
        "recommendation",
        "checked_on",
        "checked_by",
    )


class CheckForm(CheckWords):
    """A new check, with photographs."""

    museum_object = ObjectField(label=_("Object number"))
    photographs = PhotographsField(
        label=_("Photographs"), required=False, help_text=_("For the staff alone.")
    )
    field_order = ("museum_object", "condition", "note", "photographs", "next_check_on")


class PhotographsForm(ProcedureForm):
    """More photographs of a check."""

    photographs = PhotographsField(label=_("Photographs"))


class MarkForm(ProcedureForm):
    """A mark: what it shows, and where, in per cent of the picture."""

    kind = forms.ChoiceField(label=_("What the mark shows"), choices=MarkKind.choices)
    note = line_field(_("Note"), most=300)
    x = forms.FloatField(
        label=_("From the left, in per cent"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"step": "0.1"}),
    )
    y = forms.FloatField(
        label=_("From above, in per cent"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"step": "0.1"}),
    )
    more_points = forms.CharField(
        label=_("Further points"),
        max_length=4000,
        required=False,
        help_text=_(
            "For a line: 40 25; 45 30. A line that ends where it begins goes around something."
        ),
    )

    def clean_more_points(self) -> list[Point]:
        points = []
        for part in filter(None, map(str.strip, self.cleaned_data["more_points"].split(";"))):
            found = _POINT.fullmatch(part)
            if found is None or float(found[1]) > 100 or float(found[2]) > 100:
                raise ValidationError(
                    now_("“%(part)s” is no point: write two numbers from 0 to 100.")
                    % {"part": part[:30]}
                )
            points.append((float(found[1]), float(found[2])))
        return points

    def asked(self) -> MarkAsked:
        """The mark, its points as fractions."""
        said = self.cleaned_data
        points = [(said["x"], said["y"]), *said["more_points"]]
        return MarkAsked(
            MarkKind(said["kind"]), [(x / 100, y / 100) for x, y in points], note=said["note"]
        )


class TreatmentForm(ProcedureForm):
    """A treatment begins."""

    museum_object = ObjectField(label=_("Object number"))
    begun_on = day_field(_("Began on"))
    conservator = line_field(_("Who treats it"), required=True)
    proposal = text_field(_("What is to be done"))
    authorised_by = line_field(_("Authorised by"))
    report = text_field(_("What was done"))
    materials = text_field(_("Materials"), help_text=_("What was brought onto the object."), rows=2)
    more: ClassVar[tuple[str, ...]] = ("authorised_by", "report", "materials")


class TreatmentChangeForm(TreatmentForm, SeenForm):
    """A treatment, written anew; its object stays."""

    museum_object = None  # type: ignore[assignment]


class EndForm(SeenForm):
    """A treatment ends."""

    report = text_field(_("What was done"), required=True)
    materials = text_field(_("Materials"), help_text=_("What was brought onto the object."), rows=2)
    ended_on = day_field(_("Ended on"))


class DamageForm(ProcedureForm):
    """Something broke, was lost or stolen."""

    museum_object = ObjectField(label=_("Object number"))
    kind = forms.ChoiceField(label=_("What happened"), choices=DamageKind.choices)
    description = text_field(_("Describe it"), required=True)
    discovered_on = day_field(_("Discovered on"))
    discovered_by = line_field(_("Discovered by"), required=True)
    happened = line_field(_("When and how, as far as anybody knows"))
    action_taken = text_field(_("What has been done"))
    reported_to = line_field(_("Reported to"), most=300)
    more: ClassVar[tuple[str, ...]] = (
        "discovered_by",
        "happened",
        "action_taken",
        "reported_to",
    )


class DamageChangeForm(SeenForm):
    """What was done of it since."""

    action_taken = text_field(_("What has been done"))
    reported_to = line_field(_("Reported to"), most=300)


class CloseDamageForm(SeenForm):
    """The matter is closed."""

    action_taken = text_field(_("What has been done"), required=True)
    closed_on = day_field(_("Closed on"))
