"""Imports of tables, step by step: brought, mapped, tried out, written; each step can be taken up again.

The work is done in chunks, each in one transaction with the number of rows done: whoever is killed in the
middle has written whole chunks and no row twice, and whoever goes on begins after them.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from casamuseo.collection.errors_importing import ImportMoved, UnreadableTable, WrongMapping
from casamuseo.collection.importing.deciding import Judged, judge
from casamuseo.collection.importing.drafting import Drafter, Options
from casamuseo.collection.importing.fields import field_of
from casamuseo.collection.importing.keeping import keep_table, path_of
from casamuseo.collection.importing.knowledge import Knowledge
from casamuseo.collection.importing.lines import Line
from casamuseo.collection.importing.remarks import kept
from casamuseo.collection.importing.tables import Table, open_table
from casamuseo.collection.importing.writing import OverTaken, write
from casamuseo.collection.models import ImportedRow, ImportRun
from casamuseo.collection.terms import ImportState, RowFate
from casamuseo.house.models import House
from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing

A_CHUNK = 500
"""Rows a transaction."""
TRIES = 3


def receive_table(parts: Iterable[bytes], *, name: str, by: str, at: datetime) -> ImportRun:
    """Keep a file and look at its columns. Refuses as `keep_table` and `open_table` do."""
    run = ImportRun(
        file_name=PurePath(name.replace("\\", "/")).name[:200] or "table",
        digest=keep_table(parts),
        begun_at=at,
        begun_by=by,
    )
    table = open_table(path_of(run))
    run.columns, run.encoding = list(table.columns), table.encoding
    with writing():
        run.save(force_insert=True)
        _note("receive", run, by=by, at=at, file=run.file_name, digest=run.digest)
    return run


def map_columns(
    run: ImportRun, *, fields: Mapping[str, str], options: Options, by: str, at: datetime
) -> None:
    """Say what each column is, and begin to try the table out. Refuses with WrongMapping or ImportMoved."""
    _refuse_unfit(fields, run.columns)
    turn = int(run.mapping.get("turn", 0)) + 1
    mapping = {
        "turn": turn,
        "fields": dict(fields),
        "options": {
            "changes_objects": options.changes_objects,
            "makes_terms": options.makes_terms,
            "needs_dates": options.needs_dates,
            "order_of_sizes": options.order_of_sizes,
        },
        "is_checking": True,
        "fates": {},
        "remarks": 0,
    }
    with writing():
        open_ones = ImportRun.objects.filter(
            pk=run.pk, state__in=(ImportState.MAPPING, ImportState.CHECKED)
        )
        if not open_ones.update(
            mapping=mapping, state=ImportState.MAPPING, rows=0, rows_done=0, ended_at=None
        ):
            raise ImportMoved
        ImportedRow.objects.filter(run=run).delete()
        _note("map", run, by=by, at=at, columns=len(fields))
    run.refresh_from_db()


def start_import(run: ImportRun, *, by: str, at: datetime) -> None:
    """Begin to write what was tried out. Refuses with ImportMoved."""
    with writing():
        mapping = {**run.mapping, "fates": {}, "remarks": 0}
        checked = ImportRun.objects.filter(
            pk=run.pk, state=ImportState.CHECKED, mapping=run.mapping
        )
        if not checked.update(state=ImportState.RUNNING, rows_done=0, mapping=mapping):
            raise ImportMoved
        _note("start", run, by=by, at=at, rows=run.rows)
    run.refresh_from_db()


def forget_import(run: ImportRun, *, by: str, at: datetime) -> None:
    """Put away an import of which nothing was written. Refuses with ImportMoved."""
    with writing():
        unwritten = ImportRun.objects.filter(
            pk=run.pk, state__in=(ImportState.MAPPING, ImportState.CHECKED)
        )
        _note("forget", run, by=by, at=at, file=run.file_name)
        if not unwritten.delete()[0]:
            raise ImportMoved


def is_waiting(run: ImportRun) -> bool:
    """Whether there is work to be done on it: rows to be tried out or written."""
    return run.state == ImportState.RUNNING or bool(
        run.state == ImportState.MAPPING and run.mapping.get("is_checking")
    )


def work_on(run: ImportRun, *, at: datetime, seconds: float = float("inf")) -> bool:
    """Go on with an import for about so long; whether it is done with what it was at.

    Several may work on the same one: of two that come to the same chunk, one writes it. A file that
    cannot be read to its end puts the import back to its mapping, and refuses with UnreadableTable.
    """
    until = time.monotonic() + seconds
    run.refresh_from_db()
    if not is_waiting(run):
        return True
    table = open_table(path_of(run))
    work = _Work(run, table, at=at)
    try:
        while chunk := list(islice(work.lines, A_CHUNK)):
            if not work.take(chunk):
                run.refresh_from_db()
                return not is_waiting(run)
            if time.monotonic() > until:
                return False
    except UnreadableTable:
        _give_up_checking(run)
        raise
    work.finish()
    return True


class _Work:
    """One spell of work on an import: what it knows of the house, and how far it has come."""

    def __init__(self, run: ImportRun, table: Table, *, at: datetime) -> None:
        self.run, self.table, self.at = run, table, at
        self.is_writing = run.state == ImportState.RUNNING
        self.options = options_of(run)
        self._learn()
        self.seen: dict[str, int] = {}
        self._pass_over(run.rows_done)
        self.lines = table.lines(skip=run.rows_done)

    def take(self, chunk: Sequence[Line]) -> bool:
        """Try out or write a chunk; False where somebody else was here first."""
        for left in reversed(range(TRIES)):
            try:
                return self._take(chunk)
            except (IntegrityError, OverTaken):
                # An object came or changed in another window: the chunk is looked at again.
                if not left:
                    raise
                # A row that was judged before finds itself here, which is no second one.
                self._learn()
        return False

    def finish(self) -> None:
        """Say that every row has had its turn."""
        run, now = self.run, ImportRun.objects.filter(pk=self.run.pk)
        mine = now.filter(state=run.state, rows_done=run.rows_done, mapping=run.mapping)
        with writing():
            if self.is_writing:
                if mine.update(state=ImportState.DONE, rows=run.rows_done, ended_at=self.at):
                    facts = run.mapping["fates"]
                    _note("finish", run, by=run.begun_by, at=self.at, **facts)
            else:
                mapping = {**run.mapping, "is_checking": False}
                mine.update(
                    state=ImportState.CHECKED, rows=run.rows_done, rows_done=0, mapping=mapping
                )
        run.refresh_from_db()

    def _learn(self) -> None:
        self.known = Knowledge.of_the_house()
        fields = self.run.mapping["fields"]
        self.drafter = Drafter(self.run.columns, fields, options=self.options, known=self.known)

    def _pass_over(self, rows: int) -> None:
        """Learn again which numbers the rows had that are done."""
        if not rows:
            return
        done = ImportedRow.objects.filter(run=self.run, fate=RowFate.REFUSED)
        refused = set(done.values_list("number", flat=True))
        for line in islice(self.table.lines(), rows):
            if line.number not in refused:
                number = self.drafter.read(line).object_number
                self.seen.setdefault(number.casefold(), line.number)

    def _take(self, chunk: Sequence[Line]) -> bool:
        run = self.run
        with writing():
            drafts = [self.drafter.read(line) for line in chunk]
            judged = judge(drafts, known=self.known, options=self.options, seen=self.seen)
            mapping = {**run.mapping, **_counted(run.mapping, judged)}
            done = run.rows_done + len(chunk)
            mine = ImportRun.objects.filter(
                pk=run.pk,
                state=run.state,
                rows_done=run.rows_done,
                mapping=run.mapping,
            )
            # The condition is the lock: whoever comes to the same rows second updates nothing.
            if not mine.update(rows_done=done, mapping=mapping):
                return False
            if self.is_writing:
                self._write(judged)
            self._keep(judged)
        run.rows_done, run.mapping = done, mapping
        if self.is_writing:
            for each in judged:
                if each.fate == RowFate.CREATED:
                    number = each.draft.object_number
                    self.known.numbers[number.casefold()] = number
        return True

    def _write(self, judged: Sequence[Judged]) -> None:
        write(
            judged,
            run=self.run,
            drafter=self.drafter,
            known=self.known,
            by=self.run.begun_by,
            at=self.at,
        )

    def _keep(self, judged: Sequence[Judged]) -> None:
        """The rows as they were written in the table, with what became of them."""
        if self.is_writing:
            first, last = judged[0].draft.line.number, judged[-1].draft.line.number
            ImportedRow.objects.filter(run=self.run, number__range=(first, last)).delete()
        ImportedRow.objects.bulk_create(
            ImportedRow(
                run=self.run,
                number=each.draft.line.number,
                values=list(each.draft.line.values),
                fate=each.fate,
                problem=kept(each.draft.remarks),
                museum_object=each.thing,
            )
            for each in judged
        )


def options_of(run: ImportRun) -> Options:
    """What was ticked beside the mapping of an import."""
    house = House.objects.only("languages").first()
    languages = tuple(house.languages) if house and house.languages else ("es", "en")
    return Options(languages=languages, **run.mapping.get("options", {}))


def _counted(mapping: Mapping[str, Any], judged: Iterable[Judged]) -> dict[str, Any]:
    fates, remarks = dict(mapping["fates"]), int(mapping["remarks"])
    for each in judged:
        fates[each.fate.value] = fates.get(each.fate.value, 0) + 1
        remarks += bool(each.draft.remarks)
    return {"fates": fates, "remarks": remarks}


def _give_up_checking(run: ImportRun) -> None:
    """Let the mapping be chosen again; what is being written stays where it is."""
    with writing():
        ImportRun.objects.filter(pk=run.pk, state=ImportState.MAPPING).update(
            mapping={**run.mapping, "is_checking": False}, rows_done=0
        )
        ImportedRow.objects.filter(run=run, run__state=ImportState.MAPPING).delete()


def _refuse_unfit(fields: Mapping[str, str], columns: Sequence[str]) -> None:
    taken: dict[str, str] = {}
    for column, key in fields.items():
        field = field_of(key)
        if field is None or column not in columns:
            raise WrongMapping(
                _("There is no field or column of this name: %(name)s.") % {"name": key}
            )
        if key in taken and not field.may_repeat:
            raise WrongMapping(
                _("“%(one)s” and “%(other)s” cannot both be the same: %(field)s.")
                % {"one": taken[key], "other": column, "field": field.label}
            )
        taken[key] = column
    if "object_number" not in taken:
        raise WrongMapping(_("Please say which column is the object number."))
    if not any(key.startswith("name:") for key in taken):
        raise WrongMapping(_("Please say which column is the name."))


def _note(action: str, run: ImportRun, *, by: str, at: datetime, **facts: object) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind="collection.importrun", key=run.key, facts=facts
    )
