"""Drawers and their shifts: opened with a float, counted blind, closed with a Z report, reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing
from casamuseo.staff.models import Member
from casamuseo.visit.actions.movements import (
    Line,
    expected_cents,
    lock_drawer,
    open_shift_of,
    refuse_more_than_there_is,
    write_line,
)
from casamuseo.visit.errors import ReasonMissing
from casamuseo.visit.errors_till import DrawerExists, ShiftIsOpen, ShiftIsOver
from casamuseo.visit.models import CashMovement, Drawer, Shift
from casamuseo.visit.terms import MovementKind, ShiftState

RUNNING = [ShiftState.OPEN, ShiftState.COUNTING]


def first_drawer(*, at: datetime) -> Drawer:
    """The house's drawers begin with one, made the first time that somebody needs it."""
    known = Drawer.objects.first()
    if known is not None:
        return known
    with writing():
        drawer, was_made = Drawer.objects.get_or_create(
            key="main", defaults={"name": _("Main till")}
        )
        if was_made:
            _note("add", "visit.drawer", drawer.key, by="", at=at)
    return drawer


def add_drawer(
    name: str, *, printer: str = "", paper_mm: int = 80, by: Member, at: datetime
) -> Drawer:
    """Another drawer. Refuses with DrawerExists."""
    key = slugify(name)[:40] or "drawer"
    try:
        with writing():
            drawer = Drawer.objects.create(
                key=key, name=name.strip(), printer=printer.strip(), paper_mm=paper_mm
            )
            _note("add", "visit.drawer", key, by=by.login, at=at, name=drawer.name)
    except IntegrityError:
        raise DrawerExists(name) from None
    return drawer


def change_drawer(
    drawer: Drawer, *, name: str, printer: str, paper_mm: int, by: Member, at: datetime
) -> Drawer:
    """Another name, printer or paper; the book and its numbers go on."""
    with writing():
        # Only these columns: the last number may be running at this moment.
        Drawer.objects.filter(pk=drawer.pk).update(
            name=name.strip(), printer=printer.strip(), paper_mm=paper_mm
        )
        _note("change", "visit.drawer", drawer.key, by=by.login, at=at, name=name, printer=printer)
    drawer.refresh_from_db()
    return drawer


def open_shift(drawer: Drawer, *, float_cents: int, by: Member, at: datetime) -> Shift:
    """Begin a shift with the cash that is in the drawer. Refuses with ShiftIsOpen."""
    with writing():
        locked = lock_drawer(drawer)
        last = locked.shifts.aggregate(last=Max("number"))["last"] or 0
        try:
            with transaction.atomic():
                shift = Shift.objects.create(
                    drawer=locked,
                    number=last + 1,
                    float_cents=float_cents,
                    opened_by=by,
                    opened_at=at,
                )
        except IntegrityError:
            running = locked.shifts.select_related("opened_by").get(state__in=RUNNING)
            raise ShiftIsOpen(by=running.opened_by.full_name, since=running.opened_at) from None
        _note_shift("open", shift, by=by, at=at, float_cents=float_cents)
    return shift


def pay_in(
    drawer: Drawer, *, amount_cents: int, reason: str, request_key: str, by: Member, at: datetime
) -> CashMovement:
    """Put cash into the drawer that is no sale. Refuses with ReasonMissing or NoOpenShift."""
    line = Line(
        kind=MovementKind.PAID_IN, amount_cents=amount_cents, reason=reason, request_key=request_key
    )
    return _move_cash(drawer, line, by=by, at=at)


def drop(
    drawer: Drawer, *, amount_cents: int, reason: str, request_key: str, by: Member, at: datetime
) -> CashMovement:
    """Take cash out of the drawer, to the safe. Refuses with NotInTheDrawer or NoOpenShift."""
    reason = reason.strip() or _("To the safe")
    line = Line(
        kind=MovementKind.DROP, amount_cents=-amount_cents, reason=reason, request_key=request_key
    )
    return _move_cash(drawer, line, by=by, at=at)


def begin_count(shift: Shift, *, by: Member, at: datetime) -> Shift:
    """Stop selling, to count. Refuses with ShiftIsOver."""
    return _step(shift, "begin-count", frm=ShiftState.OPEN, to=ShiftState.COUNTING, by=by, at=at)


