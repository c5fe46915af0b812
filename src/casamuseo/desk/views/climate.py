"""The climate: loggers with their courses and excursions, their exports taken in, limits of places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_POST
from markupsafe import Markup

from casamuseo.collection.actions.measuring import (
    Imported,
    add_sensor,
    change_sensor,
    import_readings,
    remove_limit,
    retire_sensor,
    set_limit,
)
from casamuseo.collection.climate import Course, Limits, course, limits_of
from casamuseo.collection.errors_climate import DayOrMonthFirst, TooManyReadings
from casamuseo.collection.loggers import MEGABYTES, Order
from casamuseo.collection.models import ClimateLimit, Reading, Sensor
from casamuseo.collection.terms import Quantity
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.climate_charts import Row, draw, number, rows
from casamuseo.desk.forms_climate import LimitForm, NewSensorForm, ReadingsForm, SensorForm
from casamuseo.desk.pages import desk_page, local, tell
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal

PERIODS: dict[str, tuple[Promise, timedelta | None]] = {
    "day": (pgettext_lazy("period", "Day"), timedelta(days=1)),
    "week": (pgettext_lazy("period", "Week"), timedelta(days=7)),
    "month": (pgettext_lazy("period", "Month"), timedelta(days=30)),
    "year": (pgettext_lazy("period", "Year"), timedelta(days=365)),
    "all": (pgettext_lazy("period", "Everything"), None),
}
USUAL = "month"
LISTED = 100
"""Excursions and gaps in a table, the latest first; bad rows of a file."""


@dataclass(frozen=True, slots=True)
class Last:
    """The latest value of a logger, and on which side of the limits it lies."""

    quantity: Quantity
    at: datetime
    words: str
    beyond: int


@dataclass(frozen=True, slots=True)
class Told:
    """A quantity of a logger over a period: drawn, and in tables."""

    quantity: Quantity
    limits: Limits
    course: Course
    drawing: Markup
    rows: list[Row]


@allowed_to("keep_climate")
def climate(request: HttpRequest) -> HttpResponse:
    """The loggers of the house and what each read last."""
    sensors = list(_with_last(Sensor.objects.select_related("place")).order_by("retired_on", "key"))
    limits = limits_of([sensor.place for sensor in sensors])
    return desk_page(
        request,
        "desk/climate.html",
        title=_("Climate"),
        rows=[(sensor, _last_of(sensor, limits)) for sensor in sensors],
    )


@allowed_to("keep_climate")
def add(request: HttpRequest) -> HttpResponse:
    """Set up a logger."""
    form = NewSensorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sensor = add_sensor(
                form.key(),
                place=form.cleaned_data["place"],
                asked=form.asked(),
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error("name", str(refused))
        else:
            tell(request, _("The logger is set up. Now import its readings."))
            return redirect("desk:climate_sensor", key=sensor.key)
    return desk_page(
        request,
        "desk/climate-form.html",
        title=_("Set up a logger"),
        form=form,
        sensor=None,
        status=422 if form.errors else 200,
    )


@allowed_to("keep_climate", hides=True)
def sensor(request: HttpRequest, key: str) -> HttpResponse:
    """A logger with the course of what it read."""
    return _sensor_page(request, _sensor(key))


@allowed_to("keep_climate", hides=True)
@require_POST
def take_in(request: HttpRequest, key: str) -> HttpResponse:
    """Take in an export; what is known already is passed over, what is wrong is said line by line."""
    found = _sensor(key)
    form = ReadingsForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            imported = _import(request, found, form)
        except Refusal as refused:
            is_of_dates = isinstance(refused, DayOrMonthFirst)
            form.add_error("order" if is_of_dates else "file", str(refused))
        else:
            return _sensor_page(request, found, imported=imported)
    return _sensor_page(request, found, form=form, status=422)


@allowed_to("keep_climate", hides=True)
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Write a logger anew."""
    found = _sensor(key)
    form = SensorForm(request.POST or None, initial=SensorForm.of(found))
    if request.method == "POST" and form.is_valid():
        change_sensor(found, asked=form.asked(), by=member_of(request).login, at=clock.now())
        tell(request, _("This was saved."))
        return redirect("desk:climate_sensor", key=key)
    return desk_page(
        request,
        "desk/climate-form.html",
        title=_("Change the logger"),
        form=form,
        sensor=found,
        status=422 if form.errors else 200,
    )


