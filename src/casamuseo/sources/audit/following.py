"""Citations followed to their sources, without ever guessing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from casamuseo.sources.audit.citations import Cited
from casamuseo.sources.audit.drafts import Draft, Reading
from casamuseo.sources.audit.findings import Kind, Mention, Status
from casamuseo.sources.audit.people import Person
from casamuseo.sources.audit.shelf import Shelf, Work, is_by

MOST_CANDIDATES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where a citation, or a whole note, leads."""

    status: Status
    works: tuple[Work, ...] = ()
    more: int = 0
    reason: str | None = None
    via: str | None = None
    steps: int = 0

    @property
    def work(self) -> Work | None:
        return self.works[0] if self.status is Status.RESOLVED and len(self.works) == 1 else None


@dataclass(slots=True, eq=False)
class Node:
    """A citation, or a note as a whole (`cited` is None), and what it has to wait for."""

    note: Draft | None
    cited: Cited | None
    waits_for: list["Node"] = field(default_factory=list)
    outcome: Outcome | None = None
    is_under_way: bool = False

    @property
    def label(self) -> str:
        return self.note.label if self.note else ""


NOWHERE = Outcome(status=Status.UNRESOLVABLE, reason="nothing-before")
CIRCULAR = Outcome(status=Status.UNRESOLVABLE, reason="circular")
NO_SOURCE = Outcome(status=Status.NO_SOURCE, reason="no-source")
NEVER_DEFINED = Outcome(status=Status.DANGLING, reason="never-defined")
EMPTY = Outcome(status=Status.DANGLING, reason="empty")
LIKE_IBID = (Kind.IBID, Kind.IDEM)


