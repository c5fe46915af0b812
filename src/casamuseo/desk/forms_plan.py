"""The forms of the plan: what is drawn of a place, its openings, what decides access, its names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from shapely.geometry import LineString, Point

from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pickers import MultilingualFormField, PlaceField, house_languages
from casamuseo.house.actions.access import FactAsked
from casamuseo.house.actions.openings import OpeningAsked
from casamuseo.house.actions.places import Drawing, PlaceAsked
from casamuseo.house.models import AccessFact, Opening, Place
from casamuseo.house.planning import edges
from casamuseo.house.terms import AccessFactKind, OpeningKind, PlaceKind, Unit
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text

FINE = 3
"""Decimals of a metre that are kept: a plan is not measured finer than a millimetre."""

MOST_CORNERS = 400

FARTHEST = 10_000.0
"""Metres from the origin of the plan, and along a wall: no house is larger."""


class MetresField(forms.FloatField):
    """A length in metres, with a point or a comma."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal", "class": "metres"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        found = super().to_python(str(value).replace(",", ".") if value is not None else value)
        return None if found is None else round(found, FINE)

    def prepare_value(self, value: Any) -> Any:
        return f"{round(value, FINE):g}" if isinstance(value, float | int) else value


class CornersWidget(forms.Widget):
    """Takes the corners from two columns of fields of the same name; the template draws them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        across, down = data.getlist("corner_x"), data.getlist("corner_y")
        return list(zip(across[:MOST_CORNERS], down[:MOST_CORNERS], strict=False))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return "corner_x" not in data


class CornersField(forms.Field):
    """The corners of an outline in metres, in order; a row without numbers is none."""

    widget = CornersWidget

    def clean(self, value: Any) -> list[list[float]]:
        corners = []
        for number, row in enumerate(value or [], start=1):
            written = [str(each).strip().replace(",", ".") for each in row]
            if not any(written):
                continue
            try:
                corner = [round(float(each), FINE) for each in written]
            except ValueError:
                corner = [math.nan]
            if not all(abs(each) <= FARTHEST for each in corner):  # which is false of NaN, too
                message = _("Corner %(number)d needs two numbers, in metres.")
                raise ValidationError(message % {"number": number})
            corners.append(corner)
        return corners

    def prepare_value(self, value: Any) -> Any:
        return [
            tuple(f"{each:g}" if isinstance(each, float | int) else each for each in row)
            for row in value or []
        ]


class DrawingForm(DeskForm):
    """What is drawn of a place, apart from its openings."""

    seen = forms.CharField(widget=forms.HiddenInput)
    corners = CornersField(label=gettext_lazy("Corners, in metres"), required=False)
    wall = MetresField(label=gettext_lazy("Thickness of its walls, m"), min_value=0, max_value=20)
    height = MetresField(label=gettext_lazy("Height, m"), min_value=0, max_value=1000)
    base = MetresField(
        label=gettext_lazy("Floor above the ground, m"),
        min_value=-1000,
        max_value=1000,
        required=False,
    )
    geometry = forms.ChoiceField(
        label=gettext_lazy("How sure the outline is"), choices=Certainty.choices
    )

    @classmethod
    def start(cls, place: Place, *, seen: str) -> dict[str, Any]:
        names = ("wall", "base", "height", "geometry")
        return {
            "seen": seen,
            "corners": place.polygon,
            **{name: getattr(place, name) for name in names},
        }

    def drawing(self, openings: Sequence[OpeningAsked]) -> Drawing:
        """What was drawn, as the action takes it."""
        asked = self.cleaned_data
        return Drawing(
            polygon=asked["corners"],
            wall=asked["wall"],
            base=asked["base"] or 0.0,
            height=asked["height"],
            geometry=Certainty(asked["geometry"]),
            openings=openings,
        )


class OpeningForm(DeskForm):
    """An opening: in which wall it is, how far from that wall's first corner, and how wide."""

    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    line = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    """Its line as it was loaded: kept to the millimetre where nobody moved it."""
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", "—"), *OpeningKind.choices],
        required=False,
    )
    to = PlaceField(label=gettext_lazy("Leads to"), required=False)
    wall = forms.IntegerField(
        label=gettext_lazy("In wall"), min_value=1, max_value=MOST_CORNERS, required=False
    )
    along = MetresField(
        label=gettext_lazy("From its first corner, m"),
        required=False,
        min_value=0,
        max_value=FARTHEST,
    )
    width = MetresField(
        label=gettext_lazy("Width on the plan, m"),
        required=False,
        min_value=0,
        max_value=FARTHEST,
    )
    sill = MetresField(label=gettext_lazy("Sill, m"), required=False, min_value=0, max_value=100)
    height = MetresField(
        label=gettext_lazy("Height, m"), required=False, min_value=0, max_value=100
    )
    width_cm = forms.IntegerField(
        label=gettext_lazy("Clear width as measured, cm"),
        required=False,
        min_value=0,
        max_value=10_000,
    )
    step_cm = forms.IntegerField(
        label=gettext_lazy("Step, cm"), required=False, min_value=0, max_value=10_000
    )
    certainty = forms.ChoiceField(
        label=gettext_lazy("Certainty"), choices=Certainty.choices, initial=Certainty.UNKNOWN
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = list(places)  # read once, not for each opening

    @classmethod
    def start(cls, opening: Opening, polygon: Sequence[Sequence[float]]) -> dict[str, Any]:
        names = ("key", "kind", "to", "sill", "height", "width_cm", "step_cm", "certainty")
        wall, along, width = on_wall(opening.line, polygon)
        return {
            **{name: getattr(opening, name) for name in names},
            "line": _written(opening.line, polygon),
            "wall": wall,
            "along": along,
            "width": width,
        }

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if asked.get("kind"):
            for name in ("wall", "along", "width"):
                if asked.get(name) is None and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return asked

    def opening(self, polygon: Sequence[Sequence[float]]) -> OpeningAsked | None:
        """What was asked for, on an outline; None for a row that was left empty or is to go."""
        asked = self.cleaned_data
        if not asked.get("kind") or asked.get("DELETE"):
            return None
        height = asked["height"]
        return OpeningAsked(
            kind=OpeningKind(asked["kind"]),
            line=self._line(polygon),
            to=asked["to"],
            key=asked["key"],
            sill=asked["sill"] or 0.0,
            height=2.1 if height is None else height,
            width_cm=asked["width_cm"],
            step_cm=asked["step_cm"],
            certainty=Certainty(asked["certainty"]),
        )

    def _line(self, polygon: Sequence[Sequence[float]]) -> list[list[float]]:
        wall, along, width = (self.cleaned_data[name] for name in ("wall", "along", "width"))
        loaded = _read(self.cleaned_data["line"])
        if loaded is not None and _written(loaded, polygon) == self.cleaned_data["line"]:
            was = on_wall(loaded, polygon)
            if was == (wall, along, width):
                return loaded
        edge = edges(polygon)[wall - 1] if wall <= len(polygon) else None
        if edge is None or not edge.length:
            return [[0.0, 0.0], [0.0, width]]  # on no wall: refused by its number
        (x, y), (to_x, to_y) = edge.coords
        across, down = (to_x - x) / edge.length, (to_y - y) / edge.length
        ends = (along, along + width)
        return [[round(x + across * at, FINE), round(y + down * at, FINE)] for at in ends]


class OpeningFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The openings of a place, with an empty one to add; each says its own number."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = gettext_lazy("Take it away")


Openings = forms.formset_factory(
    OpeningForm, formset=OpeningFormSet, extra=1, can_delete=True, max_num=200
)


class FactForm(DeskForm):
    """What decides access: what it is, how much, in which unit, how sure."""

    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    fact = forms.ChoiceField(
        label=gettext_lazy("What"), choices=[("", "—"), *AccessFactKind.choices], required=False
    )
    value = MetresField(
        label=gettext_lazy("Value"),
        required=False,
        min_value=0,
        help_text=gettext_lazy("Empty while nobody has measured it."),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=Unit.choices, required=False)
    certainty = forms.ChoiceField(
        label=gettext_lazy("Certainty"), choices=Certainty.choices, initial=Certainty.UNKNOWN
    )
    note = MultilingualFormField(label=gettext_lazy("Note"), required=False, most=600)

    @classmethod
    def start(cls, fact: AccessFact) -> dict[str, Any]:
        names = ("key", "fact", "value", "unit", "certainty", "note")
        return {name: getattr(fact, name) for name in names}

    def asked(self) -> FactAsked | None:
        """What was written; None for a row that was left empty or is to go."""
        written = self.cleaned_data
        if not written.get("fact") or written.get("DELETE"):
            return None
        return FactAsked(
            fact=AccessFactKind(written["fact"]),
            value=written["value"],
            unit=Unit(written["unit"]),
            certainty=Certainty(written["certainty"]),
            note=written["note"],
            key=written["key"],
        )


Facts = forms.formset_factory(
    FactForm, formset=OpeningFormSet, extra=1, can_delete=True, max_num=100
)


class SlugsField(MultilingualFormField):
    """The name of a page in its address, by language: made from the title where it is left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("In the address"))
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "help_text",
            gettext_lazy(
                "Small letters, digits and hyphens; made from the name where it is empty. When it "
                "changes, the old address leads nowhere."
            ),
        )
        super().__init__(most=120, **kwargs)

    def clean(self, value: Any) -> Text:
        written = super().clean(value)
        words = {code: written[code].words or "" for code in written if written.has(code)}
        for each in words.values():
            if slugify(each) != each:
                raise ValidationError(
                    _("“%(slug)s” has something else than small letters, digits and hyphens.")
                    % {"slug": each}
                )
        return Text.of(**words)


def filled_slugs(slug: Text, name: Text, *, otherwise: str) -> Text:
    """The slugs with those that are missing made from the name, in the order of the house's languages."""
    words = {}
    for code in house_languages():
        made = slugify(name[code].words or "")[:120].strip("-") if name.has(code) else ""
        found = (slug[code].words or "") if slug.has(code) else made
        if found:
            words[code] = found
    return Text.of(**(words or {house_languages()[0]: otherwise}))


class PlaceForm(DeskForm):
    """What a place is called and of what it is part."""

    name = MultilingualFormField(label=gettext_lazy("Name"), most=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PlaceKind.choices)
    parent = PlaceField(label=gettext_lazy("Part of"), required=False)
    number = forms.IntegerField(
        label=gettext_lazy("Number on the plan"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=gettext_lazy("Only a place with a number has a page for visitors."),
    )
    is_inside = forms.BooleanField(
        label=pgettext_lazy("light", "Indoors: its light is that of the house"), required=False
    )
    slug = SlugsField()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def start(cls, place: Place, *, seen: str) -> dict[str, Any]:
        names = ("name", "kind", "parent", "number", "is_inside", "slug")
        return {"seen": seen, **{name: getattr(place, name) for name in names}}

    def asked(self) -> PlaceAsked:
        """What was written, as the action takes it."""
        written = self.cleaned_data
        return PlaceAsked(
            kind=PlaceKind(written["kind"]),
            name=written["name"],
            slug=filled_slugs(written["slug"], written["name"], otherwise="place"),
            parent=written["parent"],
            number=written["number"],
            is_inside=written["is_inside"],
        )


def on_wall(
    line: Sequence[Sequence[float]], polygon: Sequence[Sequence[float]]
) -> tuple[int, float, float]:
    """In which wall of an outline a line lies, from 1; how far from its first corner; how long it is."""
    drawn = LineString(line)
    width = round(drawn.length, FINE)
    if len(polygon) < 3:
        return (1, 0.0, width)
    middle = drawn.interpolate(0.5, normalized=True)
    walls = edges(polygon)
    number = min(range(len(walls)), key=lambda index: _distance(walls[index], drawn, middle))
    ends = [walls[number].project(Point(point)) for point in drawn.coords]
    return (number + 1, round(min(ends), FINE), width)


def _distance(wall: LineString, drawn: LineString, middle: Point) -> float:
    ends = max(wall.distance(Point(point)) for point in drawn.coords)
    return float(ends + wall.distance(middle))


def _written(line: Sequence[Sequence[float]], polygon: Sequence[Sequence[float]]) -> str:
    """A line with the corners of its wall: it is moved by nobody while both are the same."""
    numbers = [each for point in line for each in point]
    if len(polygon) > 2:
        wall = on_wall(line, polygon)[0]
        ends = (polygon[wall - 1], polygon[wall % len(polygon)])
        numbers += [each for point in ends for each in point]
    return " ".join(repr(float(each)) for each in numbers)


def _read(written: str) -> list[list[float]] | None:
    try:
        numbers = [float(each) for each in written.split()]
    except ValueError:
        return None
    if len(numbers) not in (4, 8) or not all(abs(each) <= FARTHEST for each in numbers):
        return None
    return [numbers[0:2], numbers[2:4]]
