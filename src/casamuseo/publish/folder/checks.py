"""What must hold between the fields of a record, said before the database would say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.collection.terms import Presence

Attributes = Mapping[str, Any]


def opening_rule(rule: Attributes) -> str | None:
    if rule["opens"] >= rule["closes"]:
        return _("the house opens before it closes")
    if rule["begins_on"] and rule["ends_on"] and rule["begins_on"] > rule["ends_on"]:
        return _("“from” is a day before “until”")
    if (
        len(set(rule["weekdays"])) < len(rule["weekdays"])
        or sorted(rule["weekdays"]) != rule["weekdays"]
    ):
        return _("each weekday is there once, in order from mon to sun")
    return None


def opening_exception(exception: Attributes) -> str | None:
    hours = (exception["opens"], exception["closes"])
    if exception["is_closed"]:
        return _("a day on which the house is closed has no hours") if any(hours) else None
    if not all(hours):
        return _("a day on which the house is open (closed: false) has “opens” and “closes”")
    return None if hours[0] < hours[1] else _("the house opens before it closes")


def dated_rule(rule: Attributes) -> str | None:
    if rule["begins_on"] and rule["ends_on"] and rule["begins_on"] > rule["ends_on"]:
        return _("“from” is a day before “until”")
    weekdays = rule.get("weekdays", [])
    if sorted(set(weekdays)) != weekdays:
        return _("each weekday is there once, in order from mon to sun")
    return None


def slot_rule(rule: Attributes) -> str | None:
    if rule["every_minutes"] % 15 or rule["stay_minutes"] % 15:
        return _("visits begin and end on the quarter of an hour: 15, 30, 45, 60 minutes")
    return dated_rule(rule)


def resource(thing: Attributes) -> str | None:
    if thing["enters_after_minutes"] % 15 or thing["stays_minutes"] % 15:
        return _("visits begin and end on the quarter of an hour: 15, 30, 45, 60 minutes")
    return None


def approach(way: Attributes) -> str | None:
    if way["minutes_min"] > way["minutes_max"]:
        return _("“minutes_min” is not more than “minutes_max”")
    return None


def geographic_place(place: Attributes) -> str | None:
    if (place["latitude"] is None) != (place["longitude"] is None):
        return _("latitude and longitude are given together, or neither")
    return None


def agent(agent: Attributes) -> str | None:
    preferred = [name["language"] for name in agent["names"] if name["kind"] == "preferred"]
    if not preferred:
        return _("one of the names is the preferred one (kind: preferred)")
    if len(set(preferred)) < len(preferred):
        return _("there is one preferred name in each language")
    return None


def placement(placement: Attributes) -> str | None:
    if placement["presence"] == Presence.PRESENT and placement["place_id"] is None:
        return _("an object that was present has the place where it stood")
    return None