class Trail:
    """The citations of an article and how one leads to another."""

    def __init__(self, reading: Reading, *, shelf: Shelf, checks_keys: bool) -> None:
        self.reading = reading
        self.shelf = shelf
        self.checks_keys = checks_keys
        self.order = reading_order(reading)
        self.has_numbers = any(is_number(draft.label) for draft in self.order)
        self.whole: dict[Draft, Node] = {}
        self.parts: dict[Draft, list[Node]] = {}

    def follow(self) -> None:
        self.gather_sources()
        self.lay()
        for draft in self.order:
            settle(self.whole[draft], trail=self)
            for node in self.parts[draft]:
                settle(node, trail=self)
        self.check_repeats()

    def gather_sources(self) -> None:
        """Put every full entry on the shelf; give *idem* with a title its author."""
        people: tuple[Person, ...] = ()
        for draft in self.order:
            people = people if draft.cited else ()
            for definition in draft.definitions:
                cited_here = []
                for cited in definition.cited:
                    if cited.is_same_author:
                        cited = replace(cited, people=people)
                    if cited.kind is Kind.FULL and (cited.year or not cited.is_described):
                        self.put(cited, note=draft.label, line=definition.line)
                    cited_here.append(cited)
                    people = self.authors_after(cited, before=people)
                definition.cited = cited_here
        people = ()
        for entry in self.reading.entries:
            cited = entry.cited
            people = people if cited.is_same_author else cited.people
            self.put(replace(cited, people=people), note=None, line=entry.line)
        self.shelf.settle()

    def put(self, cited: Cited, *, note: str | None, line: int) -> Work:
        mention = Mention(text=cited.text, note=note, line=line)
        return self.shelf.add(cited, people=cited.people, mention=mention)

    def authors_after(self, cited: Cited, *, before: tuple[Person, ...]) -> tuple[Person, ...]:
        if cited.kind in (Kind.IBID, Kind.IDEM, Kind.LOC_CIT) and not cited.people:
            return before
        work = self.shelf.by_key.get(cited.key) if cited.kind is Kind.KEY else None
        return work.people if work else cited.people

    def lay(self) -> None:
        """Say for each citation what it has to wait for."""
        for draft in self.order:
            self.parts[draft] = [Node(draft, cited) for cited in draft.cited]
            self.whole[draft] = Node(draft, None, waits_for=own_sources(self.parts[draft]))
        before = predecessors(self.reading)
        for draft in self.order:
            previous: Node | None = None
            for node in self.parts[draft]:
                cited = node.cited
                if cited is None or self.is_nothing(node):
                    continue
                if cited.kind is Kind.NOTE:
                    target = self.note_numbered(cited.note)
                    node.waits_for = [self.whole[target]] if target else []
                elif is_like_ibid(cited):
                    earlier = [self.whole[one] for one in before.get(draft, [])]
                    node.waits_for = [previous] if previous else earlier
                previous = node

    def is_nothing(self, node: Node) -> bool:
        """Whether the words turn out to name no source at all."""
        if node.cited is None or node.cited.kind is Kind.NONE:
            return True
        return node.cited.is_tentative and self.looked_up(node) is NO_SOURCE

    def note_numbered(self, label: str) -> Draft | None:
        """The note that *note 12* means: its label, or its place where labels are words."""
        found = self.reading.notes.get(label.casefold())
        if found or self.has_numbers:
            return found
        at = int(label) - 1
        return self.order[at] if 0 <= at < len(self.order) else None

    def outcome_of(self, node: Node) -> Outcome:
        if node.cited is None:
            return outcome_of_note(node)
        found = [waited.outcome or CIRCULAR for waited in node.waits_for]
        if node.cited.kind is Kind.NOTE:
            return self.pointed_to(node, found)
        if is_like_ibid(node.cited):
            return led_back(node, found)
        return self.looked_up(node)

    def pointed_to(self, node: Node, found: list[Outcome]) -> Outcome:
        """*See note 12*: the sources of note 12, or the one by the author that is named."""
        cited = node.cited
        if cited is None or not found:
            return Outcome(status=Status.UNRESOLVABLE, reason="no-such-note")
        if not cited.people or not found[0].works:
            led = led_back(node, found)
            return replace(led, status=Status.RESOLVED) if led.reason == "after-several" else led
        works = tuple(work for work in found[0].works if is_by(work, cited.people))
        via = node.waits_for[0].label
        if len(works) == 1:
            return Outcome(status=Status.RESOLVED, works=works, via=via, steps=found[0].steps + 1)
        if works:
            return Outcome(
                status=Status.AMBIGUOUS, works=works, via=via, reason="several-candidates"
            )
        return Outcome(status=Status.UNRESOLVABLE, via=via, reason="not-in-that-note")

    def looked_up(self, node: Node) -> Outcome:
        cited = node.cited
        if cited is None or cited.kind is Kind.NONE:
            return Outcome(status=Status.NO_SOURCE, reason="unread")
        if cited.kind is Kind.KEY:
            return self.keyed(cited)
        if cited.kind is Kind.FULL and cited.is_described and not cited.year:
            return self.described(node, cited)
        if cited.kind is Kind.FULL:
            return found_in((self.shelf.find(cited),))
        if not cited.people and not cited.title:
            return self.only_work()
        works = self.shelf.look_up(cited)
        if works:
            return found_in(works)
        known = self.shelf.knows_author(cited.people)
        if cited.is_tentative and not known:
            return NO_SOURCE
        return Outcome(status=Status.UNRESOLVABLE, reason="no-such-work" if known else "no-entry")

    def keyed(self, cited: Cited) -> Outcome:
        if cited.key not in self.shelf.by_key and self.checks_keys:
            return Outcome(status=Status.UNRESOLVABLE, reason="unknown-key")
        return found_in((self.shelf.add_key(cited.key).root,))

    def described(self, node: Node, cited: Cited) -> Outcome:
        """An interview without a date: one that was dated elsewhere, or a source of its own."""
        works = self.shelf.described_like(cited)
        if not works:
            line = node.note.definitions[0].line if node.note else 0
            work = self.put(cited, note=node.label, line=line)
            self.shelf.index(work)
            works = (work,)
        return found_in(works)

    def only_work(self) -> Outcome:
        """*Op. cit.* without an author: clear only where the article has a single source."""
        roots = [work for work in self.shelf.works[:100] if work.same_as is None]
        if not roots:
            return Outcome(status=Status.UNRESOLVABLE, reason="no-entry")
        outcome = found_in(tuple(roots))
        return outcome if len(roots) == 1 else replace(outcome, reason="no-author")

    def check_repeats(self) -> None:
        """An *ibid.* note that is pointed to twice must mean the same both times."""
        for previous, draft in zip(self.reading.events, self.reading.events[1:], strict=False):
            first = self.parts[draft][0] if self.parts[draft] else None
            if previous is draft or first is None or first.cited is None or first.outcome is None:
                continue
            if not is_like_ibid(first.cited) or first.outcome.status is not Status.RESOLVED:
                continue
            other = self.whole[previous].outcome or CIRCULAR
            if other.works != first.outcome.works:
                works = first.outcome.works + other.works
                first.outcome = replace(found_in(unique(works)), reason="used-again")
                if first.outcome.status is Status.RESOLVED:
                    first.outcome = replace(
                        first.outcome, status=Status.UNRESOLVABLE, works=(), reason="used-again"
                    )


