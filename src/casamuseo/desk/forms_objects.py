"""The forms of the object desk: find, register, catalogue, rights, provenance, plans."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from casamuseo.authority.models import CorporateBody, GeographicPlace, Person, Term
from casamuseo.collection.actions.cataloguing import Catalogued, read_date
from casamuseo.collection.actions.documenting import PlanAsked
from casamuseo.collection.actions.moving import Destination
from casamuseo.collection.actions.provenance import CustodyAsked
from casamuseo.collection.actions.registering import Registered
from casamuseo.collection.actions.rights import RightAsked
from casamuseo.collection.errors_objects import DateNotRead
from casamuseo.collection.gaps import GAPS
from casamuseo.collection.licences import LICENCES
from casamuseo.collection.models import CustodyEvent, MuseumObject, Right
from casamuseo.collection.terms import (
    Authenticity,
    CustodyKind,
    Form,
    LegalStatus,
    NumberKind,
    PersonRole,
    RightSubject,
    SalvagePriority,
)
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pickers import MultilingualFormField, ObjectField, PlaceField
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.terms import Certainty
from casamuseo.media.models import Picture

IN_A_METRE = 100
_DAY = {"type": "date"}


class RecordField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A record, chosen by its name in the language of the desk."""

    def __init__(self, model: type[Model], name: Callable[[Any, str], str], **kwargs: Any) -> None:
        self.named = name
        super().__init__(model._default_manager.all(), required=False, empty_label="—", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return self.named(obj, translation.get_language() or "es")


class TermsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Terms of a vocabulary, ticked by their names in the language of the desk."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label.words(translation.get_language() or "es"))


def _term_field(vocabulary: str, **kwargs: Any) -> RecordField:
    field = RecordField(Term, lambda term, code: str(term.label.words(code)), **kwargs)
    field.queryset = Term.objects.filter(vocabulary=vocabulary)
    return field


def _agent_name(agent: Any, language: str) -> str:
    return str(agent.name_in(language))


class FindForm(DeskForm):
    """What is looked for among the objects. Nothing is required; what is not understood is left out."""

    q = forms.CharField(
        label=gettext_lazy("Number or name"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    kind = _term_field(Term.Vocabulary.OBJECT_KIND, label=pgettext_lazy("object", "Kind"))
    room = PlaceField(label=gettext_lazy("Is in"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Legal status"),
        choices=[("", "—"), *LegalStatus.choices],
        required=False,
    )
    lacks = forms.ChoiceField(
        label=gettext_lazy("Lacks"),
        choices=[("", "—"), *((gap.key, gap.name) for gap in GAPS)],
        required=False,
    )
    shown = forms.ChoiceField(
        label=gettext_lazy("On the website"),
        choices=[("", "—"), ("yes", gettext_lazy("Shown")), ("no", gettext_lazy("Hidden"))],
        required=False,
    )


class RoomForm(DeskForm):
    """Only what is in one place."""

    room = PlaceField(label=gettext_lazy("Is in"), required=False)


class RegisterForm(DeskForm):
    """A new object, as it is written down before it on a telephone."""

    photograph = forms.FileField(
        label=gettext_lazy("Photograph"),
        required=False,
        widget=forms.FileInput({"accept": "image/*", "capture": "environment"}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    """The key of the photograph that came with an earlier try."""
    number = forms.CharField(
        label=gettext_lazy("Object number"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    number_of_objects = forms.IntegerField(
        label=gettext_lazy("Number of objects"), min_value=1, max_value=100_000, initial=1
    )
    place = PlaceField(
        label=gettext_lazy("Where it is"),
        error_messages={"required": gettext_lazy("Say where it is, or that nobody knows.")},
    )
    position = forms.CharField(
        label=gettext_lazy("Where exactly"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For example: second shelf from above."),
    )
    is_unknown = forms.BooleanField(label=gettext_lazy("Nobody knows where it is"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = MultilingualFormField(label=_("Object name"), most=200)
        self.fields["brief_description"] = MultilingualFormField(
            label=_("Brief description"), rows=2, most=1000, required=False
        )
        self.fields["place"].required = not (self.is_bound and self.data.get("is_unknown"))
        self.order_fields(
            [
                "photograph",
                "kept",
                "name",
                "number",
                "number_of_objects",
                "brief_description",
                "place",
                "position",
                "is_unknown",
            ]
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("place") and found.get("is_unknown"):
            self.add_error("is_unknown", _("It is in a place, or nobody knows: not both."))
        return found

    def asked(self) -> Registered:
        """What was written, as the action takes it."""
        found = self.cleaned_data
        where = (
            Destination.unknown()
            if found["is_unknown"]
            else Destination.in_place(found["place"], found["position"])
        )
        return Registered(
            number=found["number"],
            name=found["name"],
            where=where,
            number_of_objects=found["number_of_objects"],
            brief_description=found["brief_description"],
        )


def _centimetres(label: Any) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=0,
        max_value=100_000,
        required=False,
        widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
    )


class CatalogueForm(DeskForm):
    """All that cataloguing says of an object; the first fields are the inventory minimum."""

    MINIMUM = ("name", "number_of_objects", "brief_description", "normal_place", "normal_position")
    SIZES = ("width", "depth", "height")

    version = forms.IntegerField(widget=forms.HiddenInput)
    number_of_objects = forms.IntegerField(
        label=gettext_lazy("Number of objects"), min_value=1, max_value=100_000
    )
    normal_place = PlaceField(label=gettext_lazy("Normal location"), required=False)
    normal_position = forms.CharField(
        label=gettext_lazy("Where exactly it belongs"), max_length=120, required=False
    )
    kind = _term_field(Term.Vocabulary.OBJECT_KIND, label=pgettext_lazy("object", "Kind"))
    materials = TermsField(
        Term.objects.filter(vocabulary=Term.Vocabulary.MATERIAL),
        label=gettext_lazy("Materials"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    made = forms.CharField(
        label=gettext_lazy("Made, as it is written"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example: 1938, “hacia 1937”, “20 de agosto de 1940”."),
    )
    as_written = forms.BooleanField(
        label=gettext_lazy("Keep the date as it is written, even if it cannot be read"),
        required=False,
    )
    width = _centimetres(gettext_lazy("Width, cm"))
    depth = _centimetres(gettext_lazy("Depth, cm"))
    height = _centimetres(gettext_lazy("Height, cm"))
    size_certainty = forms.ChoiceField(
        label=gettext_lazy("How sure the size is"), choices=Certainty.choices
    )
    dimensions_as_written = forms.CharField(
        label=gettext_lazy("Dimensions, as they are written"), max_length=300, required=False
    )
    form = forms.ChoiceField(label=gettext_lazy("Symbol on the plan"), choices=Form.choices)
    inscription = forms.CharField(
        label=gettext_lazy("Inscription, as it stands on it"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    legal_status = forms.ChoiceField(
        label=gettext_lazy("Legal status"), choices=LegalStatus.choices
    )
    authenticity = forms.ChoiceField(
        label=gettext_lazy("Authenticity"), choices=Authenticity.choices
    )
    part_of = ObjectField(label=gettext_lazy("Part of the object with the number"), required=False)
    salvage_priority = forms.ChoiceField(
        label=gettext_lazy("Priority of salvage"), choices=SalvagePriority.choices, required=False
    )
    catalogue_note = forms.CharField(
        label=gettext_lazy("Note for the staff"),
        max_length=8000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = MultilingualFormField(label=_("Object name"), most=200)
        self.fields["brief_description"] = MultilingualFormField(
            label=_("Brief description"), rows=3, required=False
        )
        self.fields["distinguishing_features"] = MultilingualFormField(
            label=_("Distinguishing features"), rows=2, required=False
        )
        self.fields["handling_note"] = MultilingualFormField(
            label=_("How it is to be handled"), rows=2, required=False
        )
        self.order_fields([*self.MINIMUM, "kind", "materials", "made", "as_written"])

    @classmethod
    def start(cls, thing: MuseumObject) -> dict[str, Any]:
        """What the record says, as the form shows it."""
        start = {name: getattr(thing, name) for name in _catalogue_names()}
        start |= {
            "version": thing.version,
            "materials": thing.materials.all(),
            "made": thing.made.words if thing.made else "",
            "as_written": bool(thing.made and not thing.made.is_understood),
        }
        return start | {name: in_centimetres(getattr(thing, name)) for name in cls.SIZES}

    def minimum(self) -> Iterable[forms.BoundField]:
        """The fields that every record should have."""
        return [self[name] for name in self.MINIMUM]

    def rest(self) -> Iterable[forms.BoundField]:
        """The others, one step away."""
        return [field for field in self.visible_fields() if field.name not in self.MINIMUM]

    def has_wrong_rest(self) -> bool:
        """Whether one of the others is to be looked at."""
        return self.is_bound and any(field.errors for field in self.rest())

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        try:
            found["made"] = read_date(
                found.get("made", ""), field="made", as_written=found.get("as_written", False)
            )
        except DateNotRead as refused:
            self.add_error("made", str(refused))
        return found

    def asked(self) -> Catalogued:
        """What was written, as the action takes it."""
        found = self.cleaned_data
        values = {name: found[name] for name in _catalogue_names()}
        sizes = {name: _in_metres(found[name]) for name in self.SIZES}
        return Catalogued(
            **{
                **values,
                **sizes,
                "made": found["made"],
                "materials": list(found["materials"]),
                "size_certainty": Certainty(found["size_certainty"]),
                "form": Form(found["form"]),
                "legal_status": LegalStatus(found["legal_status"]),
                "authenticity": Authenticity(found["authenticity"]),
                "salvage_priority": SalvagePriority(found["salvage_priority"]),
            }
        )


def _catalogue_names() -> list[str]:
    """The fields of the form that are called like those of the object."""
    return [
        "name",
        "number_of_objects",
        "brief_description",
        "normal_place",
        "normal_position",
        "kind",
        "distinguishing_features",
        "inscription",
        "dimensions_as_written",
        "size_certainty",
        "form",
        "legal_status",
        "authenticity",
        "part_of",
        "salvage_priority",
        "handling_note",
        "catalogue_note",
    ]


def in_centimetres(metres: float | None) -> float | None:
    """Without the crumbs of binary fractions."""
    return None if metres is None else round(metres * IN_A_METRE, 3)


def _in_metres(centimetres: float | None) -> float | None:
    return None if centimetres is None else round(centimetres / IN_A_METRE, 5)


class RenumberForm(DeskForm):
    """Another object number."""

    number = forms.CharField(
        label=gettext_lazy("Object number"),
        max_length=60,
        help_text=gettext_lazy("The number that it has now stays among its other numbers."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class OtherNumberForm(DeskForm):
    """A number that the object has or had besides."""

    number = forms.CharField(label=gettext_lazy("Number"), max_length=120)
    kind = forms.ChoiceField(
        label=pgettext_lazy("number", "Kind"), choices=NumberKind.choices, initial=NumberKind.OTHER
    )
    remark = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)


class PersonOfObjectForm(DeskForm):
    """What a person was to the object."""

    person = RecordField(Person, _agent_name, label=gettext_lazy("Person"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=PersonRole.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].required = True


class PhotographForm(DeskForm):
    """One more photograph of the object."""

    photograph = forms.FileField(
        label=gettext_lazy("Photograph"),
        widget=forms.FileInput({"accept": "image/*"}),
        help_text=gettext_lazy(
            "It is shown to the public once somebody has described it in every language."
        ),
    )


class RightForm(DeskForm):
    """A right in the object, in a photograph of it or in the text about it."""

    subject = forms.ChoiceField(label=gettext_lazy("Right in"), choices=RightSubject.choices)
    uri = forms.ChoiceField(label=gettext_lazy("Statement"))
    holder = forms.CharField(label=gettext_lazy("Holder"), max_length=200, required=False)
    jurisdiction = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=gettext_lazy("Country, in two letters"),
        max_length=2,
        required=False,
        widget=forms.TextInput({"autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"invalid": gettext_lazy("Two letters, such as MX.")},
    )
    begins_on = forms.DateField(
        label=gettext_lazy("Begins"),
        required=False,
        widget=forms.DateInput(_DAY, format="%Y-%m-%d"),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Expires"),
        required=False,
        widget=forms.DateInput(_DAY, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, thing: MuseumObject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uri = self.fields["uri"]
        assert isinstance(uri, forms.ChoiceField)  # noqa: S101  declared above
        uri.choices = [(each.uri, f"{each.code} · {each.name()}") for each in LICENCES]
        picture = RecordField(Picture, _picture_name, label=_("Only in this photograph"))
        picture.queryset = thing.pictures.order_by("order", "key")
        self.fields["picture"] = picture
        self.order_fields(["subject", "picture", "uri"])

    @classmethod
    def start(cls, right: Right) -> dict[str, Any]:
        """What the right says, as the form shows it."""
        return {name: getattr(right, name) for name in [*cls.base_fields, "picture"]}

    def clean_jurisdiction(self) -> str:
        return str(self.cleaned_data["jurisdiction"]).upper()

    def asked(self) -> RightAsked:
        """What was written, as the action takes it."""
        found = self.cleaned_data
        return RightAsked(**{**found, "subject": RightSubject(found["subject"])})


def _picture_name(picture: Any, language: str) -> str:
    return str(picture.title.words(language) or picture.original_name or picture.key)


class CustodyForm(DeskForm):
    """A step of the provenance."""

    kind = forms.ChoiceField(label=gettext_lazy("What happened"), choices=CustodyKind.choices)
    happened = forms.CharField(
        label=gettext_lazy("When, as the source has it"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example: 1938, “hacia 1937”, “1937/1939”, “before 1940”."),
    )
    as_written = forms.BooleanField(
        label=gettext_lazy("Keep the date as it is written, even if it cannot be read"),
        required=False,
    )
    person = RecordField(Person, _agent_name, label=gettext_lazy("Person"))
    corporate_body = RecordField(CorporateBody, _agent_name, label=gettext_lazy("Institution"))
    other_agent = forms.CharField(
        label=gettext_lazy("Or somebody in your own words"), max_length=200, required=False
    )
    at = RecordField(
        GeographicPlace,
        lambda place, code: str(place.name.words(code)),
        label=gettext_lazy("Where"),
    )
    certainty = forms.ChoiceField(
        label=gettext_lazy("How sure it is"),
        choices=Certainty.choices,
        initial=Certainty.UNKNOWN,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"] = MultilingualFormField(label=_("Note"), rows=2, required=False)

    @classmethod
    def start(cls, event: CustodyEvent) -> dict[str, Any]:
        """What the step says, as the form shows it."""
        names = ("kind", "person", "corporate_body", "other_agent", "at", "certainty", "note")
        date = event.happened
        return {name: getattr(event, name) for name in names} | {
            "happened": date.words if date else "",
            "as_written": bool(date and not date.is_understood),
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        try:
            found["happened"] = read_date(
                found.get("happened", ""),
                field="happened",
                as_written=found.get("as_written", False),
            )
        except DateNotRead as refused:
            self.add_error("happened", str(refused))
        return found

    def asked(self) -> CustodyAsked:
        """What was written, as the action takes it."""
        found = {key: value for key, value in self.cleaned_data.items() if key != "as_written"}
        happened: FuzzyDate | None = found["happened"]
        return CustodyAsked(
            **{
                **found,
                "happened": happened,
                "kind": CustodyKind(found["kind"]),
                "certainty": Certainty(found["certainty"]),
            }
        )


class PlanForm(DeskForm):
    """A piece of documentation work."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    aim = forms.ChoiceField(
        label=gettext_lazy("The gap that it fills"),
        choices=[(gap.key, gap.name) for gap in GAPS],
    )
    place = PlaceField(
        label=gettext_lazy("Only in this place"),
        required=False,
        help_text=gettext_lazy("Without one, the whole collection."),
    )
    responsible = forms.CharField(label=gettext_lazy("Who does it"), max_length=200, required=False)
    due_on = forms.DateField(
        label=pgettext_lazy("time", "Until"),
        required=False,
        widget=forms.DateInput(_DAY, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def asked(self) -> PlanAsked:
        """What was written, as the action takes it."""
        return PlanAsked(**self.cleaned_data)


def refuse(form: forms.Form, refused: Exception) -> None:
    """Put a refusal at the field that it is about, or above the form."""
    field = getattr(refused, "field", "")
    form.add_error(field if field in form.fields else None, ValidationError(str(refused)))
