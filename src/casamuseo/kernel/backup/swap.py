"""Putting new files in the place of old ones so that, whenever the power fails, it can be carried out.

The plan is written down before the first step, and each step can be taken twice. Whoever starts next
finds the plan and carries out the rest.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

PLAN = ".restoring.json"
"""The plan's name in CASAMUSEO_HOME."""


@dataclass(frozen=True, slots=True)
class Move:
    """What lies at `place` goes to `aside`, and what lies at `new` comes to `place`; "" for nothing."""

    place: str
    new: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All moves of a restore, and the folder to be cleared away when they are done."""

    moves: Sequence[Move]
    stage: str
    restore_number: int = 0
    """Where it is not 0: the moves are only to be made if the database has come to this number."""


def write(plan: Plan, home: Path) -> None:
    """From here on the plan will be carried out, by this process or by another."""
    draft = home / f"{PLAN}.draft"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(asdict(plan), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(home / PLAN)
    sync(home)


def planned(home: Path) -> Plan | None:
    """The plan that was left; None where there is none."""
    try:
        told = json.loads((home / PLAN).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    moves = tuple(Move(**move) for move in told.pop("moves"))
    return Plan(moves=moves, **told)


def give_up(home: Path) -> None:
    """Forget the plan, before any of its moves was made."""
    (home / PLAN).unlink(missing_ok=True)
    sync(home)


def carry_out(plan: Plan, home: Path) -> None:
    """Make the moves that have not been made, then clear away what was needed for them."""
    for move in plan.moves:
        _make(move)
    names = [name for move in plan.moves for name in (move.place, move.aside) if name]
    for folder in {Path(name).parent for name in names}:
        with suppress(FileNotFoundError):
            sync(folder)
    give_up(home)
    shutil.rmtree(plan.stage, ignore_errors=True)


def finish(home: Path, *, has_come_to: Callable[[int], bool]) -> None:
    """Carry out a plan that another process left behind, or forget it where the database says so."""
    plan = planned(home)
    if plan is None:
        return
    if plan.restore_number and not has_come_to(plan.restore_number):
        give_up(home)
        shutil.rmtree(plan.stage, ignore_errors=True)
        return
    carry_out(plan, home)


def _make(move: Move) -> None:
    place, new, aside = Path(move.place), Path(move.new), Path(move.aside)
    if move.aside and os.path.lexists(place) and not os.path.lexists(aside):
        aside.parent.mkdir(parents=True, exist_ok=True)
        if move.new and _is_file(place) and _is_file(new):
            _name_twice(place, aside)
        else:
            place.rename(aside)
    if move.new and os.path.lexists(new):
        place.parent.mkdir(parents=True, exist_ok=True)
        new.replace(place)


def _name_twice(place: Path, aside: Path) -> None:
    """Give a file a second name: so at no moment is there nothing at its place."""
    try:
        os.link(place, aside)
    except OSError:  # a file system on which a file has one name only
        place.rename(aside)


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def sync(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
