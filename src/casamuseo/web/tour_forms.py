"""The form with which a group asks for a tour, and those on the page of one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from casamuseo.visit.actions.tour_steps import MOST, TourAsked
from casamuseo.visit.actions.touring import tour_languages
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import GroupKind
from casamuseo.web.templating import language_name

KINDS = (GroupKind.SCHOOL, GroupKind.GROUP, GroupKind.FAMILY)


class AskForTourForm(forms.Form):
    """What the house needs to know to make an offer; nobody's name but the one who writes."""

    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Who comes?"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the tour"))
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput({"type": "time", "step": "900"}, format="%H:%M"),
    )
    people = forms.IntegerField(
        label=gettext_lazy("People"),
        help_text=gettext_lazy("Everybody, teachers and companions among them."),
        min_value=1,
        max_value=MOST,
    )
    teachers = forms.IntegerField(
        label=gettext_lazy("Teachers"), min_value=0, max_value=MOST, required=False
    )
    organisation = forms.CharField(
        label=gettext_lazy("School, agency or group"),
        max_length=160,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Our offer goes there. A telephone number is enough, too."),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    needs = forms.CharField(
        label=gettext_lazy("What should we know?"),
        help_text=gettext_lazy("Wheelchairs, ages of a class, what interests you most."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    website = forms.CharField(required=False, max_length=200)
    """A trap for machines that fill in everything: people do not see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name, choices in (
            ("kind", [(kind.value, kind.label) for kind in KINDS]),
            ("language", [(code, language_name(code)) for code in tour_languages()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
            field.choices = choices
        self.fields["email"].error_messages["invalid"] = gettext(
            "This does not look like an e-mail address. An example: ana@example.org"
        )

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(gettext("Please leave this field empty."))
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("email") or cleaned.get("phone") or self.errors.get("email")):
            self.add_error(
                "email", gettext("Please leave an e-mail address or a telephone number.")
            )
        teachers, people = cleaned.get("teachers") or 0, cleaned.get("people")
        if people and teachers and teachers >= people:
            self.add_error("teachers", gettext("There cannot be more teachers than people."))
        return cleaned

    def asked(self, *, language: str, site: str) -> TourAsked:
        """What was asked for, in the page's language and from this website."""
        said = self.cleaned_data
        zone = visit_rules().calendar.zone
        wanted = datetime.combine(said["day"], said["time"], tzinfo=zone)
        return TourAsked(
            kind=GroupKind(said["kind"]),
            language=said["language"],
            wanted_at=wanted.astimezone(UTC),
            people=said["people"],
            teachers=said["teachers"] or 0,
            contact_language=language,
            contact_name=said["name"],
            contact_email=said["email"],
            contact_phone=said["phone"],
            organisation=said["organisation"],
            needs=said["needs"],
            site=site,
        )


class HowManyForm(forms.Form):
    """How many come after all."""

    people = forms.IntegerField(min_value=1, max_value=MOST)
    teachers = forms.IntegerField(min_value=0, max_value=MOST, required=False)
