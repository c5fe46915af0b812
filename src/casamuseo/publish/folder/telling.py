"""Loads the passages: reads them, judges what is published, and hands the rows on to be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.publish.folder.belongings import MANY
from casamuseo.publish.folder.grammar import Sentence, Told, parse
from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.problems import Fault
from casamuseo.publish.folder.reader import refuse_unwanted_signs
from casamuseo.publish.folder.report import HeldBack
from casamuseo.publish.folder.rows import handfuls
from casamuseo.publish.folder.texts import Multilingual
from casamuseo.publish.folder.told_rows import Standing, Work
from casamuseo.sources.editions import keep_standing
from casamuseo.sources.models import Citation, Passage, Source, Statement
from casamuseo.sources.publishing import (
    Grounds,
    reasons_against_passage,
    reasons_against_statement,
)
from casamuseo.sources.terms import Register, Stance

FOLDER = "passages"
ALONE = {"stories"}
"""Kinds of which every passage is a file of its own when written; their order is that of their keys."""

_TEXT = Multilingual()


@dataclass(slots=True)
class Spoken:
    """A passage as read, with its file, its order, and its row when it has one."""

    told: Told
    file: str
    order: int
    row: Passage | None = None
    statements: list[Statement] = field(default_factory=list)
    cited: list[list[Citation]] = field(default_factory=list)


class Passages:
    """The passages during a load. `take`, and the missing ones are deleted at the end."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.before: dict[str, int] = dict(Passage.objects.values_list("key", "pk").iterator())
        self.seen: set[str] = set()
        self.orders: dict[str, int] = {}
        self.withdrawn = dict(Source.objects.exclude(withdrawn_on=None).values_list("pk", "key"))

    def take(self) -> None:
        """Read every passage file and write what is new or differs."""
        # What another register refers to has its row first.
        for _is_full, spoken in groupby(self._read(), key=_is_in_full):
            for handful in handfuls(spoken, size=MANY // 2):
                self._take(handful)
        self.load.at_the_end.append(self._delete_missing)

    def _read(self) -> Iterator[Spoken]:
        languages = self.load.reading.languages
        for name in sorted(self.load.folder.walk(FOLDER), key=_full_text_first):
            if not name.endswith(".txt"):
                continue
            faults: list[Fault] = []
            with self.load.file(name):
                text = self.load.folder.read_text(name)
                refuse_unwanted_signs(text)
                for told in parse(text, languages=languages, faults=faults):
                    self._tell(name, faults)
                    if self._is_new(told, name):
                        yield Spoken(told, name, self._order(told.key))
            self._tell(name, faults)

    def _tell(self, name: str, faults: list[Fault]) -> None:
        while faults:
            fault = faults.pop(0)
            self.load.add(name, fault.line, fault.message)

    def _is_new(self, told: Told, name: str) -> bool:
        if told.key in self.seen:
            message = _("the passage “%(key)s” is here twice") % {"key": told.key}
            self.load.add(name, told.line, message)
            return False
        self.seen.add(told.key)
        self.load.names.learn("passages", told.key)
        register, full = register_of(told.key)
        if register == Register.FULL:
            self.load.unspoken[told.key] = (name, told.line)
        elif full not in self.seen:
            message = _("there is no passage “%(key)s” that this could say in another way")
            self.load.add(name, told.line, message % {"key": full})
            return False
        return True

    def _order(self, key: str) -> int:
        kind = key.partition("/")[0]
        if kind in ALONE:
            return 0
        order = self.orders.get(kind, 0)
        self.orders[kind] = order + 1
        return order

    def _take(self, spoken: list[Spoken]) -> None:
        report = self.load.report
        for one in spoken:
            self._build(one)
            report.counts["passages"] += 1
            report.counts["statements"] += len(one.statements)
        if not self.load.is_writing:
            return
        standing = self._standing(spoken)
        self._write_passages(spoken, standing)
        self._write_statements(spoken, standing)
        for one in spoken:
            assert one.row is not None  # noqa: S101  it was just written
            self.load.names.learn("passages", one.told.key, one.row.pk)

    def _build(self, one: Spoken) -> None:
        """Make the statements, not yet saved, and judge them."""
        keys: set[str] = set()
        for position, sentence in enumerate(one.told.sentences):
            key = sentence.key or f"s{position + 1}"
            if key in keys:
                message = _("the key “%(key)s” is here twice") % {"key": f"{one.told.key}#{key}"}
                self.load.add(one.file, sentence.line, message)
            keys.add(key)
            one.statements.append(self._statement(sentence, key, position, one.file))
            one.cited.append(self._citations(sentence, one.file))

    def _statement(self, sentence: Sentence, key: str, position: int, file: str) -> Statement:
        signatory = None
        if sentence.signed_by:
            signatory = self.load.names.row("signatories", sentence.signed_by)
            if signatory is None:
                message = _("the house has no signatory “%(key)s”") % {"key": sentence.signed_by}
                self.load.add(file, sentence.line, message)
        return Statement(
            key=key,
            position=position,
            text=sentence.as_text(),
            counter_text=sentence.as_counter_text(),
            certainty=sentence.certainty.value,
            starts_paragraph=sentence.starts_paragraph,
            signed_by_id=signatory,
            signed_on=sentence.signed_on,
            unresolved_notes=sentence.notes,
        )

    def _citations(self, sentence: Sentence, file: str) -> list[Citation]:
        rows = []
        positions = {Stance.SUPPORTS: 0, Stance.CONTRADICTS: 0}
        for cited in sentence.citations:
            source = self.load.names.row("sources", cited.source)
            if source is None:
                message = _("there is no source “%(key)s”") % {"key": cited.source}
                self.load.add(file, cited.line, message)
                continue
            rows.append(
                Citation(
                    source_id=source,
                    locator=cited.locator,
                    stance=cited.stance.value,
                    position=positions[cited.stance],
                )
            )
            positions[cited.stance] += 1
        return rows

    def _standing(self, spoken: list[Spoken]) -> Standing:
        rows = [self.before[one.told.key] for one in spoken if one.told.key in self.before]
        return Standing.of(rows) if rows else Standing({}, {}, {})

    def _write_passages(self, spoken: list[Spoken], standing: Standing) -> None:
        new, changed = [], []
        for one in spoken:
            self._merge(one, standing)
            is_published = self._judge(one)
            wanted = {
                **self._register(one),
                "is_draft": one.told.is_draft,
                "is_published": is_published,
                "order": one.order,
            }
            row = standing.passages.get(one.told.key)
            if row is None:
                row = Passage(key=one.told.key, **wanted)
                new.append(row)
            elif any(getattr(row, name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(row, name, value)
                changed.append(row)
            one.row = row
        Passage.objects.bulk_create(new, batch_size=MANY)
        fields = ["register", "of", "is_draft", "is_published", "order"]
        Passage.objects.bulk_update(changed, fields, batch_size=200)
        self._count("passages", created=len(new), changed=len(changed))

    def _register(self, one: Spoken) -> dict[str, Any]:
        """For whom it says it, and which passage it says in another way."""
        register, full = register_of(one.told.key)
        if register == Register.FULL:
            return {"register": register, "of_id": None}
        return {"register": register, "of_id": self.load.names.row("passages", full)}

    def _merge(self, one: Spoken, standing: Standing) -> None:
        """Let each statement take up the history of the row that has its key."""
        row = standing.passages.get(one.told.key)
        old = standing.statements.get(row.pk, {}) if row else {}
        for statement in one.statements:
            before = old.get(statement.key)
            if before is not None:
                statement.text = _TEXT.merge(before.text, statement.text)
                statement.counter_text = _TEXT.merge(before.counter_text, statement.counter_text)

    def _judge(self, one: Spoken) -> bool:
        """Settle what is published, and report what is not."""
        languages = self.load.languages
        for statement, cited, sentence in zip(
            one.statements, one.cited, one.told.sentences, strict=True
        ):
            reasons = reasons_against_statement(
                statement, languages, grounds=self._grounds(statement, cited)
            )
            statement.is_published = not reasons
            if reasons:
                self._hold_back(one.file, sentence.line, f"{one.told.key}#{statement.key}", reasons)
        passage = Passage(key=one.told.key, is_draft=one.told.is_draft)
        reasons = reasons_against_passage(passage, languages, statements=one.statements)
        if reasons:
            self._hold_back(one.file, one.told.line, one.told.key, reasons)
        return not reasons

    def _grounds(self, statement: Statement, cited: list[Citation]) -> Grounds:
        supporting = [one.source_id for one in cited if one.stance == Stance.SUPPORTS]
        withdrawn = tuple(self.withdrawn[row] for row in supporting if row in self.withdrawn)
        return Grounds(
            len(supporting) - len(withdrawn), withdrawn, statement.signed_by_id is not None
        )

    def _hold_back(self, file: str, line: int, key: str, reasons: list[Any]) -> None:
        held = HeldBack(self.load.folder.shown(file), line, key, tuple(reasons))
        self.load.report.held_back.append(held)

    def _write_statements(self, spoken: list[Spoken], standing: Standing) -> None:
        work = Work()
        for one in spoken:
            assert one.row is not None  # noqa: S101  it was just written
            old = dict(standing.statements.get(one.row.pk, {}))
            for statement, cited in zip(one.statements, one.cited, strict=True):
                statement.passage = one.row
                before = old.pop(statement.key, None)
                if before is None:
                    work.create(statement, cited)
                    if one.told.key in self.before:
                        work.passages.add(one.row.pk)
                else:
                    citations = standing.citations.get(before.pk, [])
                    work.update(before, statement, cited, citations, load=self.load)
            work.gone += [statement.pk for statement in old.values()]
            if old:
                work.passages.add(one.row.pk)
        # Whoever began a draft of what stood is to see what the folder made of it.
        keep_standing(work.passages, at=self.load.at)
        self.load.retold |= work.passages
        work.write()
        self._count(
            "statements",
            created=len(work.new),
            changed=len({row.pk for row in work.changed} | work.recited),
            deleted=len(work.gone),
        )

    def _count(self, kind: str, *, created: int = 0, changed: int = 0, deleted: int = 0) -> None:
        report = self.load.report
        for counter, count in (
            (report.created, created),
            (report.changed, changed),
            (report.deleted, deleted),
        ):
            if count:
                counter[kind] += count

    def _delete_missing(self) -> None:
        missing = [row for key, row in self.before.items() if key not in self.seen]
        for handful in handfuls(missing):
            Passage.objects.filter(pk__in=handful).delete()
        self._count("passages", deleted=len(missing))


def register_of(key: str) -> tuple[Register, str]:
    """The register that a passage's key begins with, and the key of the passage in full."""
    first, _slash, rest = key.partition("/")
    is_other = first in Register.values and first != Register.FULL
    return (Register(first), rest) if is_other else (Register.FULL, key)


def _is_in_full(one: Spoken) -> bool:
    return register_of(one.told.key)[0] == Register.FULL


def _full_text_first(name: str) -> bool:
    """The order of files: what another register refers to comes before it."""
    key = name.removeprefix(f"{FOLDER}/").removesuffix(".txt")
    return register_of(f"{key}/")[0] != Register.FULL