def settle(start: Node, *, trail: Trail) -> None:
    """Follow a node to its end, and every node it waits for, each of them once."""
    stack = [start]
    while stack:
        node = stack[-1]
        if node.outcome is not None:
            stack.pop()
            continue
        waiting = [] if node.is_under_way else [one for one in node.waits_for if not one.outcome]
        node.is_under_way = True
        # One that is already under way leads back here: it stays without an outcome, a circle.
        waiting = [one for one in waiting if not one.is_under_way]
        if waiting:
            stack += waiting
            continue
        node.outcome = trail.outcome_of(node)
        stack.pop()


def reading_order(reading: Reading) -> list[Draft]:
    """The notes as the text points to them, then those behind other notes, then the unused."""
    used = dict.fromkeys(reading.events)
    nested = [draft for draft in reading.notes.values() if draft.used_at and draft not in used]
    unused = [draft for draft in reading.notes.values() if not draft.used_at]
    return [*used, *nested, *unused]


def predecessors(reading: Reading) -> dict[Draft, list[Draft]]:
    """For each note in the text, the notes that an *ibid.* in it may mean.

    The note before it in the text. Where an earlier note is repeated just before, also the last
    new one: some programs number repeated notes anew and some do not. And any note that is
    defined between the two and never used: its mark may have been lost.
    """
    found: dict[Draft, list[Draft]] = {}
    lost = unused_numbers(reading)
    latest: Draft | None = None
    previous: Draft | None = None
    for draft in reading.events:
        if draft not in found:
            earlier = [one for one in (previous, latest) if one is not None]
            found[draft] = list(dict.fromkeys([*earlier, *between(lost, latest, draft)]))
            latest = draft
        previous = draft
    return found


def unused_numbers(reading: Reading) -> dict[int, Draft]:
    drafts = [draft for draft in reading.notes.values() if not draft.used_at]
    numbered = {int(draft.label): draft for draft in drafts if is_number(draft.label)}
    # One that only says ibid. would mean the note before it anyway.
    return {
        number: draft
        for number, draft in numbered.items()
        if draft.cited and not all(is_like_ibid(cited) for cited in draft.cited)
    }


def is_number(label: str) -> bool:
    return label.isascii() and label.isdigit() and len(label) <= 6


def between(lost: dict[int, Draft], earlier: Draft | None, later: Draft) -> list[Draft]:
    """The unused note just before `later`, where the numbers leave room for one."""
    if not is_number(later.label) or (earlier is not None and not is_number(earlier.label)):
        return []
    number = int(later.label) - 1
    if earlier is not None and number <= int(earlier.label):
        return []
    return [lost[number]] if number in lost else []


