"""The forms of stories, happenings, journeys, exhibitions, stops, persons, towns and terms."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from casamuseo.authority.actions.persons import BodyAsked, PersonAsked
from casamuseo.authority.actions.vocabulary import GeographicPlaceAsked, TermAsked
from casamuseo.authority.models import CorporateBody, GeographicPlace, Person, Term
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.forms_display import PlacesField
from casamuseo.desk.forms_plan import SlugsField, filled_slugs
from casamuseo.desk.pickers import (
    MultilingualFormField,
    ObjectField,
    ObjectsField,
    PlaceField,
    house_languages,
)
from casamuseo.house.models import Place
from casamuseo.house.terms import PlaceKind
from casamuseo.kernel.dates import FuzzyDate, parse_date
from casamuseo.kernel.texts import Text
from casamuseo.media.models import Picture
from casamuseo.story.actions.exhibitions import ExhibitionAsked
from casamuseo.story.actions.guide_stops import GuideStopAsked
from casamuseo.story.actions.happenings import HappeningAsked
from casamuseo.story.actions.journeys import JourneyAsked, StationAsked
from casamuseo.story.actions.stories import StoryAsked
from casamuseo.story.models import JourneyStop

NAME_KINDS = (
    ("preferred", gettext_lazy("Preferred name")),
    ("variant", gettext_lazy("Other spelling")),
    ("birth", gettext_lazy("Name at birth")),
    ("pseudonym", gettext_lazy("Pseudonym")),
)


class DateAsWrittenField(forms.CharField):
    """A date as people write it; cleans to a date that is understood, or None where it may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", gettext_lazy("As written: 1940-08-20, around 1937, May 1940.")
        )
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        if not words:
            return None
        found = parse_date(words)
        if found.edtf is None:
            raise ValidationError(
                _("“%(words)s” is no date that can be put in order.") % {"words": words}
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.words if isinstance(value, FuzzyDate) else value


class PersonsField(forms.CharField):
    """Persons by their sorting names, one a line; cleans to the persons, each once."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Persons"))
        kwargs.setdefault(
            "help_text", gettext_lazy("One a line, as they are sorted: “Rivera, Diego”.")
        )
        kwargs.setdefault("widget", forms.Textarea({"rows": 3, "spellcheck": "false"}))
        super().__init__(max_length=20_000, **kwargs)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        found = {person.pk: person for person in map(person_named, lines)}
        return list(found.values())

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return "\n".join(person.sort_name for person in value)
        return value


class PersonField(forms.CharField):
    """A person by the sorting name; cleans to the person, or None where it may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Person"))
        kwargs.setdefault("help_text", gettext_lazy("As the person is sorted: “Rivera, Diego”."))
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        return person_named(words) if words else None

    def prepare_value(self, value: Any) -> Any:
        return value.sort_name if isinstance(value, Person) else value


class PictureField(forms.CharField):
    """A picture by its key; cleans to the picture, or None where it may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Picture"))
        kwargs.setdefault(
            "help_text", gettext_lazy("Its key, as the pictures show it: “objects/desk”.")
        )
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        key = super().clean(value)
        found = Picture.objects.filter(key=key).first() if key else None
        if key and found is None:
            raise ValidationError(_("There is no picture “%(key)s”.") % {"key": key})
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.key if isinstance(value, Picture) else value


class NamedField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A town or a term, by its name in the language of the desk."""

    def label_from_instance(self, obj: Any) -> str:
        named: Text = obj.name if isinstance(obj, GeographicPlace) else obj.label
        return named.words(get_language() or "es") or obj.key


def geographic_field(**kwargs: Any) -> NamedField:
    """A choice of the towns, regions and countries that there are."""
    kwargs.setdefault("label", gettext_lazy("Where in the world"))
    return NamedField(GeographicPlace.objects.order_by("key"), **kwargs)


class RecordForm(DeskForm):
    """What somebody writes of a record: fields of the same names as those of the asked dataclass."""

    asks: ClassVar[type]
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def asked(self, rows: Sequence[Any] = ()) -> Any:
        """What was written, as the action takes it; `rows` are what stands in a table of its own."""
        written = {**self.cleaned_data, "names": list(rows)}
        names = [field.name for field in dataclasses.fields(self.asks) if field.name in written]
        return self.asks(**{name: written[name] for name in names if written[name] is not None})

    @classmethod
    def start(cls, record: models.Model, *, seen: str) -> dict[str, Any]:
        many = {link.name for link in record._meta.many_to_many}
        start: dict[str, Any] = {"seen": seen}
        for name in cls.base_fields:
            if name in many:
                start[name] = list(getattr(record, name).all())
            elif name != "seen":
                start[name] = getattr(record, name)
        return start

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or {}
        if isinstance(written.get("slug"), Text):
            titled = written.get("title") or Text()
            if not titled and written.get("sort_name"):
                titled = Text.of(**dict.fromkeys(house_languages(), written["sort_name"]))
            written["slug"] = filled_slugs(written["slug"], titled, otherwise="page")
        return written


def _places() -> PlacesField:
    apart = Place.objects.exclude(kind=PlaceKind.FIXTURE).order_by("number", "order")
    return PlacesField(
        apart,
        label=gettext_lazy("Places of the house"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class StoryForm(RecordForm):
    asks = StoryAsked
    title = MultilingualFormField(label=gettext_lazy("Title"), most=200)
    summary = MultilingualFormField(
        label=gettext_lazy("Summary"), required=False, rows=3, most=1000
    )
    slug = SlugsField()
    persons = PersonsField(required=False)
    museum_objects = ObjectsField(required=False)
    places = _places()
    picture = PictureField(required=False)
    order = forms.IntegerField(
        label=pgettext_lazy("in a list", "Order"),
        min_value=0,
        max_value=10_000,
        initial=0,
        help_text=gettext_lazy("Stories stand in the order of this number."),
    )


class HappeningForm(RecordForm):
    asks = HappeningAsked
    title = MultilingualFormField(label=gettext_lazy("Title"), most=300)
    happened = DateAsWrittenField(label=pgettext_lazy("happening", "When"))
    at = geographic_field(required=False)
    place = PlaceField(label=gettext_lazy("Where in the house"), required=False)
    persons = PersonsField(required=False)
    museum_objects = ObjectsField(required=False)


class ExhibitionForm(RecordForm):
    asks = ExhibitionAsked
    title = MultilingualFormField(label=gettext_lazy("Title"), most=200)
    slug = SlugsField()
    place = PlaceField(required=False)
    begins = DateAsWrittenField(label=gettext_lazy("From"), required=False)
    ends = DateAsWrittenField(
        label=pgettext_lazy("time", "Until"),
        required=False,
        help_text=gettext_lazy("Empty for a permanent one."),
    )
    museum_objects = ObjectsField(required=False)


class GuideStopForm(RecordForm):
    asks = GuideStopAsked
    number = forms.IntegerField(
        label=gettext_lazy("Number on the wall"), min_value=1, max_value=9999
    )
    title = MultilingualFormField(label=gettext_lazy("Title"), most=200)
    place = PlaceField()
    museum_object = ObjectField(required=False)


class JourneyForm(RecordForm):
    asks = JourneyAsked
    title = MultilingualFormField(label=gettext_lazy("Title"), most=200)
    slug = SlugsField()
    person = PersonField(required=False)


class PersonForm(RecordForm):
    asks = PersonAsked
    sort_name = forms.CharField(
        label=gettext_lazy("Sorted as"),
        max_length=200,
        help_text=gettext_lazy("Family name first: “Rivera, Diego”."),
    )
    role = MultilingualFormField(label=gettext_lazy("Who it is"), required=False, most=300)
    slug = SlugsField()
    born = DateAsWrittenField(label=gettext_lazy("Born"), required=False)
    born_at = geographic_field(label=gettext_lazy("Born in"), required=False)
    died = DateAsWrittenField(label=gettext_lazy("Died"), required=False)
    died_at = geographic_field(label=gettext_lazy("Died in"), required=False)


class BodyForm(RecordForm):
    asks = BodyAsked
    sort_name = forms.CharField(label=gettext_lazy("Sorted as"), max_length=200)
    role = MultilingualFormField(label=gettext_lazy("What it is"), required=False, most=300)
    slug = SlugsField()
    founded = DateAsWrittenField(label=gettext_lazy("Founded"), required=False)
    dissolved = DateAsWrittenField(label=gettext_lazy("Dissolved"), required=False)
    seat = geographic_field(label=gettext_lazy("Seat"), required=False)


class GeographicPlaceForm(RecordForm):
    asks = GeographicPlaceAsked
    name = MultilingualFormField(label=gettext_lazy("Name"), most=200)
    country = forms.RegexField(
        r"^[A-Z]{2}$",
        label=gettext_lazy("Country"),
        required=False,
        help_text=gettext_lazy("Two capital letters, as MX."),
    )
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude, °"), required=False, min_value=-90, max_value=90
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude, °"), required=False, min_value=-180, max_value=180
    )


class TermForm(RecordForm):
    asks = TermAsked
    vocabulary = forms.ChoiceField(label=gettext_lazy("List"), choices=Term.Vocabulary.choices)
    label = MultilingualFormField(label=gettext_lazy("Term"), most=200)
    broader = NamedField(
        Term.objects.order_by("vocabulary", "key"),
        label=gettext_lazy("Broader term"),
        required=False,
    )
    aat = forms.RegexField(
        r"^https?://vocab\.getty\.edu/aat/[0-9]+$",
        label=gettext_lazy("Address in the Art & Architecture Thesaurus"),
        required=False,
        help_text=gettext_lazy("http://vocab.getty.edu/aat/… and a number."),
    )


class NameForm(DeskForm):
    """A name of a person or a body: in which language, of which kind."""

    text = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    language = forms.RegexField(
        r"^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$",
        label=gettext_lazy("Language"),
        max_length=12,
        initial="es",
        help_text=gettext_lazy("Its code: es, en, ru."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=NAME_KINDS)

    @classmethod
    def shared(cls) -> dict[str, Any]:
        """What all names choose from: nothing that is asked for."""
        return {}

    @classmethod
    def starts(cls, record: Person | CorporateBody) -> list[dict[str, Any]]:
        return [dict(name) for name in record.names]

    def summary(self) -> str:
        """What stands over the row when it is closed."""
        text, language = self["text"].value(), self["language"].value()
        return f"{text} ({language})" if text else ""

    def row(self) -> dict[str, str] | None:
        """The name; None for a row that was left empty or is to go."""
        written = self.cleaned_data
        if not written.get("text") or written.get("DELETE"):
            return None
        return {name: written[name] for name in ("text", "language", "kind")}


class StationForm(DeskForm):
    """A station of a journey; stations stand in the order of their numbers."""

    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    position = forms.IntegerField(
        label=pgettext_lazy("in a list", "Order"), required=False, min_value=1, max_value=10_000
    )
    at = geographic_field(required=False)
    arrived = DateAsWrittenField(label=gettext_lazy("Arrived"), required=False, help_text="")
    left = DateAsWrittenField(label=gettext_lazy("Left"), required=False, help_text="")
    title = MultilingualFormField(
        label=gettext_lazy("Title, where it is not that of the place"), required=False, most=200
    )

    def __init__(self, *args: Any, towns: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["at"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.choices = list(towns)  # read once, not for each station

    @classmethod
    def shared(cls) -> dict[str, Any]:
        """What all stations of a journey choose from."""
        choices = cls.base_fields["at"].choices  # type: ignore[attr-defined]
        return {"towns": [(str(key), label) for key, label in choices]}

    @classmethod
    def starts(cls, record: Any) -> list[dict[str, Any]]:
        stops: Sequence[JourneyStop] = record.stops.select_related("at").order_by("position", "pk")
        names = ("key", "at", "arrived", "left", "title")
        return [
            {"position": position, **{name: getattr(stop, name) for name in names}}
            for position, stop in enumerate(stops, start=1)
        ]

    def summary(self) -> str:
        """What stands over the row when it is closed."""
        at = self["at"].value()
        labels = {str(key): label for key, label in self.fields["at"].choices}  # type: ignore[attr-defined]
        name = labels.get(str(getattr(at, "pk", at) or ""), "") if at else ""
        return f"{self['position'].value() or ''} {name}".strip() if name else ""

    def row(self) -> StationAsked | None:
        """The station; None for a row that was left empty or is to go."""
        written = self.cleaned_data
        if not written.get("at") or written.get("DELETE"):
            return None
        return StationAsked(
            **{name: written[name] for name in ("at", "title", "arrived", "left", "key")}
        )


class RowSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """Rows of a table, with an empty one to add."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = gettext_lazy("Take it away")

    def rows(self) -> list[Any]:
        """What was written, in the order that was asked for."""
        found = [(form.cleaned_data.get("position") or 10_001, form.row()) for form in self]
        return [row for _at, row in sorted(found, key=lambda pair: pair[0]) if row is not None]


Names: Any = forms.formset_factory(NameForm, formset=RowSet, extra=1, can_delete=True, max_num=100)
Stations: Any = forms.formset_factory(
    StationForm, formset=RowSet, extra=1, can_delete=True, max_num=300
)


def person_named(words: str) -> Person:
    """The person who is sorted as this, or has this key. Raises ValidationError."""
    named = models.Q(sort_name__iexact=words) | models.Q(key=words)
    found = list(Person.objects.filter(named)[:2])
    if not found:
        message = _("There is no person sorted as “%(name)s”.")
        raise ValidationError(message % {"name": words[:80]})
    if len(found) > 1:
        keys = list(Person.objects.filter(named).values_list("key", flat=True)[:5])
        message = _("Several persons are sorted as “%(name)s”: write the key instead, %(keys)s.")
        raise ValidationError(message % {"name": words[:80], "keys": ", ".join(keys)})
    return found[0]


def as_kept(words: str) -> str:
    """Words as a column of JSON keeps them: letters beyond ASCII are written out in it."""
    return json.dumps(words)[1:-1]
