"""The desk's navigation: one table with its parts, of which each member sees what they may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casamuseo.staff.models import Member


@dataclass(frozen=True, slots=True)
class Way:
    """A part of the desk: its name, the name of its address, and the verb that opens it."""

    name: Promise
    to: str
    verb: str
    what: Promise
    """One sentence for the desk's first page."""
    also: str = ""
    """The beginning of further addresses that belong to it."""
    parts: tuple[Way, ...] = ()
    """What the way divides into: a second row of the navigation, on each of its pages."""

    @property
    def address(self) -> str:
        return reverse(self.to)


COLLECTION: tuple[Way, ...] = (
    Way(
        _("Objects"),
        "desk:objects",
        "see_collection",
        _("Find an object and open its record."),
        also="/desk/objects/",
    ),
    Way(
        _("Inventory"),
        "desk:objects_inventory",
        "see_collection",
        _("What records lack, counted and listed."),
        also="/desk/documentation/",
    ),
    Way(
        _("Procedures"),
        "desk:procedures",
        "keep_procedures",
        _("What comes in, becomes the museum’s, and leaves; what is due."),
    ),
    Way(_("Loans"), "desk:loans", "keep_procedures", _("Loans in and out, and what is overdue.")),
    Way(
        _("Condition"),
        "desk:condition",
        "check_condition",
        _("How objects are, what was done for them, and what is to be looked at again."),
    ),
    Way(
        _("Pictures"),
        "desk:pictures",
        "see_collection",
        _("Photographs: taken in, described, put with what they show."),
    ),
    Way(_("Import"), "desk:imports", "import_objects", _("Bring in objects from a table.")),
    Way(_("Movements"), "desk:moving", "move_objects", _("Where things went, and what was where.")),
    Way(_("Audits"), "desk:audits", "audit", _("What should be in a room, and what is there.")),
    Way(_("Climate"), "desk:climate", "keep_climate", _("What the loggers read, and the limits.")),
)
TEXTS: tuple[Way, ...] = (
    Way(_("All texts"), "desk:texts", "see_texts", _("What the house tells, text by text.")),
    Way(
        _("Stories and persons"),
        "desk:records",
        "keep_records",
        _("Stories, the timeline, journeys, exhibitions, the guide, persons and terms."),
    ),
    Way(_("Sources"), "desk:sources", "see_texts", _("What every sentence rests on.")),
    Way(
        _("Labels"),
        "desk:labels",
        "print_labels",
        _("Labels for walls and store; which copies to replace."),
    ),
    Way(
        _("Articles"),
        "desk:articles",
        "write_texts",
        _("Turn an article with footnotes into a draft."),
    ),
)

TRANSLATION: tuple[Way, ...] = (
    Way(
        _("What waits"),
        "desk:translation",
        "translate",
        _("What is missing, stale or to be reviewed, by language."),
    ),
    Way(
        _("Files"),
        "desk:translation_files",
        "translate",
        _("XLIFF and PO, out to a translator’s own tool and back in."),
    ),
    Way(
        _("Languages"),
        "desk:translation_languages",
        "add_languages",
        _("Languages of the house, public and being prepared."),
    ),
)

PLAN: tuple[Way, ...] = (
    Way(_("Places"), "desk:plan", "edit_plan", _("The rooms as they are drawn, door by door.")),
    Way(
        _("The house on a day"),
        "desk:plan_days",
        "edit_plan",
        _("Where things stood on a day, and how surely."),
    ),
)

MANAGEMENT: tuple[Way, ...] = (
    Way(
        _("Calendar"),
        "desk:calendar",
        "change_calendar",
        _("Opening hours, days out of the ordinary, closed rooms."),
    ),
    Way(_("Prices"), "desk:prices", "change_prices", _("What a visit costs, and how many fit.")),
    Way(_("Reports"), "desk:reports", "read_reports", _("Visitors and income, by day and year.")),
    Way(
        _("Devices"), "desk:devices", "enrol_devices", _("The telephones and scanners at the door.")
    ),
    Way(_("People"), "desk:people", "manage_people", _("Who works here, and what they may do.")),
)

WAYS = (
    Way(_("Today"), "desk:today", "see_today", _("What is booked, who is in, what waits.")),
    Way(_("Till"), "desk:till", "sell", _("Sell tickets, open and close the shift.")),
    Way(_("Door"), "gate:door", "scan", _("Check tickets and count who comes in.")),
    Way(_("Bookings"), "desk:bookings", "see_bookings", _("Find, move or refund an order.")),
    Way(_("Tours"), "desk:tours", "arrange_tours", _("Requests of groups, and their guides.")),
    Way(_("My tours"), "desk:my_tours", "guide_tours", _("The tours that you are asked to guide.")),
    Way(
        _("Collection"),
        "desk:objects",
        "see_collection",
        _("The objects: what they are, where they are, what is done with them."),
        parts=COLLECTION,
    ),
    Way(
        _("Texts"),
        "desk:texts",
        "see_texts",
        _("What the house tells: written sentence by sentence, with sources, in every language."),
        parts=TEXTS,
    ),
    Way(
        _("Translation"),
        "desk:translation",
        "translate",
        _("What is missing or stale, sentence by sentence, in every language of the house."),
        parts=TRANSLATION,
    ),
    Way(
        _("Plan"),
        "desk:plan",
        "edit_plan",
        _("Rooms, doors and access drawn; how the house stood on a day."),
        parts=PLAN,
    ),
    Way(
        _("Programme"),
        "desk:programme",
        "keep_programme",
        _("Workshops, concerts, talks, and when they are held."),
    ),
    Way(
        _("Management"),
        "desk:calendar",
        "change_calendar",
        _("Calendar, prices, reports, devices and people."),
        parts=MANAGEMENT,
    ),
)


def ways_of(member: Member) -> list[Way]:
    """The ways that are open to this member, in the order of the table."""
    return [way for way in WAYS if member.may(way.verb)]


def parts_here(member: Member, here: str) -> list[Way]:
    """The parts of the way that the page at this address belongs to, as far as they are open."""
    for way in WAYS:
        if _nearest(way.parts, here) is not None:
            return [part for part in way.parts if member.may(part.verb)]
    return []


def nearest(parts: Sequence[Way], here: str) -> str:
    """The address of the part that this page is in: the longest with which its own begins."""
    found = _nearest(parts, here)
    return found.address if found else ""


def _nearest(parts: Sequence[Way], here: str) -> Way | None:
    above = [
        part
        for part in parts
        if here.startswith(part.address) or (part.also and here.startswith(part.also))
    ]
    return max(above, key=lambda part: len(part.address), default=None)