def is_like_ibid(cited: Cited) -> bool:
    if cited.kind is Kind.LOC_CIT:
        return not cited.people and not cited.title
    return cited.kind in LIKE_IBID


def own_sources(nodes: list[Node]) -> list[Node]:
    """The citations for which a note stands; *see note 12* only where it has nothing else."""
    citing = [node for node in nodes if node.cited and node.cited.kind is not Kind.NONE]
    own = [node for node in citing if node.cited and node.cited.kind is not Kind.NOTE]
    return own or citing


def outcome_of_note(node: Node) -> Outcome:
    draft = node.note
    if draft is None or not draft.definitions:
        return NEVER_DEFINED
    if draft.is_empty:
        return EMPTY
    found = [waited.outcome or CIRCULAR for waited in node.waits_for]
    citing = [outcome for outcome in found if outcome.status is not Status.NO_SOURCE]
    if not citing:
        return NO_SOURCE
    leads_to_several = citing[0].status is Status.RESOLVED and citing[0].work is None
    return together(citing) if len(citing) > 1 or leads_to_several else citing[0]


def together(found: Sequence[Outcome]) -> Outcome:
    """Several outcomes as one: resolved only where all lead to one and the same source."""
    for outcome in found:
        if outcome.status not in (Status.RESOLVED, Status.AMBIGUOUS):
            return Outcome(status=Status.UNRESOLVABLE, reason=outcome.reason)
    works = unique(work for outcome in found for work in outcome.works)
    more = sum(outcome.more for outcome in found)
    steps = max(outcome.steps for outcome in found)
    if len(works) == 1 and not more and all(one.status is Status.RESOLVED for one in found):
        return Outcome(status=Status.RESOLVED, works=works, steps=steps)
    joined = found_in(works)
    more += joined.more
    return replace(joined, status=Status.AMBIGUOUS, more=more, reason="several-sources")


def found_in(works: tuple[Work, ...]) -> Outcome:
    if len(works) == 1:
        return Outcome(status=Status.RESOLVED, works=works)
    return Outcome(
        status=Status.AMBIGUOUS,
        works=works[:MOST_CANDIDATES],
        more=max(0, len(works) - MOST_CANDIDATES),
        reason="several-candidates",
    )


def unique(works: Iterable[Work]) -> tuple[Work, ...]:
    return tuple({work.number: work for work in works}.values())


AFTER = {
    Status.DANGLING: "after-dangling",
    Status.NO_SOURCE: "after-no-source",
    Status.UNRESOLVABLE: "after-unresolvable",
}


def led_back(node: Node, found: list[Outcome]) -> Outcome:
    """Where *ibid.* leads, given what it follows."""
    if not found:
        is_read = node.note is not None and bool(node.note.used_at)
        return NOWHERE if is_read else replace(NOWHERE, reason="never-used")
    via = node.waits_for[0].label if node.waits_for[0].note is not node.note else None
    for outcome, waited in zip(found, node.waits_for, strict=True):
        if outcome.status in AFTER:
            reason = AFTER[outcome.status]
            if outcome.reason in ("circular", "empty"):
                reason = {"circular": "circular", "empty": "after-empty"}[outcome.reason]
            label = waited.label if via else None
            return Outcome(status=Status.UNRESOLVABLE, reason=reason, via=label)
    outcome = found[0] if len(found) == 1 else together(found)
    steps = outcome.steps + 1 if via else outcome.steps
    if outcome.status is Status.RESOLVED:
        return replace(outcome, via=via, steps=steps, reason=None)
    reason = "after-several" if outcome.reason == "several-sources" else "after-ambiguous"
    if len(found) > 1:
        reason = "which-note"
    return replace(outcome, via=via, steps=steps, reason=reason)