def leave_count(shift: Shift, *, by: Member, at: datetime) -> Shift:
    """Sell on; what was counted counts no more. Refuses with ShiftIsOver."""
    with writing():
        lock_drawer(shift.drawer)
        shift = _step(
            shift, "leave-count", frm=ShiftState.COUNTING, to=ShiftState.OPEN, by=by, at=at
        )
        Shift.objects.filter(pk=shift.pk).update(counted_cents=None, expected_cents=None)
    shift.refresh_from_db()
    return shift


def record_count(shift: Shift, *, pieces: Mapping[int, int], by: Member, at: datetime) -> Shift:
    """What was counted, as pieces by their worth in cents; only now the expected sum is known.

    A second count takes the place of the first; the history keeps both. Refuses with ShiftIsOver.
    """
    counted = sum(worth * count for worth, count in pieces.items())
    with writing():
        lock_drawer(shift.drawer)
        expected = expected_cents(shift)
        counting = Shift.objects.filter(pk=shift.pk, state=ShiftState.COUNTING)
        if not counting.update(counted_cents=counted, expected_cents=expected):
            raise ShiftIsOver
        shown = {str(worth): count for worth, count in sorted(pieces.items()) if count}
        _note_shift("count", shift, by=by, at=at, pieces=shown, counted_cents=counted)
    shift.refresh_from_db()
    return shift


def close_shift(shift: Shift, *, difference_note: str, by: Member, at: datetime) -> Shift:
    """Close a counted shift for good. Refuses with ShiftIsOver, or with ReasonMissing where the
    count differs and nobody says why."""
    with writing():
        lock_drawer(shift.drawer)
        shift.refresh_from_db()
        if shift.difference_cents and not difference_note.strip():
            raise ReasonMissing
        counted = Shift.objects.filter(
            pk=shift.pk, state=ShiftState.COUNTING, counted_cents__isnull=False
        )
        closed = counted.update(
            state=ShiftState.CLOSED,
            closed_by=by,
            closed_at=at,
            difference_note=difference_note.strip()[:300],
        )
        if not closed:
            raise ShiftIsOver
        _note_shift("close", shift, by=by, at=at, difference_cents=shift.difference_cents)
    shift.refresh_from_db()
    return shift


def review_shift(shift: Shift, *, by: Member, at: datetime) -> Shift:
    """The director has looked at it. Refuses with ShiftIsOver."""
    with writing():
        closed = Shift.objects.filter(pk=shift.pk, state=ShiftState.CLOSED)
        if not closed.update(state=ShiftState.REVIEWED, reviewed_by=by, reviewed_at=at):
            raise ShiftIsOver
        _note_shift("review", shift, by=by, at=at)
    shift.refresh_from_db()
    return shift


def pieces_counted(shift: Shift) -> dict[int, int]:
    """The last count of a shift, as pieces by their worth in cents."""
    key = _key(shift)
    counts = Change.objects.filter(kind="visit.shift", key=key, action="count")
    last = counts.order_by("-pk").values_list("facts", flat=True).first()
    return {int(worth): count for worth, count in (last or {}).get("pieces", {}).items()}


def _move_cash(drawer: Drawer, line: Line, *, by: Member, at: datetime) -> CashMovement:
    if not line.reason.strip():
        raise ReasonMissing
    with writing():
        locked = lock_drawer(drawer)
        known = CashMovement.objects.filter(request_key=line.request_key).first()
        if known is not None:
            return known
        shift = open_shift_of(locked)
        if line.amount_cents < 0:
            refuse_more_than_there_is(shift, cents=-line.amount_cents)
        return write_line(shift, line, by=by, at=at)


def _step(
    shift: Shift, action: str, *, frm: ShiftState, to: ShiftState, by: Member, at: datetime
) -> Shift:
    with writing():
        lock_drawer(shift.drawer)
        if not Shift.objects.filter(pk=shift.pk, state=frm).update(state=to):
            raise ShiftIsOver
        _note_shift(action, shift, by=by, at=at)
    shift.refresh_from_db()
    return shift


def _key(shift: Shift) -> str:
    return f"{shift.drawer.key}-{shift.number}"


def _note_shift(action: str, shift: Shift, *, by: Member, at: datetime, **facts: object) -> None:
    _note(action, "visit.shift", _key(shift), by=by.login, at=at, **facts)


def _note(action: str, kind: str, key: str, *, by: str, at: datetime, **facts: object) -> None:
    Change.objects.create(at=at, actor=by, action=action, kind=kind, key=key, facts=facts)
