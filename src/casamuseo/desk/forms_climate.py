"""The forms of loggers, their exports, and the limits of places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from casamuseo.collection.actions.measuring import SensorAsked
from casamuseo.collection.loggers import Order
from casamuseo.collection.models import Sensor
from casamuseo.collection.terms import Quantity
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pickers import PlaceField

MOST_MINUTES = 24 * 60


class DecimalField(forms.FloatField):
    """A number with a point or a comma."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal"}))
        super().__init__(required=False, min_value=-1_000_000, max_value=1_000_000, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class SensorForm(DeskForm):
    """What is said of a logger."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("As it is called in the house, and as it is written on it."),
    )
    position = forms.CharField(label=gettext_lazy("Where in it"), max_length=120, required=False)
    serial_number = forms.CharField(
        label=gettext_lazy("Serial number"), max_length=80, required=False
    )
    every_minutes = forms.IntegerField(
        label=gettext_lazy("Reads every so many minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        initial=60,
        help_text=gettext_lazy("Where it has not read for three times that long, a gap is drawn."),
    )
    calibrated_on = forms.DateField(
        label=gettext_lazy("Calibrated on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for quantity in Quantity:
            self.fields[f"correction_{quantity}"] = DecimalField(
                label=_("Correction: %(quantity)s") % {"quantity": quantity.label},
                help_text=_("Added to what it reads, for what is imported from now on.")
                if quantity == Quantity.TEMPERATURE
                else "",
            )

    def asked(self) -> SensorAsked:
        """What was written, as the action takes it."""
        typed = self.cleaned_data
        given = {str(each): typed[f"correction_{each}"] for each in Quantity}
        return SensorAsked(
            name=typed["name"],
            position=typed["position"],
            serial_number=typed["serial_number"],
            every_minutes=typed["every_minutes"],
            corrections={key: value for key, value in given.items() if value},
            calibrated_on=typed["calibrated_on"],
        )

    @staticmethod
    def of(sensor: Sensor) -> dict[str, Any]:
        """What stands in the form of a logger that there is."""
        return {
            "name": sensor.name,
            "position": sensor.position,
            "serial_number": sensor.serial_number,
            "every_minutes": sensor.every_minutes,
            "calibrated_on": sensor.calibrated_on,
            **{f"correction_{key}": value for key, value in sensor.corrections.items()},
        }


class NewSensorForm(SensorForm):
    """The same, with the place in which it hangs for good."""

    place = PlaceField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy(
            "It cannot be changed later: in another room it is set up as another logger."
        ),
    )
    field_order = ("name", "place", "position")

    def key(self) -> str:
        """A short name for the address."""
        return slugify(self.cleaned_data["name"])[:80] or "logger"


class ReadingsForm(DeskForm):
    """An export of a logger, and how its dates are to be read."""

    file = forms.FileField(
        label=gettext_lazy("File of the logger"),
        help_text=gettext_lazy("CSV or text, as the maker’s program exports it; up to 20 MB."),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Its clock"),
        choices=[
            ("house", pgettext_lazy("clock", "As the clocks of the house")),
            ("utc", pgettext_lazy("clock", "UTC")),
        ],
        help_text=gettext_lazy("Where the file says it itself, the file is believed."),
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Dates such as 05/06/2026"),
        required=False,
        choices=[
            ("", pgettext_lazy("dates", "As the whole file shows")),
            (Order.DAY_FIRST.value, pgettext_lazy("dates", "Day first: 5 June")),
            (Order.MONTH_FIRST.value, pgettext_lazy("dates", "Month first: 6 May")),
        ],
    )


class LimitForm(DeskForm):
    """Between which values a place should stay."""

    place = PlaceField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("It holds for the fixtures in it that have none of their own."),
    )
    quantity = forms.ChoiceField(label=gettext_lazy("Quantity"), choices=Quantity.choices)
    lowest = DecimalField(label=gettext_lazy("Lowest"))
    highest = DecimalField(label=gettext_lazy("Highest"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)
