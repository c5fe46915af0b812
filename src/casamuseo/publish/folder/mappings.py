"""Loads the two files that are one mapping each: `house.yaml` and `visit.yaml`."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from casamuseo.house.models import House
from casamuseo.publish.folder.house_tables import (
    HOUSE,
    IN_HOUSE,
    IN_VISIT,
    LANGUAGE,
    PROGRAMME,
    TOURS,
)
from casamuseo.publish.folder.kinds import ListOf
from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.nodes import Pairs
from casamuseo.publish.folder.problems import Fault
from casamuseo.publish.folder.reader import read_mapping
from casamuseo.publish.folder.records import records_of_list
from casamuseo.publish.folder.rows import Rows
from casamuseo.publish.folder.shapes import Field, Shape
from casamuseo.visit.models import VisitNotes

HOUSE_FILE = "house.yaml"
VISIT_FILE = "visit.yaml"


def load_house_file(load: Load) -> House | None:
    """The house's row, written where it differs; None where the file is wrong."""
    node = Pairs({}, 0)
    with load.file(HOUSE_FILE):
        node = read_mapping(load.folder.read_text(HOUSE_FILE))
    load.problems.refuse_if_any()

    load.languages = _languages(node, load)
    load.prepared = _prepared(node, load)
    lists = {table.name: node.entries.pop(table.name, None) for table in IN_HOUSE}
    values = _take(HOUSE, node, HOUSE_FILE, load)
    if not load.problems and values["timezone"] not in available_timezones():
        message = _("there is no time zone “%(zone)s”") % {"zone": values["timezone"]}
        load.add(HOUSE_FILE, node.entries["timezone"].line, message)
    house = _write_house(values, node, load)
    for table in IN_HOUSE:
        rows = Rows(table, load)
        rows.take(records_of_list(table, lists[table.name], HOUSE_FILE, load))
    return house


def _languages(node: Pairs, load: Load) -> tuple[str, ...]:
    """The languages of the house, which every other text needs to be read."""
    entry = node.entries.get("languages")
    found: list[Any] = []
    with load.file(HOUSE_FILE):
        if entry is None:
            raise Fault(node.line, _("the field “%(name)s” is missing") % {"name": "languages"})
        found = ListOf(LANGUAGE, least=1, most=40).read(entry, load.reading)
        if len(set(found)) < len(found):
            raise Fault(entry.line, _("each language is there once"))
    load.problems.refuse_if_any()
    return tuple(found)


def _prepared(node: Pairs, load: Load) -> tuple[str, ...]:
    """The languages that are being prepared: what is written in them can be read, too."""
    entry = node.entries.get("prepared_languages")
    found: list[Any] = []
    with load.file(HOUSE_FILE):
        found = ListOf(LANGUAGE, most=40).read(entry, load.reading) if entry else []
        if len({*found, *load.languages}) < len(found) + len(load.languages):
            raise Fault(entry.line if entry else 0, _("each language is there once"))
    return tuple(found)


def _take(shape: Shape, node: Pairs, name: str, load: Load) -> dict[str, Any]:
    faults: list[Fault] = []
    values = shape.take(node, load.reading, faults)
    for fault in faults:
        load.add(name, fault.line, fault.message)
    return values


def _write_house(values: dict[str, Any], node: Pairs, load: Load) -> House | None:
    load.report.counts["house"] = 1
    if not load.is_writing:
        return None
    house = House.objects.first()
    if house is None:
        house = House.objects.create(**values)
        load.report.created["house"] += 1
        return house
    if house.key != values["key"]:
        load.add(
            HOUSE_FILE,
            node.entries["key"].line,
            _("this installation holds the house “%(key)s”; load another into a home of its own")
            % {"key": house.key},
        )
        return None
    if differing := differing_fields(house, values, HOUSE):
        house.save(update_fields=differing)
        load.report.changed["house"] += 1
    return house


def differing_fields(row: Any, values: dict[str, Any], shape: Shape) -> list[str]:
    """Give the row these values; the names of the fields that differed."""
    differing = []
    for name, value in values.items():
        kind = shape.merging[name]
        merged = kind.merge(getattr(row, name), value)
        if not kind.same(getattr(row, name), merged):
            setattr(row, name, merged)
            differing.append(name)
    return differing


_NOTES = Shape(Field("tours", TOURS, is_required=False), PROGRAMME)
_NOTE_FIELDS = Shape(*TOURS.fields, PROGRAMME)


def load_visit_file(load: Load) -> None:
    """Opening rules, prices, ways to arrive, and the notes; a house may be without the file."""
    node = Pairs({}, 1)
    if load.folder.has(VISIT_FILE):
        with load.file(VISIT_FILE):
            node = read_mapping(load.folder.read_text(VISIT_FILE))
    for table in IN_VISIT:
        entry = node.entries.pop(table.name, None)
        Rows(table, load).take(records_of_list(table, entry, VISIT_FILE, load))
    read = _take(_NOTES, node, VISIT_FILE, load) if node.entries else {}
    tours = read.get("tours") or {"tour_languages": [], "tours": PROGRAMME.nothing}
    values = {**tours, "programme": read.get("programme", PROGRAMME.nothing)}
    if load.is_writing:
        _write_notes(values, load)


def _write_notes(values: dict[str, Any], load: Load) -> None:
    is_empty = not any(bool(value) for value in values.values())
    notes = VisitNotes.objects.first()
    if notes is None:
        if not is_empty:
            VisitNotes.objects.create(pk=1, **values)
            load.report.created["visit"] += 1
    elif is_empty:
        notes.delete()
        load.report.deleted["visit"] += 1
    elif differing := differing_fields(notes, values, _NOTE_FIELDS):
        notes.save(update_fields=differing)
        load.report.changed["visit"] += 1
