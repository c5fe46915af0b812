"""What must hold between the fields of a record, said before the database would say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.collection.terms import Presence, RightSubject, Whither

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


def movement(move: Attributes) -> str | None:
    if (move["museum_object_id"] is None) == (move["fixture_id"] is None):
        return _("a movement is of one object or of one fixture")
    is_said = {
        Whither.PLACE: move["to_place_id"] is not None and not move["elsewhere"],
        Whither.ELSEWHERE: move["to_place_id"] is None and bool(move["elsewhere"]),
        Whither.UNKNOWN: move["to_place_id"] is None and not move["elsewhere"],
    }
    if not is_said[move["whither"]]:
        return _("a movement goes to a place (to), elsewhere (in words), or is unknown (neither)")
    if move["fixture_id"] is not None and move["fixture_id"] == move["to_place_id"]:
        return _("a fixture is not moved into itself")
    if move["effective_at"] > move["recorded_at"]:
        return _("a movement takes effect before it is recorded")
    return None


def _in_order(first: str, last: str) -> Any:
    def check(record: Attributes) -> str | None:
        if record[first] and record[last] and record[last] < record[first]:
            return _("“%(last)s” is a day before “%(first)s”") % {"first": first, "last": last}
        return None

    return check


entry = _in_order("entered_on", "return_by")
object_exit = _in_order("left_on", "expected_return_on")
loan = _in_order("begins_on", "ends_on")
treatment = _in_order("begun_on", "ended_on")
damage = _in_order("discovered_on", "closed_on")


def condition_check(check: Attributes) -> str | None:
    if check["next_check_on"] and check["next_check_on"] <= check["checked_on"]:
        return _("the next check is after this one")
    return None


def loan_item(item: Attributes) -> str | None:
    if item["returned_on"] and not item["sent_on"]:
        return _("an object that has come back has a day on which it left")
    problem: str | None = _in_order("sent_on", "returned_on")(item)
    return problem


def right(right: Attributes) -> str | None:
    if right["picture_id"] is not None and right["subject"] != RightSubject.PHOTOGRAPH:
        return _("only a right in a photograph names one")
    problem: str | None = _in_order("begins_on", "expires_on")(right)
    return problem


def custody_event(event: Attributes) -> str | None:
    agents = (event["person_id"], event["corporate_body_id"], event["other_agent"])
    if sum(bool(agent) for agent in agents) > 1:
        return _("a step of the provenance names one person, one body, or one other")
    return None


def climate_limit(limit: Attributes) -> str | None:
    lowest, highest = limit["lowest"], limit["highest"]
    if lowest is None and highest is None:
        return _("a limit has a lowest value, a highest, or both")
    if lowest is not None and highest is not None and lowest >= highest:
        return _("the lowest value is below the highest")
    return None