@allowed_to("keep_climate", hides=True)
@require_POST
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Say that a logger reads no more."""
    found, at = _sensor(key), clock.now()
    retire_sensor(found, on=local(at).date(), by=member_of(request).login, at=at)
    tell(request, _("The logger is retired. Its readings stay."))
    return redirect("desk:climate_sensor", key=key)


@allowed_to("keep_climate")
def limits(request: HttpRequest) -> HttpResponse:
    """The limits of places, and the form that sets one."""
    form = LimitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            set_limit(
                asked["place"],
                quantity=Quantity(asked["quantity"]),
                lowest=asked["lowest"],
                highest=asked["highest"],
                note=asked["note"],
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("This was saved."))
            return redirect("desk:climate_limits")
    related = ClimateLimit.objects.select_related("place")
    return desk_page(
        request,
        "desk/climate-limits.html",
        title=_("Limits"),
        form=form,
        rows=related.order_by("place__number", "place__order", "place__key", "quantity"),
        number=number,
        status=422 if form.errors else 200,
    )


@allowed_to("keep_climate", hides=True)
@require_POST
def unlimit(request: HttpRequest, key: int) -> HttpResponse:
    """Let a place go without a limit."""
    limit = get_object_or_404(ClimateLimit.objects.select_related("place"), pk=key)
    remove_limit(limit, by=member_of(request).login, at=clock.now())
    tell(request, _("The limit is removed."))
    return redirect("desk:climate_limits")


def _sensor(key: str) -> Sensor:
    return get_object_or_404(_with_last(Sensor.objects.select_related("place")), key=key)


def _with_last(sensors: QuerySet[Sensor]) -> QuerySet[Sensor]:
    """Each with the latest moment and value of every quantity: the index answers."""
    for quantity in Quantity.values:
        latest = Reading.objects.filter(sensor=OuterRef("pk"), quantity=quantity).order_by("-at")
        sensors = sensors.annotate(
            **{
                f"{quantity}_at": Subquery(latest.values("at")[:1]),
                f"{quantity}_value": Subquery(latest.values("value")[:1]),
            }
        )
    return sensors


def _last_of(sensor: Sensor, limits: Any) -> list[Last]:
    found = []
    for quantity in Quantity:
        at, value = getattr(sensor, f"{quantity}_at"), getattr(sensor, f"{quantity}_value")
        if at is not None:
            limit = limits.get((sensor.place_id, quantity), Limits())
            found.append(Last(quantity, at, number(value), limit.beyond(value)))
    return found


def _import(request: HttpRequest, found: Sensor, form: ReadingsForm) -> Imported:
    file, order = form.cleaned_data["file"], form.cleaned_data["order"]
    if file.size > MEGABYTES * 1_000_000:
        raise TooManyReadings(MEGABYTES)
    at = clock.now()
    zone: tzinfo = UTC if form.cleaned_data["zone"] == "utc" else local(at).tzinfo or UTC
    return import_readings(
        found,
        file.read(),
        zone=zone,
        order=Order(order) if order else None,
        by=member_of(request).login,
        at=at,
    )


def _sensor_page(
    request: HttpRequest,
    found: Sensor,
    *,
    form: ReadingsForm | None = None,
    imported: Imported | None = None,
    status: int = 200,
) -> HttpResponse:
    if imported is not None:
        found = _sensor(found.key)  # with what it has read by now
    period = request.GET.get("period", "")
    period = period if period in PERIODS else USUAL
    limits = limits_of([found.place])
    last = _last_of(found, limits)
    return desk_page(
        request,
        "desk/climate-sensor.html",
        title=found.name,
        sensor=found,
        last=last,
        told=[_told(found, each.quantity, limits, period=period) for each in last],
        periods=PERIODS,
        period=period,
        form=form or ReadingsForm(),
        imported=imported,
        listed=LISTED,
        number=number,
        how_long=how_long,
        status=status,
    )


def _told(sensor: Sensor, quantity: Quantity, limits: Any, *, period: str) -> Told:
    limit = limits.get((sensor.place_id, quantity), Limits())
    begins_at, ends_at = _span(sensor, quantity, period)
    found = course(sensor, quantity=quantity, begins_at=begins_at, ends_at=ends_at, limits=limit)
    drawing = draw(
        found,
        limits=limit,
        name=f"chart-{quantity}",
        title=f"{quantity.label}: {sensor.name}",
        description=_in_words(found),
    )
    return Told(quantity, limit, found, drawing, rows(found))


def _span(sensor: Sensor, quantity: Quantity, period: str) -> tuple[datetime, datetime]:
    """A period that ends with the last reading: an empty drawing tells nothing."""
    ends_at = getattr(sensor, f"{quantity}_at") + timedelta(minutes=1)
    length = PERIODS[period][1]
    if length is not None:
        return ends_at - length, ends_at
    readings = Reading.objects.filter(sensor=sensor, quantity=quantity).order_by("at")
    first = readings.values_list("at", flat=True).first()
    return first or ends_at, ends_at


def _in_words(found: Course) -> str:
    beyond = ngettext(
        "%(count)d excursion beyond the limits.",
        "%(count)d excursions beyond the limits.",
        len(found.excursions),
    )
    gaps = ngettext(
        "%(count)d gap in which nothing was read.",
        "%(count)d gaps in which nothing was read.",
        len(found.gaps),
    )
    return " ".join((beyond % {"count": len(found.excursions)}, gaps % {"count": len(found.gaps)}))


def how_long(length: timedelta) -> str:
    """Hours and minutes; days from two days on."""
    minutes = round(length.total_seconds() / 60)
    if minutes >= 2 * 24 * 60:
        days = round(minutes / (24 * 60))
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return _("%(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}
