"""Who may do what: one closed table of verbs and roles, which every staff page asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from casamuseo.staff.terms import Role

DIRECTOR, TILL, GATE, GUIDE = Role.DIRECTOR, Role.TILL, Role.GATE, Role.GUIDE
CURATOR, EDITOR, TRANSLATOR = Role.CURATOR, Role.EDITOR, Role.TRANSLATOR

PERMISSIONS: Mapping[str, frozenset[Role]] = {
    # The day
    "see_today": frozenset({DIRECTOR, TILL, GATE, GUIDE, CURATOR}),
    "close_rooms": frozenset({DIRECTOR, TILL, CURATOR}),
    "settle_conflicts": frozenset({DIRECTOR, TILL}),
    # Selling
    "sell": frozenset({DIRECTOR, TILL}),
    "void": frozenset({DIRECTOR, TILL}),
    "void_any": frozenset({DIRECTOR}),  # scanned tickets, and sales of another shift
    "refund": frozenset({DIRECTOR}),
    "close_shift": frozenset({DIRECTOR, TILL}),
    "review_shift": frozenset({DIRECTOR}),
    "keep_drawers": frozenset({DIRECTOR}),
    "see_bookings": frozenset({DIRECTOR, TILL}),
    "move_bookings": frozenset({DIRECTOR, TILL}),
    # The door
    "scan": frozenset({DIRECTOR, TILL, GATE}),
    "count_visitors": frozenset({DIRECTOR, TILL, GATE}),
    "enrol_devices": frozenset({DIRECTOR}),
    # Tours
    "arrange_tours": frozenset({DIRECTOR, TILL}),
    "guide_tours": frozenset({GUIDE}),
    "keep_programme": frozenset({DIRECTOR, CURATOR}),
    # The collection
    "see_collection": frozenset({DIRECTOR, CURATOR, EDITOR, TRANSLATOR, GUIDE}),
    "keep_objects": frozenset({DIRECTOR, CURATOR}),
    "move_objects": frozenset({DIRECTOR, CURATOR}),
    "audit": frozenset({DIRECTOR, CURATOR}),
    "keep_procedures": frozenset({DIRECTOR, CURATOR}),  # entry, acquisition, exit, loans
    "check_condition": frozenset({DIRECTOR, CURATOR}),
    "keep_climate": frozenset({DIRECTOR, CURATOR}),
    "keep_pictures": frozenset({DIRECTOR, CURATOR, EDITOR}),
    "import_objects": frozenset({DIRECTOR, CURATOR}),
    # Telling
    "see_texts": frozenset({DIRECTOR, CURATOR, EDITOR, TRANSLATOR}),
    "write_texts": frozenset({DIRECTOR, CURATOR, EDITOR}),
    "publish_texts": frozenset({DIRECTOR, CURATOR, EDITOR}),  # never what one wrote oneself
    "keep_sources": frozenset({DIRECTOR, CURATOR, EDITOR}),
    "withdraw_sources": frozenset({DIRECTOR, CURATOR}),
    "translate": frozenset({DIRECTOR, EDITOR, TRANSLATOR}),
    "review_translations": frozenset({DIRECTOR, EDITOR, TRANSLATOR}),
    "print_labels": frozenset({DIRECTOR, CURATOR, EDITOR}),
    "edit_plan": frozenset({DIRECTOR, CURATOR}),
    "keep_records": frozenset({DIRECTOR, CURATOR, EDITOR}),  # stories, happenings, persons
    "add_languages": frozenset({DIRECTOR}),
    # The house
    "change_calendar": frozenset({DIRECTOR}),
    "change_prices": frozenset({DIRECTOR}),
    "read_reports": frozenset({DIRECTOR}),
    "manage_people": frozenset({DIRECTOR}),
}


class UnknownVerbError(LookupError):
    """A verb that the table of permissions does not have."""


def who_may(verb: str) -> frozenset[Role]:
    """The roles that may do this. Raises UnknownVerbError for a verb that is not in the table."""
    try:
        return PERMISSIONS[verb]
    except KeyError:
        raise UnknownVerbError(verb) from None


def may(roles: Iterable[str], verb: str) -> bool:
    """Whether one of these roles may do this. Raises UnknownVerbError."""
    return not who_may(verb).isdisjoint(roles)
